# A service in a guest that is asked all the time (tests/e2e/fleet, pods).
# shellcheck shell=bash disable=SC2154,SC2034,SC2016  # scratch is the test's; for the guest's shell
asking=

# Requests in the guest, one after the other: for the page, which has to be there, and for more.
start_asking() { # NODE URL
  asking=$1
  # shellcheck disable=SC2029  # URL is named here
  guest ssh "$1" "url=$2"'; rm -f /tmp/asked; export url; setsid sh -c "while :; do
      curl -sf -m 20 $url/page.html >/dev/null && echo yes >>/tmp/asked || echo no >>/tmp/asked
      curl -s -m 20 $url/extra.html >/dev/null; sleep 0.2
    done" </dev/null >/dev/null 2>&1 & echo $! >/tmp/asker'
}
stop_asking() {
  [[ -n $asking ]] || return 0
  guest ssh "$asking" 'kill -- -"$(cat /tmp/asker)"; cat /tmp/asked' >"$scratch/asked" || true
  asking=
}
never_failed() { [[ $(grep -c yes "$scratch/asked") -gt 3 ]] && ! grep -q no "$scratch/asked"; }
