# For tests/e2e/pods: pods on the guest's node, profiles in the guest.
# shellcheck shell=bash disable=SC2154  # scratch, cache, profgen, e2e and node are the test's
kube() { "$e2e/kube" "$@"; }
kubectl() { kube kubectl "$@"; }
in_guest() { guest ssh "$node" "$@"; }

make_pod() { # NAME IMAGE PROFILE [COMMAND-JSON]
  kubectl apply -f - <<POD
apiVersion: v1
kind: Pod
metadata:
  name: $1
  labels: {app: $1}
  annotations: {container.apparmor.security.beta.kubernetes.io/main: localhost/$3}
spec:
  nodeSelector: {kubernetes.io/hostname: guest}
  terminationGracePeriodSeconds: 1
  containers:
  - {name: main, image: "docker.io/e2e/$2:1", ${4:+command: $4,} imagePullPolicy: IfNotPresent}
POD
}
# As `kubectl get pod` shows it.
state_of() { kubectl get pod "$1" --no-headers | awk '{ print $3 }'; }
becomes() { # NAME STATE SECONDS
  local begin=$SECONDS
  until [[ $(state_of "$1") == "$2" ]]; do
    ((SECONDS - begin < $3)) || {
      kubectl get pod "$1" -o json | jq -c .status | sed 's/^/     /'
      in_guest /opt/profgen-e2e/kube_diagnose | sed 's/^/     /'
      false
      return
    }
    sleep 1
  done
  echo "     $1: $2 after $((SECONDS - begin)) s"
}
message_of() { kubectl get pod "$1" -o jsonpath='{.status.reason}: {.status.message}'; }
confined() { # NAME LABEL
  local label
  label=$(kubectl exec "$1" -- cat /proc/1/attr/current)
  [[ $label == "$2" ]] || {
    echo "     label: $label"
    false
  }
}
# All processes of the web servers, as the kernel has them.
servers_are() { # LABEL
  local labels
  # shellcheck disable=SC2016  # for the guest's shell
  labels=$(in_guest 'for pid in $(pgrep -x nginx); do cat "/proc/$pid/attr/current"; done | sort -u')
  [[ $labels == "$1" ]] || {
    echo "     labels: $labels"
    false
  }
}
profgen_kube() { PATH=$cache/kube/root/usr/bin:$PATH KUBECONFIG=$cache/kube/run-${KUBE_PORT:-19443}/admin.kubeconfig "$profgen" kube "$@"; }
explain() { profgen_kube explain "$1"; }
code_of() { in_guest "curl -s -m 60 -o /dev/null -w '%{http_code}' $1"; } # URL
says_code() { [[ $(code_of "$2") == "$1" ]]; }                             # CODE URL
write_profile() { in_guest "cat >/etc/apparmor.d/$1"; }                      # NAME <TEXT
asked_more() { # N: times since then
  local begin=$SECONDS before
  before=$(in_guest 'wc -l </tmp/asked')
  until (($(in_guest 'wc -l </tmp/asked') >= before + $1)); do
    ((SECONDS - begin < 300)) || return 1
    sleep 1
  done
}

# Nothing leads from a pod to the API's service here: the node's own loopback does.
by_loopback() { # PATH-OF-POD-SPEC: a filter of jq
  echo "$1 |= (.hostNetwork = true | .containers[0].env += [{name: \"KUBERNETES_SERVICE_HOST\", value: \"127.0.0.1\"},
    {name: \"KUBERNETES_SERVICE_PORT\", value: \"${KUBE_PORT:-19443}\"}])"
}
install_agent() {
  kubectl kustomize "$e2e/../../deploy/overlays/before-1.30" | kubectl apply --dry-run=client -o json -f - |
    jq "$(by_loopback '(.items[] | select(.kind == "DaemonSet") | .spec.template.spec)')" | kubectl apply -f -
}
agent_runs() { # SECONDS
  local begin=$SECONDS
  until [[ $(kubectl -n profgen get pods -l app.kubernetes.io/name=profgen-agent -o jsonpath='{.items[0].status.phase}') == Running ]]; do
    ((SECONDS - begin < $1)) || {
      kubectl -n profgen get pods -o json | jq -c '.items[].status' | sed 's/^/     /'
      in_guest /opt/profgen-e2e/kube_diagnose | sed 's/^/     /'
      false
      return
    }
    sleep 1
  done
  echo "     the agent: Running after $((SECONDS - begin)) s"
}
fleet() {
  local command=$1
  shift
  (cd "$scratch" && PATH=$cache/kube/root/usr/bin:$PATH KUBECONFIG=$cache/kube/run-${KUBE_PORT:-19443}/admin.kubeconfig \
    "$profgen" fleet "$command" "$@" --state-dir "$scratch/state")
}
write_agent_fleet() {
  cat >"$scratch/fleet.yaml" <<'YAML'
fleet: e2e
transport: kubernetes
kubernetes: {image: "profgen-node:0.1.0"}
rollout:
  complain: {bake: 2s, starts: 0}
  enforce: {bake: 2s, starts: 0}
  poll: 1s
ssh: {request_timeout: 5m}
YAML
}
write_agent_profile() { # NAME FOLDER: all but writing below it
  mkdir -p "$scratch/policy"
  cat >"$scratch/policy/$1" <<PROFILE
abi <abi/3.0>,
include <tunables/global>
profile $1 flags=(attach_disconnected) {
  include <abstractions/base>
  file,
  signal (receive),
  deny $2/** w,
}
PROFILE
}
digest_of() { "$profgen" fleet show "$scratch/$1.bundle" --json | jq -r .digest; }
make_controller() { # RUN
  fleet deploy "$scratch/agent-web.bundle" --digest "$(digest_of agent-web)" --run "$1" --in-cluster --dry-run --json |
    jq "$(by_loopback '.items[0].spec.template.spec')" | kubectl create -f - >/dev/null
}
