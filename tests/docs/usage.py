"""Whether the commands and options of a command line exist, by what --help of the built program says."""
import re
import shlex
import subprocess
from functools import lru_cache
from pathlib import Path

import pages

OURS = ("profgen", "profgen-node")
SEPARATORS = {"|", "||", "&&", ";", "&", "(", ")", "|&", "\n"}


class Usage:
    def __init__(self, folder):
        self.folder = Path(folder)  # where the built programs are

    @lru_cache(maxsize=None)
    def help(self, words):
        """What `PROGRAM COMMAND… --help` says, or None where it ends with an error."""
        call = [str(self.folder / words[0]), *words[1:], "--help"]
        done = subprocess.run(call, capture_output=True, text=True, timeout=60, check=False)
        return done.stdout if done.returncode == 0 else None

    def ours(self, words):
        """Errors of one call of profgen or profgen-node."""
        call, rest = [words[0]], list(words[1:])
        while rest and not rest[0].startswith("-"):
            text = self.help(tuple(call))
            commands = re.findall(r"^  ([a-z-]+) ", text.partition("\nCommands\n")[2].partition("\n\n")[0], re.M)
            if words[0] == "profgen-node" and rest[0] == "watch":
                commands = ["watch"]  # a program of its own behind it, with options
            if not commands or len(call) > 2:
                break
            if not re.fullmatch(r"[a-z-]+", rest[0]):  # COMMAND, …: any of them
                return []
            if rest[0] not in commands:
                return [f"{' '.join(call)} has no command `{rest[0]}`"]
            call.append(rest.pop(0))
        text = self.help(tuple(call))
        if text is None:
            return [f"{' '.join(call)} --help fails"]
        known = {"--help", "-h", *re.findall(r"(?<![\w-])--?[A-Za-z][\w-]*", text)}
        wrong = []
        for word in rest:
            if word == "--":
                break
            option = re.match(r"--[a-z][\w-]*|-[A-Za-z](?![\w-]*/)", word)
            if option and option.group() not in known:
                wrong.append(f"{' '.join(call)} has no option `{option.group()}`")
        return wrong

    def script(self, words):
        """Errors of a call of one of this repository's scripts."""
        file = pages.ROOT / words[0]
        if not file.exists():
            return [f"{words[0]}: there is no such file"]
        text = file.read_text(encoding="utf-8", errors="replace")
        return [f"{words[0]} does not know `{word}`" for word in words[1:]
                if word.startswith("--") and word.split("=")[0] not in text]

    def line(self, text):
        """(errors, calls of our programs that were looked at) of a command line."""
        try:
            lexer = shlex.shlex(text, posix=True, punctuation_chars=True)
            lexer.whitespace_split = True
            words = list(lexer)
        except ValueError as error:
            return [f"not understood: {error}"], 0
        wrong, count, call = [], 0, []
        for word in [*words, ";"]:
            if word not in SEPARATORS:
                call.append(word)
                continue
            while call and (call[0] in ("sudo", "exec", "$") or re.match(r"[A-Z_]+=", call[0])):
                call.pop(0)
            if call and call[0] in OURS:
                wrong += self.ours(call)
                count += 1
            elif call and re.match(r"(\./)?(tools|tests/e2e|samples)/", call[0]):
                wrong += self.script(call)
                count += 1
            call = []
        return wrong, count
