# Starting, reaching and stopping a guest's machines (tests/e2e/guest).
# shellcheck shell=bash disable=SC2154  # guests, image, running, suite and first_port are guest's

memory=${GUEST_MEMORY:-512}
# no_timer_check: on a busy host the emulated timer may seem broken, and the kernel would panic.
kernel_line="console=ttyS0 root=/dev/vda rw quiet net.ifnames=0 mitigations=off apparmor=1 security=apparmor audit=1
 audit_backlog_limit=8192 no_timer_check systemd.show_status=0 panic=-1"

monitor() { # NODE COMMAND
  printf '%s\n' "$2" | socat -t 0.3 - "UNIX-CONNECT:$running/$suite-$1/monitor" | tr -d '\r'
}

# Node 1's second network card is a hub, the others plug into it over unix sockets.
second_network() { # NODE: options of qemu, a line each
  local port
  case $1 in
    0 | [5-9]) printf '%s\n' -netdev hubport,id=n1,hubid=0 ;;
    1)
      printf '%s\n' -netdev hubport,id=n1,hubid=0
      for port in 2 3 4; do
        printf '%s\n' -netdev "stream,id=s$port,server=on,addr.type=unix,addr.path=$running/$suite-hub$port" \
          -netdev "hubport,id=h$port,hubid=0,netdev=s$port"
      done
      ;;
    *) printf '%s\n' -netdev "stream,id=n1,server=off,addr.type=unix,addr.path=$running/$suite-hub$1" ;;
  esac
}

start_node() { # NODE DISK cold|warm
  local node=$1 disk=$2 incoming=() network folder=$running/$suite-$1
  mkdir -p "$folder"
  mapfile -t network < <(second_network "$node")
  # Files for the guest come as a tar on a disk of their own: through ssh, emulated, they take a minute.
  local payload=()
  if [[ -f $folder/payload.tar ]]; then
    payload=(-drive "file=$folder/payload.tar,if=none,id=d1,format=raw,readonly=on"
      -device "virtio-blk-pci,drive=d1,addr=0x10")
  fi
  [[ $3 == cold ]] || incoming=(-incoming "exec:zstd -q -dc '$image/ready.state.zst'")
  date +%s >"$folder/started"
  # la57 off: five levels of page tables cost emulation a third of its speed.
  nice -n "${NICE:-0}" qemu-system-x86_64 -name "$suite-$node" -M pc,usb=off,vmport=off \
    -accel tcg,thread=multi,tb-size=256 -cpu max,la57=off -m "$memory" -smp 1 \
    -nodefaults -no-user-config -display none -no-reboot \
    -kernel "$image/vmlinux" -initrd "$image/initrd.gz" -append "${kernel_line//$'\n'/}" \
    -drive "file=$disk,if=none,id=d0,format=qcow2,cache=unsafe" -device virtio-blk-pci,drive=d0 \
    -netdev "user,id=n0,restrict=on,hostfwd=tcp:127.0.0.1:$((first_port + node))-10.0.2.15:22" \
    -device virtio-net-pci,netdev=n0,mac=52:54:00:00:00:10,romfile= \
    "${network[@]}" -device virtio-net-pci,netdev=n1,mac=52:54:00:00:01:10,romfile= \
    -device virtio-rng-pci -chardev "file,id=c0,path=$folder/console" -serial chardev:c0 \
    -chardev "socket,id=m0,path=$folder/monitor,server=on,wait=off" -mon m0 "${payload[@]}" "${incoming[@]}" \
    >"$folder/qemu.log" 2>&1 </dev/null &
  echo $! >"$folder/pid"
  disown
}

alive() { [[ -f $running/$suite-$1/pid ]] && kill -0 "$(cat "$running/$suite-$1/pid")" 2>/dev/null; }

node_ssh() { # NODE COMMAND…
  local node=$1
  shift
  # shellcheck disable=SC2029
  ssh -F none -i "$guests/key" -p $((first_port + node)) -o BatchMode=yes -o StrictHostKeyChecking=no \
    -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=15 -o ControlMaster=auto \
    -o ControlPersist=600 -o ControlPath="$running/$suite-$node/ssh" root@127.0.0.1 "$@"
}

# A connection of its own: that of node_ssh ends when it is not used.
node_forward() { # NODE OPTION…
  local node=$1
  shift
  ssh -F none -i "$guests/key" -p $((first_port + node)) -o BatchMode=yes -o StrictHostKeyChecking=no \
    -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=60 -o ControlPath=none \
    -o ExitOnForwardFailure=yes -fN "$@" root@127.0.0.1
}

wait_for_ssh() { # NODE SECONDS
  local node=$1 limit=$2 begin=$SECONDS
  # A connection made while the state is still being read is lost in it, and ssh would wait for nothing.
  until monitor "$node" 'info status' 2>/dev/null | grep -q 'VM status: running'; do
    alive "$node" || break
    sleep 0.1
  done
  until node_ssh "$node" true 2>/dev/null; do
    if ! alive "$node"; then
      cat "$running/$suite-$node/qemu.log" >&2
      die "node $node ended (its last words above)"
    fi
    ((SECONDS - begin < limit)) || die "node $node: no ssh within $limit s; see $running/$suite-$node/console"
    sleep 0.3
  done
}

