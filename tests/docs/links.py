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


def problems(page, known, tests):
    """(what is wrong, files that are linked to, links); known: the anchors of pages that were read."""
    wrong, files, count = [], set(), 0
    for number, line in page.prose:
        place = f"{page.name}:{number}"
        wrong += [f"{place}: {name}: there is no such file" for name in NAMED.findall(line)
                  if not (pages.ROOT / name).exists()]
        wrong += [f"{place}: {name}: there is no such test" for name in CASE.findall(line) if name not in tests]
        for target in LINK.findall(re.sub(r"`[^`]*`", "", line)):
            count += 1
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            to = (page.path.parent / file).resolve() if file else page.path
            files.add(to)
            if not to.exists():
                wrong.append(f"{place}: {target}: there is no such file")
            elif anchor:
                if to not in known:
                    known[to] = pages.anchors(pages.read(to))
                if anchor not in known[to]:
                    wrong.append(f"{place}: {target}: there is no such heading")
    return wrong, files, count


def main():
    wrong, known, tests, index, count = [], {}, cases(), set(), 0
    found = pages.pages()
    for path in found:
        page = pages.read(path)
        said, files, links = problems(page, known, tests)
        wrong += said
        count += links
        if page.name == "docs/README.md":
            index = files
    for path in sorted((pages.ROOT / "docs").glob("*.md")):
        if path.name != "README.md" and path not in index:
            wrong.append(f"docs/README.md: {path.name} is not named")
    print(*wrong, f"{count} links in {len(found)} pages, {len(wrong)} wrong", sep="\n")
    return 1 if wrong or count < 50 else 0


if __name__ == "__main__":
    sys.exit(main())
