"""The commands that have no JSON of their own, each with the reason and a call that shows it."""

# COMMAND: (why, a call; `--json` must change nothing that it prints, and it must be no JSON)
COMMANDS = {
    "fleet export": ("prints objects as the cluster takes them, YAML", "fleet export spo plain/one"),
    "fmt": ("prints profiles", "fmt --diff plain/one"),
    "kube annotate": ("edits a manifest, and prints its diff",
                      "kube annotate -f plain/web.yaml --profile web --server-version=1.31 --dry-run"),
    "kube patch": ("with --dry-run prints a merge patch of the cluster's own object, asked for JSON or not", ""),
    "kube policy": ("prints a manifest", "kube policy --namespace shop --allow web --server-version=1.31"),
    "kube roll": ("edits manifests, and prints their diff", "kube roll web --to web-2 -f plain/web.yaml --dry-run"),
    "kube template": ("prints a profile", "kube template web"),
    "learn": ("is a dialogue with a person, and its state two lines", "learn true --status"),
    "merge": ("prints a profile", "merge plain/one plain/two"),
    "park": ("changes the running kernel only, and prints what `mode` prints", ""),
    "report": ("writes a page of HTML", "report -o - --as-of 2026-11-24 samples/curl/audit.log"),
    "tree": ("shows for developers how a profile is read", "tree plain/one"),
}


def problems(out):
    """Where `--json` does make a difference, or somebody's JSON is taken for text."""
    out.write("plain/one", "profile one /bin/one {\n/b r,\n  /a r,\n}\n")
    out.write("plain/two", "profile one /bin/one {\n  /c r,\n}\n")
    out.write("plain/web.yaml", "kind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n"
              "      - name: nginx\n        securityContext:\n          appArmorProfile:\n            type: Localhost\n"
              "            localhostProfile: web\n")
    wrong = []
    for command, (_, call) in COMMANDS.items():
        if not call:
            continue
        words = ["profgen", *call.split()]
        text, as_json = out.run(*words), out.run(*words, "--json")
        if text != as_json:
            wrong.append(f"`{' '.join(words)}` prints something else with --json: it needs a schema")
        if not text or text.lstrip()[0] in "[{":
            wrong.append(f"`{' '.join(words)}` prints no text: {text[:60]!r}")
    return wrong
