"""What is told of a cluster, over a stand-in for kubectl, and of other systems' objects."""
import json

import pages

MANAGER = """apiVersion: crd.security.sysdig.com/v1alpha1
kind: AppArmorProfile
metadata: {name: web}
spec:
  enforced: false
  rules: |
    @{PROC}/** r,
---
apiVersion: v1
kind: Pod
metadata: {name: passed-over}
"""
ANNOTATION = "container.apparmor.security.beta.kubernetes.io/"
CONTAINERS = [{"name": "hello"}, {"name": "web", "securityContext": {"appArmorProfile": {"type": "Localhost", "localhostProfile": "web"}}}]
# Blocked, as kubelets to 1.23 say it; by annotation.
BLOCKED = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "hello", "namespace": "shop", "uid": "u1", "annotations": {
    f"{ANNOTATION}hello": "localhost/deny", f"{ANNOTATION}web": "localhost/other"}},
    "spec": {"nodeName": "n1", "containers": CONTAINERS, "initContainers": [{"name": "first"}]},
    "status": {"phase": "Pending", "reason": "AppArmor",
               "message": "Cannot enforce AppArmor: profile \"deny\" is not loaded",
               "containerStatuses": [{"name": "hello", "state": {"waiting": {"reason": "Blocked"}}}]}}
# As containerd says it; by field. And a look-alike.
NOT_MADE = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web-1", "namespace": "shop", "uid": "u2", "ownerReferences": [
    {"kind": "Job", "name": "web", "controller": True}]},
    "spec": {"nodeName": "n2", "securityContext": {"appArmorProfile": {"type": "RuntimeDefault"}}, "containers": CONTAINERS},
    "status": {"phase": "Pending", "containerStatuses": [
        {"name": "hello", "state": {"waiting": {"reason": "CreateContainerError", "message": "exec format error"}}},
        {"name": "web", "state": {"waiting": {"reason": "CreateContainerError",
         "message": "failed to generate apparmor spec opts: apparmor profile not found web"}}}]}}
WELL = {"kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": []}}
NODES = [
    {"metadata": {"name": "n1"}, "status": {"nodeInfo": {
        "kubeletVersion": "v1.29.1", "containerRuntimeVersion": "containerd://1.7.2", "kernelVersion": "6.1.0", "osImage": "Debian"},
        "conditions": [{"type": "Ready", "status": "True", "message": "kubelet is posting ready status. AppArmor enabled"}]}},
    {"metadata": {"name": "n2"}, "status": {"nodeInfo": {"kubeletVersion": "v1.29.1"}, "conditions": [
        {"type": "Ready", "status": "True", "message": "kubelet is posting ready status"}]}},
    {"metadata": {"name": "n3"}, "status": {"nodeInfo": {"kubeletVersion": "v1.31.1"}, "conditions": []}},
]
AGENT = {"metadata": {"name": "n1"}, "status": {
    "agent": "0.1.0", "bootID": "b", "heartbeat": "2026-11-20T00:00:00Z", "profiles": [
        {"name": "web", "file": "web", "mode": "enforce"}, {"name": "demo", "file": "demo", "mode": "complain"}],
    "problems": [{"id": "no-parser", "text": "there is no apparmor_parser", "remedy": "install it", "blocks": True}]}}
LISTS = ["apps/v1/deployments", "apps/v1/daemonsets", "apps/v1/statefulsets", "apps/v1/replicasets", "batch/v1/jobs", "batch/v1/cronjobs"]


def print_all(out):
    imports(out)
    out.write("kube/bin/kubectl", (pages.ROOT / "tests/data/kube/pods_kubectl").read_text(), 0o755)
    before = out.environment["PATH"]
    out.environment["PATH"] = f"{out.path('kube/bin')}:{before}"
    pods(out)
    nodes(out)
    in_cluster(out)
    out.environment["PATH"] = before


def answer(out, path, value):
    out.write("kube/answers/" + path.replace("/", "_"), json.dumps(value))


def imports(out):
    out.write("objects.yaml", MANAGER)
    words = ["profgen", "fleet", "import", "kube-apparmor-manager", "objects.yaml", "--json", "-o", "imported"]
    out.json("fleet-import", *words, "--dry-run")
    out.json("fleet-import", *words, "--mode=enforce", "--rename=web=shop-web")
    out.write("objects.yaml", MANAGER.replace("** r,", "** zz,"))
    out.json("fleet-import", *words)


def pods(out):
    explain = ["profgen", "kube", "explain", "--json"]
    for name, pod in (("blocked", BLOCKED), ("not-made", NOT_MADE), ("well", WELL)):
        out.write(f"{name}.json", json.dumps(pod))
        out.json("kube-explain", *explain, "-f", f"{name}.json")
    answer(out, "/version", {"gitVersion": "v1.29.4"})
    answer(out, "/api/v1/namespaces/shop/pods/hello", BLOCKED)
    out.json("kube-explain", *explain, "-n", "shop", "hello")
    answer(out, "/api/v1/pods", {"kind": "PodList", "metadata": {}, "items": [BLOCKED, NOT_MADE]})
    users = ["profgen", "kube", "users", "-A", "--json"]
    # The other kinds are not served yet.
    out.json("kube-users", *users, "deny", may=(4,))
    for kind in LISTS:
        answer(out, f"/apis/{kind}", {"kind": "List", "metadata": {}, "items": []})
    answer(out, "/api/v1/replicationcontrollers", {"kind": "List", "metadata": {}, "items": []})
    for version in ("1.29", "1.31"):
        out.json("kube-users", *users, f"--server-version={version}")


def nodes(out):
    answer(out, "/api/v1/nodes", {"kind": "NodeList", "metadata": {}, "items": NODES})
    out.json("kube-nodes", "profgen", "kube", "nodes", "--json")
    answer(out, "/apis/profgen.dev/v1alpha1/nodeprofilestatuses", {"kind": "NodeProfileStatusList", "metadata": {}, "items": [AGENT]})
    out.json("kube-nodes", "profgen", "kube", "nodes", "--json")


def in_cluster(out):
    out.write("cluster.yaml", """fleet: test
transport: kubernetes
kubernetes: {image: "reg/profgen-node:1", context: "my ctx"}
nodes:
- {host: n1, labels: {zone: a}}
- {host: n2, labels: {zone: b}}
""")
    answer(out, "/api/v1/namespaces/profgen/serviceaccounts/profgen-controller",
           {"kind": "ServiceAccount", "metadata": {"name": "profgen-controller"}})
    digest = out.json("fleet-bundle", "profgen", "fleet", "show", "--json", "demo.bundle")["digest"]
    out.json("fleet-deploy", "profgen", "fleet", "deploy", "demo.bundle", "--digest", digest, "-i", "cluster.yaml",
             "--run", "r1", "--in-cluster", "--json")
