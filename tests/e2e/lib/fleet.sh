# For tests/e2e/fleet: a service on every node, an inventory, bundles, requests.
# shellcheck shell=bash disable=SC2154,SC2034,SC2016  # scratch and profgen are the test's
fleet() {
  local command=$1
  shift
  (cd "$scratch" && "$profgen" fleet "$command" "$@" --state-dir "$scratch/state")
}

make_service() { # NODE
  guest ssh "$1" 'mkdir -p /srv/web /root/private && cp /bin/busybox /opt/busybox.web
    echo page >/srv/web/page.html; echo extra >/srv/web/extra.html; echo secret >/root/private/secret
    ln -sfn /root/private/secret /srv/web/secret; chmod 755 /root /root/private
    printf "[Unit]\nAfter=apparmor.service\n[Service]\nExecStart=/opt/busybox.web httpd -f -p 8080 -h /srv/web\n[Install]\nWantedBy=multi-user.target\n" \
      >/etc/systemd/system/e2e-web.service
    systemctl daemon-reload && systemctl -q enable --now e2e-web'
}
make_fleet() {
  make_service 1
  make_service 2
  cat >"$scratch/fleet.yaml" <<YAML
fleet: e2e
nodes:
  - {host: node1, labels: {canary: "true"}}
  - {host: node2}
rollout:
  complain: {bake: 3s, starts: 0}
  enforce: {bake: 12s, starts: 0, max_new_denials: 0}
  canary: canary=true
  waves: [1, 100%]
  poll: 2s
ssh:
  sudo: false
  connect_timeout: 20s
  request_timeout: 2m
  attempts: 2
  config: "$(guest ssh-config 2)"
YAML
}

# good, bad (one page is missing), next (one more).
bundle() { # NAME
  local pages='/srv/web/{page,extra}.html r,'
  [[ $1 != bad ]] || pages='/srv/web/page.html r,'
  [[ $1 != next ]] || pages+=$'\n  /srv/web/news.html r,'
  mkdir -p "$scratch/$1"
  cat >"$scratch/$1/e2e-web" <<PROFILE
abi <abi/3.0>,
include <tunables/global>
profile e2e-web /opt/busybox.web {
  include <abstractions/base>
  capability setgid,
  capability setuid,
  network inet stream,
  network inet6 stream,
  /etc/{passwd,group} r,
  /opt/busybox.web mrix,
  $pages
}
PROFILE
  check "a bundle: $1" runs 0 fleet bundle "$scratch/$1/e2e-web" --name "$1" -o "$1.bundle"
}
deploy() { # "CODE [CODE]" NAME
  local digest
  digest=$(fleet show "$2.bundle" --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["digest"])')
  runs "$1" fleet deploy "$2.bundle" --digest "$digest" --run "$2"
}

in_kernel() { # NODE LINE
  guest ssh "$1" "grep -qxF '$2' /sys/kernel/security/apparmor/profiles || { grep e2e /sys/kernel/security/apparmor/profiles; false; }"
}
confined() { guest ssh "$1" 'grep -q "^e2e-web (enforce)" "/proc/$(systemctl show -p MainPID --value e2e-web)/attr/apparmor/current"'; }
serves() { guest ssh "$1" "curl -sf -m 20 http://127.0.0.1:8080/$2 >/dev/null"; }
refuses() { ! serves "$@"; }
