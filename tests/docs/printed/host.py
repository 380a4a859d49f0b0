"""What is told of a host and of its profiles, below --root."""
import shutil

# A rule a class that can differ, in two versions; a variable; a file that a rule comes from.
OLD = """include <tunables/global>
profile both /bin/both {
  include <abstractions/base>
  /etc/a r,
  /etc/shared/** rw,
  capability chown,
  network inet stream,
  /bin/x px -> a,
  ptrace (read) peer=p,
  deny /etc/d r,
}
profile gone /bin/gone {
  /a r,
}
"""
NEW = """include <tunables/global>
profile both /bin/both flags=(complain) {
  include <abstractions/base>
  include <abstractions/nameservice>
  /etc/{a,b} rw,
  /etc/shared/{x,y}* rw,
  owner @{HOME}/** rk,
  network inet,
  /bin/x px -> b,
  audit /etc/d r,
  signal (send) set=(term) peer=q,
}
profile came /bin/came {
  /a r,
}
"""

def print_all(out):
    check(out)
    shutil.copytree(out.path("samples/enforce/apparmor.d"), out.path("host/etc/apparmor.d"))
    status(out)
    change(out)
    compare(out)
    guard(out)
    out.json("help", "profgen", "help", "--json")


def check(out):
    out.write("bad", "profile x {\n  /a rx\n}\n")
    out.json_lines("check", "profgen", "check", "--json", "bad")
    out.json_lines("check", "profgen", "check", "--json", "none", may=(3,))
    out.json_lines("lints", "profgen", "check", "--json", "--list-lints")


def status(out):
    out.write("host/etc/apparmor.d/bad", "profile x {\n  /a rx\n}\n")
    out.write("host/etc/apparmor.d/disable/aalab-odd", "")
    out.json("status", "profgen", "status", "--json", "--root", "host")
    # A kernel as the files below /sys and /proc tell it.
    kernel = "host/sys/kernel/security/apparmor"
    out.write(f"{kernel}/profiles", "aalab-files (complain)\nelsewhere (enforce)\n")
    out.write(f"{kernel}/features/policy/versions/v8", "yes\n")
    out.write("host/sys/module/apparmor/parameters/enabled", "Y\n")
    process(out, 7, "aalab-files (complain)\n", "/usr/bin/files", 501)
    process(out, 8, "unconfined\n", "/usr/sbin/listens", 502)
    out.json("status", "profgen", "status", "--json", "--root", "host", may=(0, 1, 4))
    # Two sockets of TCP and UDP, one by IPv6, and one by name.
    head = "  sl  local_address rem_address   st\n"
    rest = "00000000:00000000 00:00000000 00000000     0        0"
    out.write("host/proc/net/tcp", f"{head}   0: 0100007F:0277 00000000:0000 0A {rest} 501 1 0 100 0 0 10 0\n")
    out.write("host/proc/net/tcp6", f"{head}   0: {'0' * 24}01000000:0050 {'0' * 32}:0000 0A {rest} 502 1 0 100 0 0 10 0\n")
    out.write("host/proc/net/unix", "Num       RefCount Protocol Flags    Type St Inode Path\n"
              "0000000000000000: 00000002 00000000 00010000 0001 01 503 /run/listens.sock\n")
    out.path("host/proc/8/fd/4").symlink_to("socket:[503]")
    for more in ([], ["--all"], ["--all", "--unix"]):
        out.json("unconfined", "profgen", "unconfined", "--json", "--root", "host", *more, may=(0, 1))


def process(out, pid, label, exe, socket):
    out.write(f"host/proc/{pid}/attr/apparmor/current", label)
    out.write(f"host/proc/{pid}/attr/current", label)
    out.write(f"host/proc/{pid}/stat", f"{pid} (it) S 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 70 0 0\n")
    out.write(f"host/proc/{pid}/cmdline", f"{exe}\0-v\0")
    out.path(f"host/proc/{pid}/exe").symlink_to(exe)
    out.path(f"host/proc/{pid}/fd").mkdir()
    out.path(f"host/proc/{pid}/fd/3").symlink_to(f"socket:[{socket}]")


def change(out):
    """Modes and loading below a root of its own, where no kernel is touched."""
    root = ["--root", "other", "--json"]
    for name in ("one", "two"):
        out.write(f"other/etc/apparmor.d/{name}", f"profile {name} /bin/{name} {{\n  /a r,\n  profile child {{ /b r, }}\n}}\n")
    out.write("other/etc/apparmor.d/disable/two", "")
    out.json("mode", "profgen", "mode", "complain", "one", *root)
    out.json("mode", "profgen", "mode", "enforce", "one", "two", "--with-children", *root)
    out.json("mode", "profgen", "mode", "audit", "one", *root)
    out.json("mode", "profgen", "load", "other/etc/apparmor.d/one", "--dry-run", *root, may=(0, 1, 4))
    out.write("other/etc/apparmor.d/three", "profile three {\n  /a rx\n}\n")
    out.json("mode", "profgen", "load", "other/etc/apparmor.d/three", "--dry-run", *root, may=(1,))
    out.json("undo-last", "profgen", "undo-last", "--list", *root)
    out.json("undo-last", "profgen", "undo-last", "--dry-run", *root)
    out.json("undo-last", "profgen", "undo-last", *root)
    out.write("other/etc/apparmor.d/one", "profile one /bin/one { }\n")
    out.json("undo-last", "profgen", "undo-last", *root)
    out.json("undo-last", "profgen", "undo-last", "--list", *root)


def compare(out):
    out.write("old", OLD)
    out.write("new", NEW)
    for more in ([], ["--only=granted"], ["--only=removed"]):
        out.json("diff", "profgen", "diff", "--json", "old", "new", *more)
    out.json("diff", "profgen", "diff", "--json", "new", "new")


def guard(out):
    explain = ["profgen", "guard", "--explain", "--json"]
    out.json("guard", *explain, "/etc/shadow r", "/usr/share/x/** r", "capability sys_admin", "include <abstractions/base>", "mount")
    out.write("guard.yaml", "never: {paths: [/etc/secret/**]}\nalways: [/etc/seen/**]\ndeny: [/root/**]\n")
    out.json("guard", *explain, "--config", "guard.yaml", "/etc/secret/a r", "/etc/seen/a r", "/root/a r")
