"""commands.py FOLDER SCRATCH: every command of the pages is run by the programs in FOLDER, or at least looked up.

  ```console   `$ COMMAND` and what it prints on standard output, or there and on standard error.
               `…` alone on a line stands for any lines, within a line for any text. Exit status 0,
               unless `$ echo $?` shows another. With keys=… it is run on a terminal, and these are typed.
  ```sh        how commands are called: they must end with 0 or 1 (findings).

<!-- needs: WHY --> above a block says why it cannot be run here (NEEDS below): then it must be good
shell, and --help must know its commands and options. <!-- before: COMMANDS --> is run first: what the
reader is taken to have ($SOURCE is the checkout, bin/ is in PATH). Each page has a scratch folder of its
own with samples/ in it.
"""
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pages
import terminal
from usage import Usage

NEEDS = {
    "kernel": "an AppArmor kernel, and root",
    "nodes": "machines that ssh reaches",
    "cluster": "a Kubernetes cluster",
    "host": "logs, profiles and programs of a host in service",
    "build": "a build, or packages to install",
    "keys": "somebody's keys",
    "tool": "a program that the tests do not install",
    "text": "the words stand for others",
}
COMMANDS = re.compile(r"(\$ |sudo )?(profgen|profgen-node|kubectl|\./tools/\w+|cmake|ctest|zstdcat|jq|ssh|apt-get|curl|sha256sum) ")


def joined(lines):
    """Lines of a shell block, continued ones in one."""
    whole, text = [], ""
    for line in lines:
        text += line
        if line.endswith("\\"):
            text += "\n"
            continue
        if text.strip() and not text.lstrip().startswith("#"):
            whole.append(text)
        text = ""
    return whole + ([text] if text else [])


def steps(block):
    """[command, lines shown] of a console block."""
    found = []
    for line in block.lines:
        if line.startswith("$ "):
            found.append([line[2:], []])
        elif found and found[-1][0].endswith("\\") and not found[-1][1]:
            found[-1][0] += "\n" + line
        elif found:
            found[-1][1].append(line)
    return found


def pattern(shown):
    text = ""
    for line in shown:
        if line.strip() == "…":
            text += "(?:[^\n]*\n)*?"
        else:
            text += ".*".join(re.escape(part) for part in line.rstrip().split("…")) + "[ \t]*\n"
    return re.compile(text)


