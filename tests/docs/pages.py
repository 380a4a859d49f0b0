"""The pages of the repository, taken apart: blocks of code, inline code, links, headings."""
import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def pages():
    """README, CONTRIBUTING, CHANGELOG, docs/ and what samples/ say of themselves."""
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
    for folder in ("docs", "samples", "deploy"):
        found += sorted((ROOT / folder).rglob("*.md"))
    return found


@dataclass
class Block:
    page: str
    line: int  # of the opening fence
    language: str  # first word behind the fence; "" for an indented block
    info: str
    lines: list = field(default_factory=list)
    needs: str = ""  # <!-- needs: WHY --> right above: not run, only parsed
    before: str = ""  # <!-- before: COMMANDS --> right above: what the reader is taken to have

    @property
    def place(self):
        return f"{self.page}:{self.line}"


@dataclass
class Page:
    path: Path
    name: str
    blocks: list
    prose: list  # (line number, text), code blocks and comments taken out


COMMENT = re.compile(r"<!--\s*(needs|before):\s*(.*?)\s*-->", re.S)


def read(path):
    return parse(path.read_text(encoding="utf-8"), path, str(path.relative_to(ROOT)))


def parse(text, path, name):
    blocks, prose = [], []
    block, notes, comment = None, {}, None
    indented, blank = None, True
    for number, line in enumerate(text.split("\n"), 1):
        if block is not None:
            if line.strip() == "```":
                blocks.append(block)
                block = None
            else:
                block.lines.append(line)
            continue
        if comment is not None or line.startswith("<!--"):
            comment = (comment + "\n" if comment is not None else "") + line
            if "-->" in line:
                notes.update(COMMENT.findall(comment))
                comment = None
            continue
        if line.startswith("```"):
            words = line[3:].split()
            block = Block(name, number, words[0] if words else "text", line[3:].strip(),
                          needs=notes.get("needs", ""), before=notes.get("before", ""))
            notes, indented = {}, None
            continue
        if line.startswith("    ") and (blank or indented):
            if indented is None:
                indented = Block(name, number, "", "")
                blocks.append(indented)
            indented.lines.append(line[4:])
            continue
        blank = not line.strip()
        if not blank:
            notes, indented = {}, None
        prose.append((number, line))
    if block is not None:
        raise SystemExit(f"{block.place}: the block does not end")
    return Page(path, name, blocks, prose)


def anchors(page):
    """What GitHub makes of the headings: small letters, no punctuation, blanks as hyphens."""
    found, seen = set(), {}
    for _, line in page.prose:
        heading = re.match(r"#{1,6}\s+(.*)", line)
        if not heading:
            continue
        text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading.group(1)).strip().lower()
        slug = re.sub(r"[^\w\- ]", "", text.replace("`", "")).replace(" ", "-")
        again = seen.get(slug, 0)
        seen[slug] = again + 1
        found.add(slug if not again else f"{slug}-{again}")
    return found
