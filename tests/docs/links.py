"""Relative links of all pages lead to files, their anchors to headings; files that are named in `…` are
there, tests that are named by `Suite.Case` too; docs/README.md names every page."""
import re
import sys

import pages

LINK = re.compile(r"!?\[(?:[^]\\]|\\.)*\]\(([^)\s]+)\)")
NAMED = re.compile(r"`((?:libprofgen|grammar|tests|tools|cmake|docs|samples|deploy)/[\w./-]+)`")
CASE = re.compile(r"`([A-Z][A-Za-z0-9]+\.[A-Z][A-Za-z0-9]+)`")


def cases():
    found = set()
    for file in (pages.ROOT / "tests").rglob("*.cpp"):
        text = file.read_text(encoding="utf-8", errors="replace")
        found.update(f"{suite}.{case}" for suite, case in re.findall(r"^TEST(?:_[FP])?\((\w+),\s*(\w+)\)", text, re.M))
    return found


def main():
    wrong, count = [], 0
    read = {path: pages.read(path) for path in pages.pages()}
    known = {path: pages.anchors(page) for path, page in read.items()}
    index, tests = set(), cases()
    for path, page in read.items():
        for number, line in page.prose:
            wrong += [f"{page.name}:{number}: {name}: there is no such file" for name in NAMED.findall(line)
                      if not (pages.ROOT / name).exists()]
            wrong += [f"{page.name}:{number}: {name}: there is no such test" for name in CASE.findall(line)
                      if name not in tests]
            for target in LINK.findall(re.sub(r"`[^`]*`", "", line)):
                count += 1
                if re.match(r"[a-z]+:", target):
                    continue
                file, _, anchor = target.partition("#")
                to = (path.parent / file).resolve() if file else path
                if page.name == "docs/README.md":
                    index.add(to)
                if not to.exists():
                    wrong.append(f"{page.name}:{number}: {target}: there is no such file")
                elif anchor and anchor not in known.get(to, ()):
                    wrong.append(f"{page.name}:{number}: {target}: there is no such heading")
    for path in sorted((pages.ROOT / "docs").glob("*.md")):
        if path.name != "README.md" and path not in index:
            wrong.append(f"docs/README.md: {path.name} is not named")
    print(*wrong, f"{count} links in {len(read)} pages, {len(wrong)} wrong", sep="\n")
    return 1 if wrong or count < 50 else 0


if __name__ == "__main__":
    sys.exit(main())
