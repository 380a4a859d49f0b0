# For tests/e2e/kubernetes: nodes and their agents, bundles, rollouts.
# shellcheck shell=bash disable=SC2154,SC2034  # scratch, e2e, profgen, agent and deploy are the test's
kube() { "$e2e/kube" "$@"; }
kubectl() { kube kubectl "$@"; }
space=profgen account=profgen-agent
declare -A agents=()

fleet() {
  local command=$1
  shift
  (cd "$scratch" && PATH=$scratch/bin:$PATH "$profgen" fleet "$command" "$@" --state-dir "$scratch/${operator:-state}")
}
# A fleet of all nodes that the API knows.
write_fleet() { # [KUBECONFIG]
  cat >"$scratch/fleet.yaml" <<YAML
fleet: e2e
transport: kubernetes
kubernetes: {image: "profgen-node:0.1.0"}
rollout:
  complain: {bake: 2s, starts: 0}
  enforce: {bake: ${bake:-6s}, starts: 0, max_new_denials: 0}
  canary: canary=true
  waves: [1, 50%, 100%]
  poll: 1s
ssh:
  request_timeout: 2m
YAML
}

# As it is after DaemonSet, scheduler and kubelet have done their work: a process with a token.
start_agent() { # NODE [SECONDS]
  kube account "$space" "$account" "$scratch/nodes/$1/account" ${2:+"$2"}
  begin_agent "$1"
}
begin_agent() { # NODE: with the token that is there
  "$agent" "$1" "https://127.0.0.1:${KUBE_PORT:-19443}" "$scratch/nodes/$1/account" "$scratch/nodes/$1/root" \
    >>"$scratch/nodes/$1/log" 2>&1 </dev/null &
  agents[$1]=$!
}
stop_agent() { # NODE
  kill "${agents[$1]}" 2>/dev/null || true
  wait "${agents[$1]}" 2>/dev/null || true
  unset "agents[$1]"
}
stop_agents() {
  local name
  for name in "${!agents[@]}"; do stop_agent "$name"; done
}
node_field() { kubectl get nps "$1" -o jsonpath="{$2}"; } # NODE PATH

all_ready() { # N
  [[ $(kubectl get nps -o json | jq '[.items[] | select(any(.status.conditions[]?; .type == "Ready" and .status == "True"))] | length') == "$1" ]]
}
loaded() { grep -qxF "$2" "$scratch/nodes/$1/root/loaded"; } # NODE LINE
has_page() { # NODE PAGE
  grep -qF "/srv/web/$2" "$scratch/nodes/$1/root/etc/apparmor.d/e2e-web"
}
loaded_on_all() { # LINE NODE…
  local line=$1 name
  shift
  for name; do loaded "$name" "$line" || { echo "     not on $name" && return 1; }; done
}
all_have_page() { # PAGE NODE…
  local page=$1 name
  shift
  for name; do has_page "$name" "$page" || { echo "     not on $name" && return 1; }; done
}

# good, bad (extra.html, which is asked for all the time, is missing), next, later: one page more each.
bundle() { # NAME
  local pages=(page extra) page
  case $1 in
    bad) pages=(page) ;;
    next) pages+=(news) ;;
    later) pages+=(news more) ;;
    inside) pages+=(news more inside) ;;
    halfway) pages+=(news more inside half) ;;
    last) pages+=(news more inside half end) ;;
  esac
  mkdir -p "$scratch/$1"
  {
    printf 'abi <abi/3.0>,\ninclude <tunables/global>\nprofile e2e-web {\n  include <abstractions/base>\n'
    for page in "${pages[@]}"; do echo "  /srv/web/$page.html r,"; done
    echo '}'
  } >"$scratch/$1/e2e-web"
  check "a bundle: $1" runs 0 fleet bundle "$scratch/$1/e2e-web" --name "$1" -o "$1.bundle"
}
deploy() { # "CODE [CODE]" NAME
  local digest begin=$SECONDS
  digest=$(fleet show "$2.bundle" --json | jq -r .digest)
  runs "$1" fleet deploy "$2.bundle" --digest "$digest" --run "$2" || return
  echo "     $((SECONDS - begin)) s"
}

# A Job of the cluster leads; what would be a pod is a process here, of what the API has.
deploy_inside() { # NAME
  runs 0 fleet deploy "$1.bundle" --digest "$(fleet show "$1.bundle" --json | jq -r .digest)" --run "$1" --in-cluster
}
run_inside() { # CODE NAME
  local begin=$SECONDS
  runs "$1" kube run-job "$space" "profgen-$2" "$(dirname "$profgen")" || return
  echo "     $((SECONDS - begin)) s"
}
was_killed() { # PID
  local code=0
  wait "$1" || code=$?
  [[ $code == 137 ]] || { sed 's/^/     /' "$scratch/inside.said" && false; }
}
no_map() { ! kubectl -n "$space" get configmap "$1" >/dev/null 2>&1; }