class PageRun:
    """The commands of one page, in a folder of its own."""

    def __init__(self, page, usage, folder, scratch):
        self.page, self.usage = page, usage
        self.counts = {"run": 0, "parsed": 0}
        self.needs, self.wrong, self.last = {}, [], 0
        self.folder = Path(scratch) / page.name.replace("/", "_")
        (self.folder / "home").mkdir(parents=True)
        shutil.copytree(pages.ROOT / "samples", self.folder / "samples")
        self.environment = {
            "PATH": f"{self.folder}/bin:{folder}:{os.environ['PATH']}:/usr/sbin:/sbin", "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "HOME": str(self.folder / "home"), "PROFGEN_STATE_DIR": str(self.folder / "home/state"),
            "TERM": "xterm", "NO_COLOR": "1", "SOURCE": str(pages.ROOT),
        }
        if "ASAN_OPTIONS" in os.environ:
            self.environment["ASAN_OPTIONS"] = os.environ["ASAN_OPTIONS"]

    def fail(self, block, *text):
        self.wrong.append("\n".join([f"{block.place}: {text[0]}", *(f"    {line}" for line in text[1:])]))

    def shell(self, command):
        return subprocess.run(["/bin/sh", "-c", f"(exit {self.last})\n{command}"], cwd=self.folder,
                              env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=120, check=False)

    def call(self, block, command):
        done = self.shell(command)
        self.last = done.returncode
        self.counts["run"] += 1
        errors = done.stderr.decode(errors="replace")
        return done.stdout.decode(errors="replace"), errors

    def console(self, block):
        keys = re.search(r"keys=(\S+)", block.info)
        todo = steps(block)
        for at, (command, shown) in enumerate(todo):
            if keys:
                output, self.last = terminal.run(["/bin/sh", "-c", command], keys.group(1), self.folder,
                                                 self.environment)
                self.counts["run"] += 1
                errors = ""
            else:
                output, errors = self.call(block, command)
            asked = at + 1 < len(todo) and todo[at + 1][0] == "echo $?"
            if self.last != 0 and not asked and command != "echo $?":
                self.fail(block, f"`{command}` ends with {self.last}", *(output + errors).splitlines()[-20:])
            expected = pattern(shown)
            if not any(expected.fullmatch(re.sub(r"[ \t]+\n", "\n", text))
                       for text in (output, output + errors, errors + output)):
                self.fail(block, f"`{command}` prints", *output.splitlines(), "-- standard error:",
                          *errors.splitlines())

    def sh(self, block):
        for command in joined(block.lines):
            output, errors = self.call(block, command)
            if self.last not in (0, 1):
                self.fail(block, f"`{command}` ends with {self.last}", *(output + errors).splitlines()[-20:])

    def look_up(self, block, commands):
        checked = subprocess.run(["/bin/sh", "-n", "-c", "\n".join(commands)], capture_output=True,
                                 text=True, check=False)
        if checked.returncode != 0:
            self.fail(block, "is no shell", checked.stderr.strip())
        for command in commands:
            for error in self.usage.line(command)[0]:
                self.fail(block, error, command)

    def run(self):
        for block in self.page.blocks:
            if block.language not in ("sh", "console"):
                if block.language in ("", "text") and any(COMMANDS.match(line) for line in block.lines):
                    self.fail(block, "commands stand in ```sh or ```console blocks")
                continue
            console = block.language == "console"
            commands = [step[0] for step in steps(block)] if console else joined(block.lines)
            self.look_up(block, commands)
            if block.needs:
                if block.needs not in NEEDS:
                    self.fail(block, f"needs: {block.needs} is none of {', '.join(NEEDS)}")
                self.needs[block.needs] = self.needs.get(block.needs, 0) + len(commands)
                self.counts["parsed"] += len(commands)
                continue
            if block.before:
                done = self.shell(f"set -e\n{block.before}")
                if done.returncode != 0:
                    self.fail(block, f"before: ends with {done.returncode}", done.stderr.decode())
            self.last = 0
            (self.console if console else self.sh)(block)
        for number, line in self.page.prose:
            for code in re.findall(r"`(profgen(?:-node)? [^`]+)`", line):
                for error in self.usage.line(code.replace("…", " "))[0]:
                    if "not understood" not in error:
                        self.wrong.append(f"{self.page.name}:{number}: {error}\n    {code}")
        return self


def policy_of_this_host():
    """A page that would write there has to say that it needs a host."""
    return {str(path): path.lstat().st_mtime_ns for path in Path("/etc/apparmor.d").rglob("*")}


def main():
    folder, scratch = sys.argv[1], sys.argv[2]
    shutil.rmtree(scratch, ignore_errors=True)
    usage, before = Usage(folder), policy_of_this_host()
    runs = [PageRun(pages.read(path), usage, folder, scratch) for path in pages.pages()
            if len(sys.argv) < 4 or path.name in sys.argv[3:]]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        list(pool.map(PageRun.run, runs))
    needs = {}
    for run in runs:
        print(*run.wrong, sep="\n", end="\n" if run.wrong else "")
        for why, count in run.needs.items():
            needs[why] = needs.get(why, 0) + count
    total = {key: sum(run.counts[key] for run in runs) for key in ("run", "parsed")}
    print(f"{total['run']} commands run, {total['parsed']} looked up only:")
    for why, count in sorted(needs.items()):
        print(f"  {count:3} need {NEEDS.get(why, why)}")
    wrong = sum(len(run.wrong) for run in runs)
    if policy_of_this_host() != before:
        print("a command has changed /etc/apparmor.d of this host")
        wrong += 1
    print(f"{wrong} wrong")
    return 1 if wrong or not total["run"] else 0


if __name__ == "__main__":
    sys.exit(main())
