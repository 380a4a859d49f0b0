# Fetching and building Kubernetes' programs (tests/e2e/kube).
# shellcheck shell=bash disable=SC2154,SC2016  # here, cache, bin and root are kube's
version=v1.20.2
debs=$cache/debs gopath=$cache/gopath
source_tree=$gopath/src/k8s.io/kubernetes
programs=(kube-apiserver kube-controller-manager kube-scheduler kubelet)
kube_packages=(kubernetes-client etcd-server golang-1.19-go golang-1.19-src
  golang-github-modern-go-reflect2-dev containerd runc busybox-static containernetworking-plugins)

# An apt of its own below $cache/apt, with bookworm and its sources; the machine's own stays as it is.
prepare_apt() {
  local key=/usr/share/keyrings/debian-archive-keyring.gpg uri
  [[ -f $key ]] || die "no $key: install debian-archive-keyring"
  uri=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
    awk '$2 == "bookworm" && $3 == "main" { print $1; exit }') || true
  uri=${uri:-http://deb.debian.org/debian/}
  mkdir -p "$cache/apt/lists/partial" "$cache/apt/cache/archives/partial" "$debs" "$root"
  printf '%s [signed-by=%s] %s bookworm main\n' deb "$key" "$uri" deb-src "$key" "$uri" >"$cache/apt/sources.list"
  cat >"$cache/apt/apt.conf" <<CONF
Dir::Etc::sourcelist "$cache/apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State::lists "$cache/apt/lists";
Dir::State::status "/dev/null";
Dir::Cache "$cache/apt/cache";
APT::Sandbox::User "root";
Acquire::Check-Valid-Until "false";
CONF
}

kube_fetch() {
  local missing=() package
  prepare_apt
  for package in "${kube_packages[@]}"; do
    compgen -G "$debs/${package}_*.deb" >/dev/null || missing+=("$package")
  done
  if ((${#missing[@]} > 0)) || ! compgen -G "$debs/kubernetes_1.20*.dsc" >/dev/null; then
    export APT_CONFIG=$cache/apt/apt.conf
    apt-get update -qq
    (
      cd "$debs" || exit
      ((${#missing[@]} == 0)) || apt-get download -qq "${missing[@]}"
      compgen -G 'kubernetes_1.20*.dsc' >/dev/null || apt-get source -qq --download-only kubernetes
    )
    unset APT_CONFIG
  fi
  compgen -G "$debs/kubernetes_1.20*.dsc" >/dev/null || die "the source package kubernetes 1.20 was not downloaded"
  for package in "${kube_packages[@]}"; do dpkg-deb -x "$debs/${package}"_*.deb "$root"; done
  say "fetched: $(du -sh "$debs" | cut -f1) in $debs"
}

unpack_source() {
  local reflect=vendor/github.com/modern-go/reflect2
  [[ ! -f $cache/unpacked ]] || return 0
  rm -rf "$source_tree"
  mkdir -p "$(dirname "$source_tree")"
  # apt has checked what it downloaded.
  dpkg-source --no-check -x "$debs"/kubernetes_1.20*.dsc "$source_tree" >/dev/null
  # The vendored reflect2 walks maps by a symbol of Go's runtime that 1.18 has changed: the server
  # dies on its first custom resource. Debian's has the mended one.
  rm -f "$source_tree/$reflect"/*.{go,s}
  cp "$root/usr/share/gocode/src/github.com/modern-go/reflect2"/*.{go,s} "$source_tree/$reflect/"
  rm -f "$source_tree/$reflect"/*_test.go
  touch "$cache/unpacked"
}

# The one generated file that the source package lacks.
generate_openapi() {
  local out=pkg/generated/openapi/zz_generated.openapi.go folders
  [[ ! -s $out ]] || return 0
  say "generating $out"
  mkdir -p "$bin"
  go_nicely build -o "$cache/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
  folders=$(grep -rl --include='*.go' -e '+k8s:openapi-gen=' cmd pkg plugin staging/src vendor/k8s.io/kube-openapi |
    grep -v -e _test.go -e /testdata/ -e /_examples/ -e sample- | xargs -n1 dirname | sort -u |
    sed -e 's#^staging/src/#k8s.io/kubernetes/vendor/#' -e 's#^\(cmd\|pkg\|plugin\|vendor\)/#k8s.io/kubernetes/\1/#' |
    paste -sd,)
  nice -n "${NICE:-10}" "$cache/openapi-gen" --logtostderr --v 0 -h hack/boilerplate/boilerplate.generatego.txt \
    -O zz_generated.openapi -p k8s.io/kubernetes/pkg/generated/openapi -r "$cache/openapi-violations" -i "$folders"
}

go_nicely() { # without modules: the vendored tree is older than their stricter checks
  env GOROOT="$root/usr/lib/go-1.19" GO111MODULE=off GOFLAGS= GOPATH="$gopath" GOCACHE="$cache/gocache" \
    CGO_ENABLED=0 GOPROXY=off nice -n "${NICE:-10}" "$root/usr/lib/go-1.19/bin/go" "$@"
}

kube_build() { # [PROGRAM…]
  local missing=() program package path begin flags="-s -w"
  (($# > 0)) || set -- "${programs[@]}"
  for program in "$@"; do [[ -x $bin/$program ]] || missing+=("$program"); done
  for package in "${kube_packages[@]}"; do
    compgen -G "$debs/${package}_*.deb" >/dev/null || { kube_fetch && break; }
  done
  if ((${#missing[@]} == 0)); then
    say "the programs are there already: $version"
    return
  fi
  # `slim` has dropped the compiler.
  [[ -x $root/usr/lib/go-1.19/bin/go && -d $root/usr/share/go-1.19 ]] || kube_fetch
  unpack_source
  mkdir -p "$bin"
  cd "$source_tree" || return
  generate_openapi
  for package in k8s.io/client-go/pkg/version k8s.io/component-base/version; do
    for path in "k8s.io/kubernetes/vendor/$package" "$package"; do
      flags+=" -X $path.gitVersion=$version -X $path.gitMajor=1 -X $path.gitMinor=20 -X $path.gitTreeState=archive"
    done
  done
  for program in "${missing[@]}"; do
    begin=$SECONDS
    go_nicely build -ldflags "$flags" -o "$bin/$program.new" "./cmd/$program"
    mv "$bin/$program.new" "$bin/$program"
    say "built $program in $((SECONDS - begin)) s"
  done
}

kube_slim() {
  rm -rf "$gopath" "$cache"/{gocache,unpacked,openapi-gen,openapi-violations} "$root"/usr/{lib,share}/go-1.19 "$root/usr/share/gocode"
  say "$(du -sh "$cache" | cut -f1) in $cache"
}
