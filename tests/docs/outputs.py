"""What the built programs print as JSON, and what they keep: (schema, value, where it is from)."""
import json
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pages
from printed import fleet, host, kube, logs, plain, refine


class Outputs:
    def __init__(self, folder, scratch):
        self.folder, self.scratch = Path(folder), Path(scratch)
        shutil.rmtree(scratch, ignore_errors=True)
        shutil.copytree(pages.ROOT / "samples", self.scratch / "samples")
        self.environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}:/usr/sbin", "LC_ALL": "C.UTF-8",
                            "PROFGEN_STATE_DIR": str(self.scratch / "state"), "HOME": str(self.scratch)}
        self.found = []
        self.table = json.loads(self.run("profgen", "help", "--format=json"))
        self.told = {}  # command: the schemas that what it prints as JSON was held against

    def path(self, name):
        return self.scratch / name

    def write(self, name, text, mode=0o644):
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)

    def run(self, *words, may=(0, 1), text=""):
        done = subprocess.run(words, cwd=self.scratch, env=self.environment, input=text.encode(),
                              capture_output=True, timeout=120, check=False)
        if done.returncode not in may:
            raise SystemExit(f"{' '.join(words)} ends with {done.returncode}\n{done.stderr.decode()}")
        return done.stdout.decode()

    def add(self, schema, value, where):
        self.found.append((schema, value, where))

    def lines(self, schema, text, where):
        values = [json.loads(line) for line in text.splitlines()]
        for number, value in enumerate(values, 1):
            self.add(schema, value, f"{where}:{number}")
        return values

    def command(self, words):
        """`fleet status` of the words of a call, `profgen` among them."""
        names = leaves(self.table["commands"])
        return next(name for name in names if words[1:1 + len(name.split())] == tuple(name.split()))

    def tell(self, schema, words):
        if words[0] == "profgen":
            self.told.setdefault(self.command(words), set()).add(schema)

    def json(self, schema, *words, may=(0, 1), text=""):
        """Standard output is one value."""
        value = json.loads(self.run(*words, may=may, text=text))
        self.tell(schema, words)
        self.add(schema, value, " ".join(words))
        return value

    def json_lines(self, schema, *words, may=(0, 1), text=""):
        """Each line of standard output is a value."""
        self.tell(schema, words)
        return self.lines(schema, self.run(*words, may=may, text=text), " ".join(words))

    def all(self):
        """Two chains, as most of the time programs start; in each a part needs what those before it left."""
        chains = [(logs, refine), (host, fleet, kube)]
        with ThreadPoolExecutor(len(chains)) as pool:
            list(pool.map(lambda chain: [part.print_all(self) for part in chain], chains))
        return self.found

    def unheld(self):
        """What is wrong with the commands of the table of which no schema says what they print as JSON."""
        commands = set(leaves(self.table["commands"]))
        wrong = [f"{name}: no schema says what `--json` makes of it, and it is not in tests/docs/printed/plain.py"
                 for name in sorted(commands - self.told.keys() - plain.COMMANDS.keys())]
        wrong += [f"{name}: tests/docs/printed/plain.py has it, but there is no such command"
                  for name in sorted(plain.COMMANDS.keys() - commands)]
        wrong += [f"{name}: it has a schema, so take it out of tests/docs/printed/plain.py"
                  for name in sorted(plain.COMMANDS.keys() & self.told.keys())]
        return wrong + plain.problems(self)


def leaves(commands):
    """The names of all that can be called: "fleet status" is the name of one."""
    for one in commands:
        yield from leaves(one["commands"]) if "commands" in one else (one["name"],)
