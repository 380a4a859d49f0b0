# The host's half of a test in a guest: brings node 1 up fresh, puts profgen and the steps there.
# shellcheck shell=bash
e2e=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
test_name=${0##*/}
export SUITE=${SUITE:-bookworm}
there=/opt/profgen-e2e

skip() {
  echo "SKIP $test_name: $*"
  exit 77
}
guest() { "$e2e/guest" "$@"; }

# pack PROFGEN: the program with its libraries; the C library is the guest's own.
pack() {
  local program
  program=$(realpath "$1")
  mkdir -p "$scratch/profgen-e2e/lib"
  cp "$program" "$scratch/profgen-e2e/profgen.bin"
  ldd "$program" | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' |
    grep -vE '/(libc|libm|libpthread|libdl|librt|ld-linux[^/]*)\.so' |
    xargs -I{} cp -L {} "$scratch/profgen-e2e/lib/"
  strip "$scratch/profgen-e2e/profgen.bin" "$scratch"/profgen-e2e/lib/* 2>/dev/null || true
  # By the loader, not by LD_LIBRARY_PATH, which the programs that profgen starts would inherit.
  cat >"$scratch/profgen-e2e/profgen" <<'RUN'
#!/bin/sh
exec /lib64/ld-linux-x86-64.so.2 --library-path /opt/profgen-e2e/lib /opt/profgen-e2e/profgen.bin "$@"
RUN
  chmod +x "$scratch/profgen-e2e/profgen"
  cp "$e2e"/steps/* "$scratch/profgen-e2e/"
}

# guest_up PROFGEN [FILE…]: a fresh node 1 with /opt/profgen-e2e in it: profgen, steps/, the files.
guest_up() {
  command -v qemu-system-x86_64 >/dev/null || skip "qemu-system-x86_64 is not installed (./tools/e2e installs it)"
  [[ -f ${PROFGEN_CACHE:-$HOME/.cache/profgen}/guests/build-$SUITE/ready.qcow2 ]] ||
    skip "no guest was built: SUITE=$SUITE $e2e/guest build"
  scratch=$(mktemp -d)
  trap 'guest down 1; rm -rf "$scratch"' EXIT
  pack "$1"
  shift
  (($# == 0)) || cp -r "$@" "$scratch/profgen-e2e/"
  guest down 1
  tar -C "$scratch" -cf "$scratch/payload.tar" profgen-e2e
  PAYLOAD=$scratch/payload.tar guest up 1
}

# run_steps STEPS [ARGUMENT…]: they print "ok WHAT" and "FAIL WHAT", and end with 0 if all went well.
run_steps() {
  local begin=$EPOCHREALTIME
  # Not by `set -e`, which is off where the caller asks for the status.
  guest ssh 1 "$there/$*" || return
  awk -v a="$begin" -v b="$EPOCHREALTIME" -v name="$test_name" -v suite="$SUITE" \
    'BEGIN { printf "%s: all as it should be on %s, %.0f s\n", name, suite, b - a }'
}
