"""The table of docs/architecture.md is that of tests/layering.cmake."""
import re
import sys

import pages


def main():
    rules = (pages.ROOT / "tests/layering.cmake").read_text(encoding="utf-8")
    wanted = {folder: set(re.sub(r'["\s]+', " ", rest).split())
              for folder, rest in re.findall(r"set\(may_include_(\w+)([^)]*)\)", rules) if folder != "tools"}
    told = {}
    for line in (pages.ROOT / "docs/architecture.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.match(r"\| `[a-z]+` \|", line):
            told[cells[0].strip("`")] = set(re.findall(r"\w+", cells[3]))
    wrong = [f"{folder}: docs/architecture.md says {sorted(told.get(folder, {'nothing'}))}, tests/layering.cmake {sorted(names)}"
             for folder, names in wanted.items() if told.get(folder) != names]
    wrong += [f"{folder}: is in no table of tests/layering.cmake" for folder in sorted(told.keys() - wanted.keys())]
    print(*wrong, f"{len(wanted)} folders, {len(wrong)} wrong", sep="\n")
    return 1 if wrong or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())
