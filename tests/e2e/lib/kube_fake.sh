# Nodes without a kubelet, and what it would say of their pods (tests/e2e/kube).
# shellcheck shell=bash disable=SC2154  # kubectl, run and root are kube's

fake_nodes() { # NAME…
  local name now
  now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  # As a kubelet that registers: an object that is created may bring its status.
  for name in "$@"; do
    jq -n --arg n "$name" --arg t "$now" '{apiVersion: "v1", kind: "Node", metadata: {name: $n, labels:
      {"kubernetes.io/hostname": $n, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64", "e2e/fake": "true"}},
      status: {capacity: {cpu: "4", memory: "8Gi", pods: "110"}, allocatable: {cpu: "4", memory: "8Gi", pods: "110"},
      addresses: [{type: "InternalIP", address: "127.0.0.1"}, {type: "Hostname", address: $n}],
      nodeInfo: {machineID: "", systemUUID: "", bootID: "", kernelVersion: "0", osImage: "fake",
        containerRuntimeVersion: "fake://0", kubeletVersion: "v1.20.2", kubeProxyVersion: "v1.20.2",
        operatingSystem: "linux", architecture: "amd64"},
      conditions: [{type: "Ready", status: "True", reason: "KubeletReady", message: "fake node. AppArmor enabled",
        lastHeartbeatTime: $t, lastTransitionTime: $t}]}}'
  done | kubectl create -f - >/dev/null
  # The controller manager takes its not-ready taint away.
  wait_for 60 "the nodes untainted" untainted "$@"
}
untainted() { ! kubectl get node "$@" -o jsonpath='{..taints}' | grep -q not-ready; }

run_pods() {
  local now fake pods pod url space name
  now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  fake=$(kubectl get nodes -l e2e/fake=true -o json | jq -c '[.items[].metadata.name]')
  pods=$(kubectl get pods -A -o json)
  while IFS= read -r pod; do
    url=$(jq -r '"/api/v1/namespaces/\(.metadata.namespace)/pods/\(.metadata.name)/status"' <<<"$pod")
    jq --arg t "$now" '.status += {phase: "Running", podIP: "10.244.0.2", hostIP: "127.0.0.1", startTime: $t,
      conditions: ([{type: "Initialized"}, {type: "Ready"}, {type: "ContainersReady"}, {type: "PodScheduled"}] |
        map(. + {status: "True", lastTransitionTime: $t})),
      containerStatuses: [.spec.containers[] | {name, image, imageID: "", ready: true, started: true, restartCount: 0,
        state: {running: {startedAt: $t}}}]}' <<<"$pod" | kubectl replace --raw "$url" -f - >/dev/null
  done < <(jq -c --argjson f "$fake" '.items[] | select(.metadata.deletionTimestamp == null)
    | select(.spec.nodeName as $n | $f | index($n)) | select(.status.phase == "Pending")' <<<"$pods")
  while read -r space name; do
    kubectl -n "$space" delete pod "$name" --force --grace-period=0 >/dev/null 2>&1 || true
  done < <(jq -r --argjson f "$fake" '.items[] | select(.metadata.deletionTimestamp != null)
    | select(.spec.nodeName as $n | $f | index($n)) | "\(.metadata.namespace) \(.metadata.name)"' <<<"$pods")
}