wait_for_end() { # NODE SECONDS: then it is killed
  local pid count=0
  pid=$(cat "$running/$suite-$1/pid")
  while kill -0 "$pid" 2>/dev/null && ((count < $2 * 10)); do
    sleep 0.1
    count=$((count + 1))
  done
  kill "$pid" 2>/dev/null || true
  rm -f "$running/$suite-$1/pid"
}

close_ssh() { ssh -F none -o ControlPath="$running/$suite-$1/ssh" -O exit x 2>/dev/null || true; }

# What a resumed machine cannot know: the time, its name, its own address.
introduce() { # NODE
  node_ssh "$1" "date -s @$(date +%s) >/dev/null; hostname node$1; ip link set eth1 down
    ip link set eth1 address 52:54:00:00:01:0$1; ip link set eth1 up
    ip addr add 192.168.77.$1/24 dev eth1 2>/dev/null || true"
}

# A resumed machine has not seen the disk yet.
take_payload() { # NODE
  node_ssh "$1" 'echo 1 >/sys/bus/pci/rescan; until [ -b /dev/vdb ]; do sleep 0.1; done; tar -C /opt -xf /dev/vdb'
}

nodes_up() { # LAST [FIRST]
  local node how=warm begin=$SECONDS first=${2:-1}
  [[ -f $image/ready.qcow2 ]] || die "no guest of $suite was built yet: SUITE=$suite $0 build"
  [[ -z ${COLD:-} && -f $image/ready.state.zst ]] || how=cold
  for ((node = first; node <= $1; ++node)); do
    alive "$node" && continue
    rm -rf "$running/$suite-$node"
    mkdir -p "$running/$suite-$node"
    if [[ -n ${PAYLOAD:-} ]]; then
      cp "$PAYLOAD" "$running/$suite-$node/payload.tar"
      truncate -s %4096 "$running/$suite-$node/payload.tar"
    fi
    qemu-img create -q -f qcow2 -b "$image/ready.qcow2" -F qcow2 "$running/$suite-$node/disk.qcow2"
    start_node "$node" "$running/$suite-$node/disk.qcow2" "$how"
    # Its hub has to be there before the others plug in.
    (($1 == first)) || sleep 0.5
  done
  for ((node = first; node <= $1; ++node)); do
    wait_for_ssh "$node" "${GUEST_WAIT:-400}"
    introduce "$node"
    [[ -z ${PAYLOAD:-} ]] || take_payload "$node"
  done
  say "$(($1 - first + 1)) of $suite up ($how) after $((SECONDS - begin)) s, ssh at 127.0.0.1:$((first_port + first))"
}

nodes_down() { # [NODE]
  local folder node
  for folder in "$running/$suite"-[0-9]*/; do
    [[ -d $folder ]] || continue
    node=$(basename "$folder")
    node=${node##*-}
    [[ -z ${1:-} || $1 == "$node" ]] || continue
    if alive "$node"; then
      close_ssh "$node"
      monitor "$node" quit >/dev/null 2>&1 || true
      wait_for_end "$node" 10
    fi
    rm -f "$folder/disk.qcow2" "$folder/payload.tar"
  done
}

nodes_status() {
  local folder node pid
  for folder in "$running/$suite"-[0-9]*/; do
    node=$(basename "$folder")
    node=${node##*-}
    alive "$node" || continue
    pid=$(cat "$folder/pid")
    echo "node $node: pid $pid, $(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status") MiB, port $((first_port + node))"
  done
}

# qemu ends where the machine would restart (-no-reboot), and is started again on the same disk.
node_reboot() { # NODE
  node_ssh "$1" 'systemctl reboot' || true
  close_ssh "$1"
  wait_for_end "$1" 300
  start_node "$1" "$running/$suite-$1/disk.qcow2" cold
  wait_for_ssh "$1" "${GUEST_WAIT:-600}"
  introduce "$1"
}

write_ssh_config() { # N
  local node folder=$running/$suite-ssh key
  mkdir -p "$folder"
  : >"$folder/known_hosts"
  : >"$folder/config"
  key=$(node_ssh 1 'cut -d" " -f1,2 /etc/ssh/ssh_host_ed25519_key.pub')
  for ((node = 1; node <= $1; ++node)); do
    echo "[127.0.0.1]:$((first_port + node)) $key" >>"$folder/known_hosts"
    cat >>"$folder/config" <<HOST
Host node$node
  HostName 127.0.0.1
  Port $((first_port + node))
  User root
HOST
  done
  cat >>"$folder/config" <<ALL
Host *
  IdentityFile $guests/key
  IdentitiesOnly yes
  UserKnownHostsFile $folder/known_hosts
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  BatchMode yes
ALL
  echo "$folder/config"
}
