"""What is told of logs: events, evidence, suggestions, readiness, decision files."""
import re

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



def print_all(out):
    for log, policy in logs(out):
        if any(name in log for name in ("curl", "execs", "mount", "nginx", "odd")):
            decisions(out, log, policy)
    since_last(out)


def logs(out):
    out.write("odd/audit.log", ODD_LOG)
    for name in [*(f"samples/{name}" for name in LOGS), "odd"]:
        log = next(path for path in sorted((out.scratch / name).iterdir())
                   if path.suffix in (".log", ".json"))
        log = str(log.relative_to(out.scratch))
        policy = ["--policy-dir", f"{name}/apparmor.d"] if name != "odd" else ["--policy-dir", "samples/curl/apparmor.d"]
        out.json_lines("events", "profgen", "events", "--json", "-q", "--correlate", log)
        out.json_lines("ignored", "profgen", "events", "--ignored", "--json", "-q", log)
        out.json_lines("evidence", "profgen", "collect", "-q", "--host", "h1", "-o", "-", log)
        out.json("suggest", "profgen", "suggest", "--json", *policy, log)
        out.json("verify", "profgen", "verify", "--json", *policy, log)
        out.json("unused", "profgen", "unused", "--json", *policy, log)
        if name != "odd":
            profiles = sorted(str(path) for path in (out.scratch / name / "apparmor.d").iterdir())
            out.json("ready", "profgen", "ready", "--json", profiles[0], log)
            out.json_lines("check", "profgen", "check", "--json", *profiles)
        yield log, policy


def decisions(out, log, policy):
    text = out.run("profgen", "suggest", "--format=decisions", *policy, log)
    value = as_json(text)
    if value is not None:
        out.add("decisions", value, f"suggest --format=decisions {log}")


def since_last(out):
    out.run("profgen", "collect", "-q", "--since-last", "-o", "since.ev", "samples/nginx/audit.log")
    out.lines("evidence", (out.scratch / "since.ev").read_text(), "collect --since-last")
    crowd = "".join(f'type=AVC msg=audit(1795458021.{n % 1000:03}:{n}): apparmor="ALLOWED" operation="open" '
                    f'profile="p" name="/d/n{n}" pid=1 comm="c" requested_mask="r" denied_mask="r" fsuid=0 ouid=0\n'
                    for n in range(1200))
    out.write("crowd.log", crowd)
    out.json_lines("evidence", "profgen", "collect", "-q", "-o", "-", "crowd.log", "samples/nginx/audit.log")


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
