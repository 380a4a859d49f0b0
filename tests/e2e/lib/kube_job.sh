# What scheduler, kubelet and runtime do with the pod of a Job, on a host without them (tests/e2e/kube): its container's
# command runs as a process that sees of the host its programs only, with the pod's mounts, user and read-only root.
# shellcheck shell=bash disable=SC2154  # kubectl, run, port, here and wait_for are kube's

job_pod() { kubectl -n "$1" get pods -l "job-name=$2" -o json | jq -e '.items[0] | select(.spec.nodeName != null)'; }

# Everything is as the API has it.
make_volumes() { # POD-JSON FOLDER: below FOLDER/volumes/NAME
  local pod=$1 folder=$2 space name kind of key
  space=$(jq -r .metadata.namespace <<<"$pod")
  while read -r name kind of; do
    mkdir -p "$folder/volumes/$name"
    case $kind in
      configMap)
        kubectl -n "$space" get configmap "$of" -o json >"$folder/map.json"
        while read -r key; do
          jq -j --arg k "$key" '.data[$k]' "$folder/map.json" >"$folder/volumes/$name/$key"
        done < <(jq -r '.data // {} | keys[]' "$folder/map.json")
        while read -r key; do
          jq -r --arg k "$key" '.binaryData[$k]' "$folder/map.json" | base64 -d >"$folder/volumes/$name/$key"
        done < <(jq -r '.binaryData // {} | keys[]' "$folder/map.json")
        ;;
      emptyDir) ;;
      # The account's; later servers have a projected one.
      secret | projected) write_account "$space" "$(jq -r .spec.serviceAccountName <<<"$pod")" "$folder/volumes/$name" ;;
      *) die "a volume of kind $kind" ;;
    esac
  done < <(jq -r '.spec.volumes[] | "\(.name) \(del(.name) | keys[0]) \(.configMap.name // "-")"' <<<"$pod")
}

say_of_pod() { # POD-JSON PHASE STATE-JSON
  local url
  url=$(jq -r '"/api/v1/namespaces/\(.metadata.namespace)/pods/\(.metadata.name)/status"' <<<"$1")
  kubectl get --raw "${url%/status}" |
    jq --arg phase "$2" --argjson state "$3" '.status += {phase: $phase, containerStatuses: [.spec.containers[] |
      {name, image, imageID: "", ready: false, started: true, restartCount: 0, state: $state}]}' |
    kubectl replace --raw "$url" -f - >/dev/null
}

# run_job NAMESPACE JOB BIN: ends with the container's exit code; BIN has the programs of its image.
run_job() {
  local pod folder code=0 now user=() words=() as=(--map-root-user)
  wait_for 60 "a pod of job/$2" job_pod "$1" "$2"
  pod=$(job_pod "$1" "$2")
  folder=$run/pods/$(jq -r .metadata.name <<<"$pod")
  mkdir -p "$folder/root"
  make_volumes "$pod" "$folder"
  if [[ $(id -u) == 0 ]]; then
    as=()
    mapfile -t user < <(jq -r '.spec.securityContext | "--userspec=\(.runAsUser):\(.runAsGroup)"' <<<"$pod")
    chown -R "$(jq -r '.spec.securityContext | "\(.runAsUser):\(.fsGroup)"' <<<"$pod")" "$folder/volumes"
  fi
  now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  say_of_pod "$pod" Running "{\"running\": {\"startedAt\": \"$now\"}}"
  mapfile -t words < <(jq -r '.spec.containers[0] | .command[], .args[]' <<<"$pod")
  jq -r '.spec.containers[0].volumeMounts[] | "\(.name) \(.mountPath) \(.readOnly // false)"' <<<"$pod" >"$folder/mounts"
  # One process all along: a signal to it reaches the program.
  unshare "${as[@]}" --mount --uts "$here/lib/in_pod" "$folder" "$3" "$port" "${user[@]}" "${words[@]}" \
    >"$folder/log" 2>&1 </dev/null &
  echo $! >"$run/job-$2.pid"
  wait $! || code=$?
  now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  say_of_pod "$pod" "$([[ $code == 0 ]] && echo Succeeded || echo Failed)" \
    "{\"terminated\": {\"exitCode\": $code, \"finishedAt\": \"$now\"}}"
  cat "$folder/log"
  return "$code"
}

kill_job() { kill -s KILL "$(cat "$run/job-$1.pid")"; }
