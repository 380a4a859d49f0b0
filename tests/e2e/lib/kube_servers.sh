# Starting and stopping the servers (tests/e2e/kube).
# shellcheck shell=bash disable=SC2154  # bin, root, run, keys and the ports are kube's
servers=(etcd kube-apiserver kube-controller-manager kube-scheduler)

running() { [[ -f $run/$1.pid ]] && kill -0 "$(cat "$run/$1.pid")" 2>/dev/null; }

start_process() { # NAME COMMAND…
  local name=$1
  shift
  ! running "$name" || return 0
  setsid "$@" >>"$run/$name.log" 2>&1 </dev/null &
  echo $! >"$run/$name.pid"
  disown
}

stop_process() { # NAME [SIGNAL]
  local pid count=0
  if running "$1"; then
    pid=$(cat "$run/$1.pid")
    kill -s "${2:-TERM}" "$pid"
    while kill -0 "$pid" 2>/dev/null && ((++count < 100)); do sleep 0.1; done
    kill -s KILL "$pid" 2>/dev/null || true
  fi
  rm -f "$run/$1.pid"
}

wait_for() { # SECONDS WHAT COMMAND…
  local limit=$1 what=$2 begin=$SECONDS
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS - begin < limit)) || die "$what: not so after $limit s"
    sleep 0.2
  done
}

start_server() { # NAME: and waits until it answers
  local -a as
  case $1 in
    etcd)
      start_process etcd "$root/usr/bin/etcd" --name e2e --data-dir "$run/etcd" --unsafe-no-fsync \
        --listen-client-urls "http://127.0.0.1:$etcd_port" --advertise-client-urls "http://127.0.0.1:$etcd_port" \
        --listen-peer-urls "http://127.0.0.1:$peer_port" --initial-advertise-peer-urls "http://127.0.0.1:$peer_port" \
        --initial-cluster "e2e=http://127.0.0.1:$peer_port"
      wait_for 60 etcd curl -fsS "http://127.0.0.1:$etcd_port/health"
      ;;
    kube-apiserver)
      printf '%s\n' 'apiVersion: audit.k8s.io/v1' 'kind: Policy' 'omitStages: [RequestReceived]' \
        'rules: [{level: Metadata}]' >"$run/audit-policy.yaml"
      # A node's address is what its object says: of a guest, the port forwarded to it.
      start_process kube-apiserver "$bin/kube-apiserver" --etcd-servers "http://127.0.0.1:$etcd_port" \
        --bind-address 127.0.0.1 --secure-port "$port" --advertise-address 127.0.0.1 --endpoint-reconciler-type none \
        --service-cluster-ip-range 10.96.0.0/16 --allow-privileged=true --cert-dir "$keys" \
        --tls-cert-file "$keys/server.crt" --tls-private-key-file "$keys/server.key" --client-ca-file "$keys/ca.crt" \
        --service-account-issuer "$issuer" --service-account-key-file "$keys/accounts.pub" \
        --service-account-signing-key-file "$keys/accounts.key" --kubelet-preferred-address-types InternalIP \
        --kubelet-client-certificate "$keys/to-kubelet.crt" --kubelet-client-key "$keys/to-kubelet.key" \
        --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction \
        --audit-log-path "$run/audit.log" --audit-policy-file "$run/audit-policy.yaml"
      wait_for 180 kube-apiserver kubectl get --raw /readyz
      ;;
    kube-controller-manager)
      as=("--"{kubeconfig,authentication-kubeconfig,authorization-kubeconfig}"=$run/manager.kubeconfig")
      # Nodes without a kubelet would be given up otherwise.
      start_process kube-controller-manager "$bin/kube-controller-manager" "${as[@]}" --bind-address 127.0.0.1 \
        --port 0 --secure-port "$manager_port" --cert-dir "$keys" --leader-elect=false \
        --service-account-private-key-file "$keys/accounts.key" --root-ca-file "$keys/ca.crt" \
        --cluster-signing-cert-file "$keys/ca.crt" --cluster-signing-key-file "$keys/ca.key" \
        --use-service-account-credentials=true --node-monitor-grace-period 8760h
      wait_for 90 kube-controller-manager curl -fsSk "https://127.0.0.1:$manager_port/healthz"
      ;;
    kube-scheduler)
      as=("--"{kubeconfig,authentication-kubeconfig,authorization-kubeconfig}"=$run/scheduler.kubeconfig")
      start_process kube-scheduler "$bin/kube-scheduler" "${as[@]}" --bind-address 127.0.0.1 --port 0 \
        --secure-port "$scheduler_port" --cert-dir "$keys" --leader-elect=false
      wait_for 90 kube-scheduler curl -fsSk "https://127.0.0.1:$scheduler_port/healthz"
      ;;
    *) die "no server '$1': ${servers[*]}" ;;
  esac
}

servers_up() {
  local name begin=$SECONDS
  for name in "${servers[@]:1}"; do [[ -x $bin/$name ]] || die "no $bin/$name: run '$0 build'"; done
  mkdir -p "$run"
  make_keys
  for name in "${servers[@]}"; do start_server "$name"; done
  # The controller manager makes it, and nothing runs without.
  wait_for 90 "the default service account" kubectl -n default get serviceaccount default
  say "up after $((SECONDS - begin)) s, KUBECONFIG=$run/admin.kubeconfig, $(kubectl version --short 2>/dev/null | paste -sd' ')"
}

servers_down() {
  local name
  for name in kube-scheduler kube-controller-manager kube-apiserver etcd; do stop_process "$name"; done
}

servers_status() {
  local name pid
  for name in "${servers[@]}"; do
    if ! running "$name"; then echo "$name -" && continue; fi
    pid=$(cat "$run/$name.pid")
    echo "$name pid $pid, $(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status") MiB"
  done
}
