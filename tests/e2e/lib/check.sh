# Checks of the tests that run on the host, each a line, and what was said last.
# shellcheck shell=bash disable=SC2154,SC2034  # scratch is the test's
failed=0

check() { # WHAT COMMAND…
  local what=$1
  shift
  if "$@"; then echo "ok   $what"; else
    echo "FAIL $what"
    failed=1
  fi
}
runs() { # "CODE [CODE]" COMMAND…: ends with one of these codes
  local want=$1 code=0
  shift
  "$@" >"$scratch/said" 2>&1 </dev/null || code=$?
  [[ " $want " == *" $code "* ]] || {
    echo "     $* ended with $code:"
    sed 's/^/     /' "$scratch/said"
    false
  }
}
said() { grep -qF -- "$1" "$scratch/said" || {
  sed 's/^/     /' "$scratch/said"
  false
}; }
within() { # SECONDS COMMAND…
  local begin=$SECONDS limit=$1
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS - begin < limit)) || {
      "$@" 2>&1 | tail -n 5 | sed 's/^/     /'
      false
      return
    }
    sleep 0.5
  done
}
