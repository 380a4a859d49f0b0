# A guest as a real node (tests/e2e/kube): containerd and runc of Debian, the kubelet built here.
# shellcheck shell=bash disable=SC2154,SC2034  # bin, root, run, keys and port are kube's

# What tests/e2e/steps/kube_node needs in the guest: below DIR/kube.
node_payload() { # NAME DIR
  local to=$2/kube program
  [[ -x $bin/kubelet ]] || die "no $bin/kubelet: run '$0 build kubelet'"
  [[ -f $keys/done ]] || die "the cluster is not up: run '$0 up'"
  mkdir -p "$to"/{bin,cni}
  for program in containerd containerd-shim-runc-v2 ctr; do cp "$root/usr/bin/$program" "$to/bin/"; done
  cp "$root/usr/sbin/runc" "$bin/kubelet" "$to/bin/"
  cp "$root/usr/lib/cni"/{ptp,host-local,loopback} "$to/cni/"
  cp "$root/bin/busybox" "$keys/ca.crt" "$to/"
  # As a kubelet that has joined: RBAC and NodeRestriction know it by this name.
  make_certificate "node-$1" "system:node:$1" system:nodes "$client"
  write_kubeconfig "node-$1" "$to/kubeconfig"
}

# The guest reaches the API at its own 127.0.0.1:PORT, the API its kubelet here at PORT + 10 + GUEST.
real_node() { # NAME GUEST
  local kubelet_port=$((port + 10 + $2)) begin=$SECONDS
  "$here/guest" forward "$2" -R "127.0.0.1:$port:127.0.0.1:$port" -L "127.0.0.1:$kubelet_port:127.0.0.1:$kubelet_port"
  "$here/guest" ssh "$2" "/opt/profgen-e2e/kube_node $1 $kubelet_port"
  wait_for 300 "node $1 is there" kubectl get node "$1"
  # What a cloud's controller does: it says by which address the node is reached.
  curl -fsS --cacert "$keys/ca.crt" --cert "$keys/admin.crt" --key "$keys/admin.key" -X PATCH -o "$run/patched" \
    -H 'Content-Type: application/strategic-merge-patch+json' "https://127.0.0.1:$port/api/v1/nodes/$1/status" \
    -d "{\"status\": {\"addresses\": [{\"\$patch\": \"replace\"}, {\"type\": \"InternalIP\", \"address\": \"127.0.0.1\"},
      {\"type\": \"Hostname\", \"address\": \"$1\"}]}}"
  kubectl taint node "$1" node.cloudprovider.kubernetes.io/uninitialized- >/dev/null 2>&1 || true
  wait_for 300 "node $1 Ready" kubectl wait --for condition=Ready --timeout 5s "node/$1"
  say "$1 is ready after $((SECONDS - begin)) s: $(kubectl get node "$1" -o jsonpath='{.status.conditions[?(@.type=="Ready")].message}, {.status.nodeInfo.kernelVersion}, {.status.nodeInfo.containerRuntimeVersion}')"
}
