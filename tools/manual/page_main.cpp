// profgen-page NAME SECTION VERSION SUMMARY <DOCUMENT.md >PAGE.scd: of the build only.
#include <iostream>
#include <iterator>

#include "tools/manual/markdown.hpp"

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: profgen-page NAME SECTION VERSION SUMMARY <DOCUMENT.md >PAGE.scd\n";
    return 2;
  }
  const std::string text(std::istreambuf_iterator<char>(std::cin), {});
  std::cout << profgen::manual::page_of_markdown({argv[1], argv[2], argv[3], argv[4]}, text);
  std::cout.flush();
  return std::cout ? 0 : 4;
}
