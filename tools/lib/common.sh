# Shared by tools/quickstart and tools/test: packages, steps with a time each, messages.
# shellcheck shell=bash

# The root of the checkout, wherever the script is called from.
source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
log_dir=$source_dir/build/log

# A line an argument.
say() { printf '%s\n' "$@"; }
die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# step NAME COMMAND…: one line on success, "NAME … 74 s"; the whole output on failure.
step() {
  local name=$1 started=$SECONDS status=0
  local log=${name//[^a-zA-Z0-9]/ }
  log=$log_dir/$(xargs <<<"$log" | tr ' ' '-').log
  shift
  mkdir -p "$log_dir"
  printf '%s … ' "$name"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if ((status == 0)); then
    printf '%s s\n' "$((SECONDS - started))"
    return 0
  fi
  printf 'failed after %s s\n' "$((SECONDS - started))"
  {
    printf -- '---- %s: %s\n' "$name" "$*"
    cat "$log"
    printf -- '---- %s: exit status %s; this output is kept in %s\n' "$name" "$status" "$log"
  } >&2
  return "$status"
}

# One line a foreign architecture, so any line will do.
installed() {
  dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

# missing_packages SET…: the packages of packages.txt in these sets that are not installed yet.
missing_packages() {
  local set package _
  while read -r set package _; do
    case " $* " in *" $set "*) installed "$package" || printf '%s\n' "$package" ;; esac
  done <"$source_dir/tools/packages.txt"
}

# install_packages SET…: asks for root only when something is missing.
install_packages() {
  local missing as_root=()
  command -v apt-get >/dev/null ||
    die "this script installs with apt (Debian 12, Ubuntu 24.04 or later); elsewhere install what" \
      "tools/packages.txt names and run: cmake --preset release && cmake --build build/release"
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} > 0)) || return 0
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      die "missing packages: ${missing[*]}. Neither root nor sudo here; install them as root:" \
        "apt-get install ${missing[*]}"
    as_root=(sudo)
    sudo -v || die "missing packages: ${missing[*]}; sudo was refused"
  fi
  # A machine just started may still be busy with its own updates.
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive
    apt-get -q -y -o DPkg::Lock::Timeout=300)
  step "apt-get update" "${apt[@]}" update ||
    die "apt-get update failed (output above): is there a network and a mirror?"
  step "installing ${#missing[@]} packages" "${apt[@]}" --no-install-recommends install \
    "${missing[@]}" || die "apt-get could not install: ${missing[*]} (output above)"
}

# build PRESET TARGET… -- CONFIGURE-OPTION…: configures and builds build/PRESET, forty files a
# compiler run: half the work where all is built, more where a file was changed (so no preset does it).
build() {
  local preset=$1 targets=()
  shift
  while (($# > 0)) && [[ $1 != -- ]]; do
    targets+=(--target "$1")
    shift
  done
  shift || true
  cd "$source_dir" || return
  cmake --preset "$preset" -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=40 "$@" || return
  cmake --build "build/$preset" --parallel "$(nproc)" "${targets[@]}"
}
