"""What the built programs print as JSON, and what they keep: (schema, value, where it is from)."""
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pages

LOGS = ["capabilities", "curl", "dbus", "docker-nginx", "enforce", "execs", "mount", "net-unix", "nginx", "signals-ptrace"]
# Every class of access that no sample has, what is no UTF-8, a container's line, and losses.
ODD_LOG = r'''
type=AVC msg=audit(1795458021.100:1): apparmor="DENIED" operation="open" profile="odd" name=2F73FF0A pid=7 comm="odd" requested_mask="r" denied_mask="r" fsuid=0 ouid=0
type=AVC msg=audit(1795458021.100:2): apparmor="DENIED" operation="link" profile="odd" name="/a" pid=7 comm="odd" requested_mask="l" denied_mask="l" fsuid=0 ouid=0 target="/b"
type=AVC msg=audit(1795458021.100:3): apparmor="DENIED" operation="change_hat" profile="odd" pid=7 comm="odd" target="odd//h" info="hat not found" error=-2
type=AVC msg=audit(1795458021.100:4): apparmor="DENIED" operation="change_profile" class="file" profile="odd" name="other" pid=7 comm="odd" target="other"
type=AVC msg=audit(1795458021.100:5): apparmor="DENIED" operation="setrlimit" profile="odd" pid=7 comm="odd" rlimit=nofile value=99
type=AVC msg=audit(1795458021.100:6): apparmor="DENIED" operation="userns_create" class="namespace" profile="odd" pid=7 comm="odd" requested="userns_create" denied="userns_create"
type=AVC msg=audit(1795458021.100:7): apparmor="DENIED" operation="uring_sqpoll" class="io_uring" profile="odd" pid=7 comm="odd" requested="sqpoll" denied="sqpoll"
type=AVC msg=audit(1795458021.100:8): apparmor="DENIED" operation="create" class="posix_mqueue" profile="odd" name="/q" pid=7 comm="odd" requested="create" denied="create"
type=AVC msg=audit(1795458021.100:9): apparmor="STATUS" operation="profile_load" profile="unconfined" name="odd" pid=7 comm="apparmor_parser"
audit: audit_lost=1 audit_rate_limit=0 audit_backlog_limit=64
audit: audit_lost=5 audit_rate_limit=0 audit_backlog_limit=64
{"log":"type=AVC msg=audit(1795458021.100:10): apparmor=\"DENIED\" operation=\"open\" profile=\"odd\" name=\"/c\" pid=7 comm=\"odd\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0","kubernetes":{"namespace_name":"shop","pod_name":"web-1","container_name":"nginx"}}
'''


