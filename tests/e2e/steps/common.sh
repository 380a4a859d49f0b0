# For the steps in a guest: checks, each a line, and what was said last.
# shellcheck shell=bash
set -uo pipefail
exec 2>&1
PATH=/opt/profgen-e2e:$PATH
export LC_ALL=C.UTF-8
# shellcheck disable=SC2034  # for the steps
policy=/etc/apparmor.d
kernel=/sys/kernel/security/apparmor
failed=0
check() { # WHAT COMMAND…
  local what=$1
  shift
  if "$@"; then echo "ok   $what"; else
    echo "FAIL $what"
    # shellcheck disable=SC2034
    failed=1
  fi
}
runs() { # CODE COMMAND…: ends with this code
  local want=$1 code=0
  shift
  "$@" >/tmp/said 2>&1 </dev/null || code=$?
  [ "$code" = "$want" ] || {
    echo "     $* ended with $code:"
    sed 's/^/     /' /tmp/said
    false
  }
}
said() { grep -qF -- "$1" /tmp/said || {
  sed 's/^/     /' /tmp/said
  false
}; }
loaded() { grep -qxF -- "$1" $kernel/profiles || {
  head -n 20 $kernel/profiles
  false
}; }
# What the figures are about: the kernel and the parser.
system_figure() { echo "figure system $(uname -r) $(apparmor_parser -V | sed -n '1s/AppArmor parser version //p')"; }
