# Hosts for tests/e2e/hosts: a network namespace with an sshd each, a mount namespace of its own, on
# one bridge. They are this machine otherwise, so they have its kernel.
# shellcheck shell=bash disable=SC2154  # scratch is the test's
bridge=pge2e0
hosts=()
address_of() { echo "10.77.83.$((10#${1#h} + 10))"; }

network_up() {
  ip link add $bridge type bridge && ip addr add 10.77.83.1/24 dev $bridge && ip link set $bridge up
  ssh-keygen -q -t ed25519 -N '' -f "$scratch/key"
  cat >"$scratch/ssh_config" <<CONFIG
Host *
  User root
  IdentityFile $scratch/key
  IdentitiesOnly yes
  UserKnownHostsFile $scratch/known_hosts
  GlobalKnownHostsFile /dev/null
CONFIG
}
network_down() {
  local host
  for host in "${hosts[@]}"; do
    [[ ! -s $scratch/$host/pid ]] || kill "$(cat "$scratch/$host/pid")" 2>/dev/null
    ip netns pids "pge2e-$host" 2>/dev/null | xargs -r kill -9 2>/dev/null
    ip netns del "pge2e-$host" 2>/dev/null
  done
  ip link del $bridge 2>/dev/null
  true
}

# host_up NAME [COMMAND]: COMMAND runs in its mount namespace before its sshd.
host_up() {
  local host=$1 prepare=${2:-true} dir=$scratch/$1 address
  address=$(address_of "$host")
  hosts+=("$host")
  mkdir -p "$dir/state" "$dir/policy"
  ssh-keygen -q -t ed25519 -N '' -f "$dir/host_key"
  echo "$address $(cat "$dir/host_key.pub")" >>"$scratch/known_hosts"
  cp "$scratch/key.pub" "$dir/authorized_keys"
  chmod 600 "$dir/authorized_keys"
  ip netns add "pge2e-$host"
  ip link add "pg-$host" type veth peer name eth0 netns "pge2e-$host"
  ip link set "pg-$host" master $bridge up
  ip -n "pge2e-$host" addr add "$address/24" dev eth0
  ip -n "pge2e-$host" link set eth0 up
  ip -n "pge2e-$host" link set lo up
  cat >"$dir/sshd_config" <<CONFIG
ListenAddress $address
HostKey $dir/host_key
AuthorizedKeysFile $dir/authorized_keys
PidFile $dir/pid
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
CONFIG
  # The disk is that of the host: what a node writes goes to places of its own.
  mkdir -p /run/sshd /var/lib/profgen /etc/apparmor.d
  ip netns exec "pge2e-$host" unshare --mount --propagation private sh -c "
    mount --bind '$dir/state' /var/lib/profgen && mount --bind '$dir/policy' /etc/apparmor.d &&
    { $prepare; } && exec /usr/sbin/sshd -f '$dir/sshd_config' -E '$dir/log'"
  local count=0
  until [[ -s $dir/pid ]]; do
    ((++count < 100)) || { cat "$dir/log" && return 1; }
    sleep 0.1
  done
}
