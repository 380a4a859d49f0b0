"""Sessions over lines of JSON, the answers that are kept, and what came of them."""
import json
import shutil

import pages

# What is refused; a question is open.
REFUSED = [
    "no JSON", "[]", '{"seq": [1]}', '{"do": "questoin"}', '{"do": "next", "idd": 1}', '{"do": "answer", "answer": "maybe"}',
    '{"do": "go-to", "id": "rule-0"}', '{"do": "why", "id": "rule-0"}', '{"do": "undo"}', '{"do": "try"}',
]
ASKED = ["question", "list", "next", "why", "help", "outcome", "diff"]


def print_all(out):
    transcript(out)
    for name in ("curl", "execs", "mount", "odd"):
        sessions(out, name)
    unattended(out)


def fresh(out, name, into):
    """A copy of a sample's policy, and its log."""
    if name == "odd":
        shutil.copytree(out.path("samples/curl/apparmor.d"), out.path(into))
        out.write(f"{into}/odd", "profile odd {\n  /c w,\n}\n")  # to be widened
        return "odd/audit.log"
    shutil.copytree(out.path(f"samples/{name}/apparmor.d"), out.path(into))
    return f"samples/{name}/audit.log"


def talk(out, requests, *words):
    """A session: what it replies, and the requests that it takes."""
    text = "".join(f"{request if isinstance(request, str) else json.dumps(request)}\n" for request in requests)
    replies = out.json_lines("refine-response", "profgen", "refine", "--json", "-q", *words, may=(0, 1, 4), text=text)[1:]
    for request, reply in zip(requests, replies):
        if "error" not in reply:
            out.add("refine-request", request, "what is asked")


def transcript(out):
    """The requests of the page."""
    log = fresh(out, "curl", "page.d")
    block = next(block for block in pages.read(pages.ROOT / "docs/refine-json.md").blocks if block.language == "session")
    requests = [json.loads(line[2:]) for line in block.lines if line.startswith("> ")]
    talk(out, requests, "--exact", "--policy-dir", "page.d", log)


def sessions(out, name):
    policy = f"{name}.d"
    log = fresh(out, name, policy)
    words = ["--policy-dir", policy, log]
    asked = [{"do": do, "seq": at} for at, do in enumerate(ASKED)]
    talk(out, [*asked, *REFUSED, {"do": "answer", "answer": "allow"}, {"do": "undo"},
               {"do": "list", "like": "program"}, {"do": "answer", "answer": "later", "why": "it is late"}, {"do": "quit"}], *words)
    # Everything is answered, in each way, then told of, then forgotten.
    answers = [{"do": "answer", "answer": answer, "reason": "seen", "seq": f"s{at}"}
               for at, answer in enumerate(["allow", "deny", "ignore", "later"] * 3)]
    talk(out, [*answers, {"do": "answer", "answer": "allow", "audit": True, "owner": False},
               {"do": "answer", "answer": "deny", "candidate": 1}, {"do": "answer", "answer": "allow", "option": 1},
               {"do": "try", "rule": "/etc/** r,"}, {"do": "try", "rule": "/etc/** zz"}, {"do": "try", "rule": {"hex": "2F61"}},
               {"do": "answer", "answer": "allow", "rule": "/etc/** r,"}, {"do": "outcome"}, {"do": "diff"}, {"do": "quit"}], *words)
    out.write("answers.jsonl", journals(out)[-1])
    ids = [line["id"] for line in map(json.loads, journals(out)[-1].splitlines()) if "id" in line]
    talk(out, [*({"do": "why", "id": one} for one in ids), {"do": "answer-all", "like": "profile", "answer": "allow", "reason": "all"}, {"do": "undo"},
               {"do": "answer-all", "ids": [], "answer": "ignore"}, {"do": "outcome"}, {"do": "undo"},
               {"do": "answer", "answer": "allow"}, {"do": "save"}, {"do": "undo"}, {"do": "quit"}], *words)
    journals(out)
    talk(out, [{"do": "answer-all", "like": "profile", "answer": "ignore"}, {"do": "abort"}], *words)
    out.json("outcome", "profgen", "refine", "--json", "-q", "--answers", "answers.jsonl", "--dry-run", *words)


def journals(out):
    """What is kept of the sessions that are not done."""
    texts = [kept.read_text() for kept in sorted(out.path("state/sessions").glob("*"), key=lambda kept: kept.stat().st_mtime)]
    for text in texts:
        out.lines("refine-journal", text, "a journal")
    return texts


def unattended(out):
    log = fresh(out, "nginx", "generate.d")
    words = ["--policy-dir", "generate.d"]
    out.json("outcome", "profgen", "generate", "--json", "-q", "--dry-run", *words, log)
    out.write("decisions.yaml", out.run("profgen", "suggest", "--format=decisions", *words, log))
    out.json("outcome", "profgen", "apply", "--json", "-q", "--dry-run", *words, "decisions.yaml")
    out.json("outcome", "profgen", "apply", "--json", "-q", *words, "decisions.yaml")
    out.json("outcome", "profgen", "generate", "--json", "-q", "-o", "made", "--policy-dir", "samples/execs/apparmor.d", "samples/execs/audit.log")