class Outputs:
    def __init__(self, folder, scratch):
        self.folder, self.scratch = Path(folder), Path(scratch)
        shutil.rmtree(scratch, ignore_errors=True)
        shutil.copytree(pages.ROOT / "samples", self.scratch / "samples")
        self.environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}:/usr/sbin", "LC_ALL": "C.UTF-8",
                            "PROFGEN_STATE_DIR": str(self.scratch / "state"), "HOME": str(self.scratch)}
        self.found = []

    def write(self, name, text, mode=0o644):
        path = self.scratch / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)

    def run(self, *words, may=(0, 1)):
        done = subprocess.run(words, cwd=self.scratch, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=120, check=False)
        if done.returncode not in may:
            raise SystemExit(f"{' '.join(words)} ends with {done.returncode}\n{done.stderr.decode()}")
        return done.stdout.decode()

    def add(self, schema, value, where):
        self.found.append((schema, value, where))

    def lines(self, schema, text, where):
        for number, line in enumerate(text.splitlines(), 1):
            self.add(schema, json.loads(line), f"{where}:{number}")

    def json(self, schema, *words, may=(0, 1)):
        value = json.loads(self.run(*words, may=may))
        self.add(schema, value, " ".join(words))
        return value

    def logs(self):
        self.write("odd/audit.log", ODD_LOG)
        for name in [*(f"samples/{name}" for name in LOGS), "odd"]:
            log = next(path for path in sorted((self.scratch / name).iterdir())
                       if path.suffix in (".log", ".json"))
            log = str(log.relative_to(self.scratch))
            policy = ["--policy-dir", f"{name}/apparmor.d"] if name != "odd" else ["--policy-dir", "samples/curl/apparmor.d"]
            self.lines("events", self.run("profgen", "events", "--json", "-q", "--correlate", log), f"events {log}")
            self.lines("evidence", self.run("profgen", "collect", "-q", "--host", "h1", "-o", "-", log), f"collect {log}")
            self.json("suggest", "profgen", "suggest", "--json", *policy, log)
            self.json("verify", "profgen", "verify", "--json", *policy, log)
            self.json("unused", "profgen", "unused", "--json", *policy, log)
            if name != "odd":
                profiles = sorted(str(path) for path in (self.scratch / name / "apparmor.d").iterdir())
                self.json("ready", "profgen", "ready", "--json", profiles[0], log)
                self.lines("check", self.run("profgen", "check", "--json", *profiles), f"check {name}")
            yield log, policy

    def decisions(self, log, policy):
        text = self.run("profgen", "suggest", "--format=decisions", *policy, log)
        value = as_json(text)
        if value is not None:
            self.add("decisions", value, f"suggest --format=decisions {log}")

    def since_last(self):
        self.run("profgen", "collect", "-q", "--since-last", "-o", "since.ev", "samples/nginx/audit.log")
        self.lines("evidence", (self.scratch / "since.ev").read_text(), "collect --since-last")
        crowd = "".join(f'type=AVC msg=audit(1795458021.{n % 1000:03}:{n}): apparmor="ALLOWED" operation="open" '
                        f'profile="p" name="/d/n{n}" pid=1 comm="c" requested_mask="r" denied_mask="r" fsuid=0 ouid=0\n'
                        for n in range(1200))
        self.write("crowd.log", crowd)
        self.lines("evidence", self.run("profgen", "collect", "-q", "-o", "-", "crowd.log", "samples/nginx/audit.log"), "a crowd")

    def host(self):
        self.write("bad", "profile x {\n  /a rx\n}\n")
        self.lines("check", self.run("profgen", "check", "--json", "bad"), "check bad")
        self.lines("check", self.run("profgen", "check", "--json", "none", may=(3,)), "check none")
        shutil.copytree(self.scratch / "samples/enforce/apparmor.d", self.scratch / "host/etc/apparmor.d")
        self.write("host/etc/apparmor.d/bad", "profile x {\n  /a rx\n}\n")
        self.write("host/etc/apparmor.d/disable/aalab-odd", "")
        self.json("status", "profgen", "status", "--json", "--root", "host")
        # A kernel as the files below /sys and /proc tell it.
        kernel = "host/sys/kernel/security/apparmor"
        self.write(f"{kernel}/profiles", "aalab-files (complain)\nelsewhere (enforce)\n")
        self.write(f"{kernel}/features/policy/versions/v8", "yes\n")
        self.write("host/sys/module/apparmor/parameters/enabled", "Y\n")
        self.write("host/proc/7/attr/apparmor/current", "aalab-files (complain)\n")
        self.write("host/proc/7/attr/current", "aalab-files (complain)\n")
        self.write("host/proc/7/stat", "7 (files) S 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 70 0 0\n")
        self.write("host/proc/7/cmdline", "files\0")
        (self.scratch / "host/proc/7/exe").symlink_to("/usr/bin/files")
        self.json("status", "profgen", "status", "--json", "--root", "host", may=(0, 1, 4))

    def fleet(self):
        self.write("bin/node", (pages.ROOT / "tests/data/fleet/ssh").read_text(), 0o755)
        # What a node is asked is kept; once one is away no more: tee would wait where it is not heard.
        self.write("bin/ssh", """#!/bin/sh
cd "${0%/*}" || exit
if grep -qsx away ./*.mode; then exec ./node "$@"; fi
tee "asked.$$" | ./node "$@"
""", 0o755)
        self.write("fleet.yaml", f"""fleet: test
nodes:
- {{host: "n[1-3]"}}
rollout: {{complain: {{bake: 0s, starts: 0}}, enforce: {{bake: 0s, starts: 0}}, waves: [1, 100%], poll: 1s}}
ssh: {{program: {self.scratch}/bin/ssh, attempts: 1}}
""")
        self.write("policy/demo", "profile demo /bin/demo {\n  /x r,\n  profile child { /y r, }\n}\n")
        digest = self.run("profgen", "fleet", "bundle", "policy/demo", "--name", "demo", "--policy-dir", "policy",
                          "--provenance", "ticket=7", "--mode", "enforce", "-o", "demo.bundle").split()[0]
        self.lines("bundle", (self.scratch / "demo.bundle").read_text(), "demo.bundle")
        self.json("fleet-preflight", "profgen", "fleet", "preflight", "--json")
        self.json("fleet-plan", "profgen", "fleet", "plan", "demo.bundle", "--json")
        self.run("profgen", "fleet", "deploy", "demo.bundle", "--digest", digest, "--run", "one", "-q")
        self.json("fleet-status", "profgen", "fleet", "status", "--json")
        self.json("fleet-status", "profgen", "fleet", "status", "--run", "one", "--json")
        self.json("fleet-status", "profgen", "fleet", "status", "--runs", "--json")
        self.write("bin/n2.drift", "")
        self.json("fleet-verify", "profgen", "fleet", "verify", "demo.bundle", "--json")
        self.json("fleet-verify", "profgen", "fleet", "verify", "demo.bundle", "--correct", "--json")
        self.run("profgen", "fleet", "rollback", "one", "-q", may=(5,))
        self.run("profgen", "fleet", "collect", "-q", "-o", "fleet.ev")
        self.run("profgen", "fleet", "retire", "demo", "-q")
        self.write("bin/n2.mode", "away")
        self.json("fleet-preflight", "profgen", "fleet", "preflight", "--json", may=(4,))
        self.run("profgen", "fleet", "deploy", "demo.bundle", "--digest", digest, "--run", "two", "-q", may=(1, 4, 5))
        for run in sorted((self.scratch / "state/fleet/test").glob("*.jsonl")):
            self.lines("fleet-run", run.read_text(), run.name)
        for asked in sorted((self.scratch / "bin").glob("asked.*")):
            self.lines("node", asked.read_text(), "what profgen fleet asks")

    def node(self):
        for request in ('{"profgen-node":1,"request":"preflight"}', '{"profgen-node":1,"request":"relax"}'):
            self.lines("node", self.run("profgen-node", "do", request, may=(0, 3, 4)), request)
        # Those of the page; a unit test holds them against the program.
        for block in pages.read(pages.ROOT / "docs/node-protocol.md").blocks:
            for line in block.lines:
                if line.startswith('{"profgen-node"'):
                    self.add("node", json.loads(line), f"{block.place}")

    def all(self):
        for log, policy in self.logs():
            if any(name in log for name in ("curl", "execs", "mount", "nginx", "odd")):
                self.decisions(log, policy)
        self.since_last()
        self.host()
        self.fleet()
        self.node()
        return self.found


def as_json(text):
    """A decision file as an editor that knows YAML 1.2 takes it; None without python3-yaml."""
    try:
        import yaml
    except ImportError:
        return None

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        yaml_implicit_resolvers = {
            first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:bool"]
            for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}

    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
    Loader.add_constructor("!bytes", lambda loader, node: node.value)

    def keys(value):
        if isinstance(value, dict):
            return {str(key): keys(item) for key, item in value.items()}
        return [keys(item) for item in value] if isinstance(value, list) else value

    return keys(yaml.load(text, Loader))
