"""docs/dependencies.md, tools/packages.txt and CMake name the same packages and libraries."""
import re
import sys

import pages


def main():
    text = (pages.ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    packages, found_by = set(), set()
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith(("| `", "| (")):
            packages.update(re.findall(r"`([^`]+)`", cells[0]))
            if len(cells) > 2:
                found_by.update(re.findall(r"`([^`]+)`", cells[1]))
    listed = {line.split()[1] for line in (pages.ROOT / "tools/packages.txt").read_text().splitlines()
              if line and not line.startswith("#")}
    cmake = set()
    for file in [pages.ROOT / "cmake/Dependencies.cmake", *pages.ROOT.glob("tests/**/CMakeLists.txt"),
                 *pages.ROOT.glob("libprofgen/**/CMakeLists.txt"), *pages.ROOT.glob("tools/**/CMakeLists.txt")]:
        text = file.read_text(encoding="utf-8")
        cmake.update(re.findall(r"find_package\((\S+?)[ )]", text))
        cmake.update(re.split(r"[<>=]", name)[0] for name in
                     re.findall(r"pkg_check_modules\([^)]*IMPORTED_TARGET ([^ )]+)", text))
    wrong = [f"{name}: in tools/packages.txt, not in docs/dependencies.md" for name in sorted(listed - packages)]
    wrong += [f"{name}: in docs/dependencies.md, not in tools/packages.txt" for name in sorted(packages - listed)]
    wrong += [f"{name}: CMake looks for it, docs/dependencies.md does not name it" for name in sorted(cmake - found_by)]
    wrong += [f"{name}: in docs/dependencies.md, CMake does not look for it" for name in sorted(found_by - cmake)]
    print(*wrong, f"{len(listed)} packages, {len(cmake)} found by CMake, {len(wrong)} wrong", sep="\n")
    return 1 if wrong or not cmake else 0


if __name__ == "__main__":
    sys.exit(main())
