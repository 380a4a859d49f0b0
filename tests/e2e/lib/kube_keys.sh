# Certificates, kubeconfigs and service accounts' tokens (tests/e2e/kube).
# shellcheck shell=bash disable=SC2154  # keys, run and port are kube's
client='extendedKeyUsage=clientAuth\nkeyUsage=digitalSignature,keyEncipherment\n'
issuer=https://kubernetes.default.svc

make_certificate() { # NAME CN "GROUP…" EXTENSIONS
  local name=$1 subject='' group
  for group in $3; do subject+="/O=$group"; done
  openssl req -newkey rsa:2048 -nodes -keyout "$keys/$name.key" -subj "$subject/CN=$2" -out "$keys/$name.csr" 2>/dev/null
  printf '%b' "$4" >"$keys/$name.ext"
  openssl x509 -req -in "$keys/$name.csr" -CA "$keys/ca.crt" -CAkey "$keys/ca.key" \
    -set_serial "0x$(openssl rand -hex 8)" -days 365 -extfile "$keys/$name.ext" -out "$keys/$name.crt" 2>/dev/null
  rm -f "$keys/$name".{csr,ext}
}

write_kubeconfig() { # NAME [FILE]
  local file=${2:-$run/$1.kubeconfig}
  (umask 077 && cat >"$file") <<CONFIG
apiVersion: v1
kind: Config
current-context: e2e
clusters: [{name: e2e, cluster: {server: "https://127.0.0.1:$port", certificate-authority-data: $(base64 -w0 "$keys/ca.crt")}}]
contexts: [{name: e2e, context: {cluster: e2e, user: "$1"}}]
users: [{name: "$1", user: {client-certificate-data: $(base64 -w0 "$keys/$1.crt"), client-key-data: $(base64 -w0 "$keys/$1.key")}}]
CONFIG
}

make_keys() {
  local name
  [[ ! -f $keys/done ]] || return 0
  mkdir -p "$keys"
  chmod 700 "$keys"
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -keyout "$keys/ca.key" -out "$keys/ca.crt" -subj /CN=e2e-ca \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign,digitalSignature 2>/dev/null
  openssl genrsa -out "$keys/accounts.key" 2048 2>/dev/null
  openssl rsa -in "$keys/accounts.key" -pubout -out "$keys/accounts.pub" 2>/dev/null
  make_certificate server kube-apiserver '' 'extendedKeyUsage=serverAuth\nsubjectAltName=IP:127.0.0.1,IP:10.96.0.1,IP:10.0.2.2,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc\n'
  make_certificate admin admin system:masters "$client"
  make_certificate manager system:kube-controller-manager '' "$client"
  make_certificate scheduler system:kube-scheduler '' "$client"
  make_certificate to-kubelet kube-apiserver-kubelet-client system:masters "$client"
  for name in admin manager scheduler; do write_kubeconfig "$name"; done
  touch "$keys/done"
}

make_user() { # NAME [GROUP…]
  local name=$1
  shift
  make_keys
  make_certificate "$name" "$name" "$*" "$client"
  write_kubeconfig "$name"
  echo "$run/$name.kubeconfig"
}

# A token as the server itself would issue it; it refuses to issue one of less than ten minutes.
sign_token() { # NAMESPACE ACCOUNT SECONDS
  local now uid head body
  now=$(date +%s)
  uid=$(kubectl -n "$1" get serviceaccount "$2" -o jsonpath='{.metadata.uid}')
  base64url() { base64 -w0 | tr '+/' '-_' | tr -d '='; }
  head=$(printf '{"alg":"RS256"}' | base64url)
  body=$(jq -nc --arg iss "$issuer" --arg ns "$1" --arg name "$2" --arg uid "$uid" --argjson now "$now" --argjson life "$3" \
    '{aud: [$iss], exp: ($now + $life), iat: $now, nbf: $now, iss: $iss, sub: "system:serviceaccount:\($ns):\($name)",
      "kubernetes.io": {namespace: $ns, serviceaccount: {name: $name, uid: $uid}}}' | base64url)
  printf '%s.%s.%s\n' "$head" "$body" \
    "$(printf %s "$head.$body" | openssl dgst -sha256 -sign "$keys/accounts.key" -binary | base64url)"
}

# What a pod finds below /var/run/secrets/kubernetes.io/serviceaccount. Without SECONDS the server issues the token.
write_account() { # NAMESPACE ACCOUNT DIR [SECONDS]
  local token
  mkdir -p "$3"
  if [[ -n ${4:-} ]]; then token=$(sign_token "$1" "$2" "$4"); else
    token=$(kubectl create --raw "/api/v1/namespaces/$1/serviceaccounts/$2/token" -f - <<<'{
      "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 7200}}' | jq -r .status.token)
  fi
  cp "$keys/ca.crt" "$3/ca.crt"
  printf %s "$1" >"$3/namespace"
  # As the kubelet does it: by a rename.
  (umask 077 && printf %s "$token" >"$3/token.new")
  mv "$3/token.new" "$3/token"
}
