"""self_test.py FOLDER SCRATCH: what is wrong in a page is found; what is right is not."""
import sys
import tempfile
from pathlib import Path

import commands
import links
import pages
from usage import Usage

GOOD = """
```console
$ echo one; echo two
one
…
$ false
$ echo $?
1
```

<!-- needs: kernel -->
```sh
sudo profgen status --json | cat   # `profgen status` is told of
```

<!-- before: echo there >file -->
```sh
cat file && profgen check --list-lints
```

[a page](docs/tutorial.md), [a place](docs/tutorial.md#on-a-real-host), `tests/docs/links.py`, `Printable.ShowsEveryHiddenCharacter`, `profgen fleet plan`
"""
# (a page, what has to be said of it)
BAD = [
    ("```console\n$ echo one\ntwo\n```\n", "prints"),
    ("```console\n$ echo one\none\ntwo\n```\n", "prints"),
    ("```console\n$ echo one; echo two\none\n```\n", "prints"),
    ("```console\n$ exit 3\n```\n", "ends with 3"),
    ("```console\n$ exit 3\n$ echo $?\n4\n```\n", "prints"),
    ("```sh\nprofgen check --list-lints --nonsense\n```\n", "has no option `--nonsense`"),
    ("```sh\nprofgen nonsense\n```\n", "has no command `nonsense`"),
    ("```sh\nexit 2\n```\n", "ends with 2"),
    ("<!-- needs: kernel -->\n```sh\nprofgen fleet deploy --digset x\n```\n", "has no option `--digset`"),
    ("<!-- needs: kernel -->\n```sh\nprofgen status | (\n```\n", "is no shell"),
    ("<!-- needs: luck -->\n```sh\nprofgen status\n```\n", "is none of"),
    ("<!-- before: false -->\n```sh\ntrue\n```\n", "before: ends with 1"),
    ("```\nprofgen status\n```\n", "stand in"),
    ("    sudo profgen status\n", "stand in"),
    ("`profgen suggest --nonsense`\n", "has no option"),
    ("[x](docs/none.md)\n", "there is no such file"),
    ("[x](docs/tutorial.md#nowhere)\n", "there is no such heading"),
    ("`tests/docs/none.py`\n", "there is no such file"),
    ("`Printable.IsNoTest`\n", "there is no such test"),
]


def said_of(text, usage, folder):
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        page = pages.parse(text, Path(scratch) / "page.md", "page.md")
        run = commands.PageRun(page, usage, usage.folder, scratch).run()
        # Links are those of a page in the root.
        page.path = pages.ROOT / "page.md"
        return run.wrong + links.problems(page, {}, links.cases())[0]


def main():
    usage, folder, wrong = Usage(sys.argv[1]), sys.argv[2], []
    Path(folder).mkdir(parents=True, exist_ok=True)
    if said := said_of(GOOD, usage, folder):
        wrong += ["a good page:", *said]
    for text, expected in BAD:
        said = said_of(text, usage, folder)
        if not any(expected in one for one in said):
            wrong.append(f"{text!r}: `{expected}` is not said, but {said}")
    print(*wrong, f"{len(BAD)} mistakes, {len(wrong)} not found", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
