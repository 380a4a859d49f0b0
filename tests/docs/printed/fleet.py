"""What is told of a fleet, over a stand-in for ssh."""
import json
import shutil

import pages


def print_all(out):
    inventories(out)
    bundles(out)
    rollout(out)
    node(out)


def inventories(out):
    out.json("fleet-nodes", "profgen", "fleet", "nodes", "--json", "-i", "samples/fleet/fleet.yaml")
    out.write("small.yaml", """fleet: small
nodes:
- {host: "::1", name: db, user: root, port: 22, jump: gate, groups: [data], labels: {zone: a}}
- {host: web}
rollout: {canary: db}
""")
    out.json("fleet-nodes", "profgen", "fleet", "nodes", "--json", "-i", "small.yaml")
    out.json("fleet-nodes", "profgen", "fleet", "nodes", "--json", "-i", "small.yaml", "-l", "@data")


def bundles(out):
    out.write("policy/demo", "abi <abi/3.0>,\ninclude <tunables/global>\nprofile demo /bin/demo {\n  include <abstractions/base>\n"
              "  include <abstractions/own>\n  /x r,\n  profile child { /y r, }\n}\n")
    out.write("policy/abstractions/own", "/own r,\n")
    out.run("profgen", "collect", "-q", "-o", "bundle.ev", "samples/curl/audit.log")
    show = ["profgen", "fleet", "show", "--json"]
    out.json("fleet-bundle", "profgen", "fleet", "bundle", "--json", "policy/demo", "--policy-dir", "policy",
             "--evidence", "bundle.ev", "--provenance", "ticket=7", "--selector", "zone=a", "-o", "shown.bundle")
    out.json("fleet-bundle", *show, "shown.bundle")
    if shutil.which("ssh-keygen") is None:
        return
    out.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "a@b", "-f", "key")
    out.json("fleet-bundle", "profgen", "fleet", "bundle", "--json", "policy/demo", "--policy-dir", "policy",
             "--sign", "key", "-o", "signed.bundle")
    out.write("good", f"a@b {out.path('key.pub').read_text()}")
    out.write("bad", f"b@b {out.path('key.pub').read_text()}")
    out.json("fleet-bundle", *show, "signed.bundle")
    out.json("fleet-bundle", *show, "signed.bundle", "--verify", "good")
    out.json("fleet-bundle", *show, "signed.bundle", "--verify", "bad", "--identity", "a@b")
    out.json("fleet-bundle", *show, "signed.bundle", "--verify", "none", may=(3,))


def rollout(out):
    shutil.rmtree(out.path("policy"))
    out.write("bin/node", (pages.ROOT / "tests/data/fleet/ssh").read_text(), 0o755)
    # What a node is asked is kept; once one is away no more: tee would wait where it is not heard.
    out.write("bin/ssh", """#!/bin/sh
cd "${0%/*}" || exit
if grep -qsx away ./*.mode; then exec ./node "$@"; fi
tee "asked.$$" | ./node "$@"
""", 0o755)
    out.write("fleet.yaml", f"""fleet: test
nodes:
- {{host: "n[1-3]"}}
rollout: {{complain: {{bake: 0s, starts: 0}}, enforce: {{bake: 0s, starts: 0}}, waves: [1, 100%], poll: 1s}}
ssh: {{program: {out.scratch}/bin/ssh, attempts: 1}}
""")
    out.write("policy/demo", "profile demo /bin/demo {\n  /x r,\n  profile child { /y r, }\n}\n")
    digest = out.run("profgen", "fleet", "bundle", "policy/demo", "--name", "demo", "--policy-dir", "policy",
                      "--provenance", "ticket=7", "--mode", "enforce", "-o", "demo.bundle").split()[0]
    out.lines("bundle", (out.scratch / "demo.bundle").read_text(), "demo.bundle")
    fleet = ["profgen", "fleet"]
    deploy = [*fleet, "deploy", "demo.bundle", "--digest", digest, "--json", "--run"]
    out.json("fleet-preflight", *fleet, "preflight", "--json")
    out.json("fleet-plan", *fleet, "plan", "demo.bundle", "--json")
    out.json("fleet-deploy", *deploy, "one", "-q")
    out.json("fleet-status", *fleet, "status", "--json")
    out.json("fleet-status", *fleet, "status", "--run", "one", "--json")
    out.json("fleet-status", *fleet, "status", "--runs", "--json")
    out.write("bin/n2.drift", "")
    out.json("fleet-verify", *fleet, "verify", "demo.bundle", "--json")
    out.json("fleet-verify", *fleet, "verify", "demo.bundle", "--correct", "--json")
    out.json("fleet-deploy", *fleet, "rollback", "one", "--json", may=(5,))
    out.write("bin/n3.news", "")
    out.json("fleet-collect", *fleet, "collect", "--json", "-o", "fleet.ev")
    out.json_lines("refine-response", "profgen", "fleet", "refine", "--json", "--policy-dir", "policy", text='{"do":"outcome"}\n')
    # Parked; then used still, unused for too short a time, for long enough.
    out.json("fleet-retire", *fleet, "retire", "demo", "other", "--json")
    out.write("bin/n2.used", "")
    out.json("fleet-retire", *fleet, "retire", "demo", "other", "--json")
    out.path("bin/n2.used").unlink()
    out.json("fleet-retire", *fleet, "retire", "demo", "--unused-for", "0s", "--json")
    out.write("bin/n2.mode", "away")
    out.json("fleet-preflight", *fleet, "preflight", "--json", may=(4,))
    out.json("fleet-collect", *fleet, "collect", "--json", may=(4,))
    out.json("fleet-retire", *fleet, "retire", "demo", "--json", may=(4,))
    out.json("fleet-deploy", *deploy, "two", "-q", may=(1, 4, 5))
    out.json("fleet-deploy", *fleet, "resume", "two", "--json", may=(1, 4, 5))
    out.json("fleet-deploy", *fleet, "abort", "two", "--json")
    for run in sorted((out.scratch / "state/fleet/test").glob("*.jsonl")):
        out.lines("fleet-run", run.read_text(), run.name)
    for asked in sorted((out.scratch / "bin").glob("asked.*")):
        out.lines("node", asked.read_text(), "what profgen fleet asks")


def node(out):
    for request in ('{"profgen-node":1,"request":"preflight"}', '{"profgen-node":1,"request":"relax"}'):
        out.lines("node", out.run("profgen-node", "do", request, may=(0, 3, 4)), request)
    # Those of the page; a unit test holds them against the program.
    for block in pages.read(pages.ROOT / "docs/node-protocol.md").blocks:
        for line in block.lines:
            if line.startswith('{"profgen-node"'):
                out.add("node", json.loads(line), f"{block.place}")
