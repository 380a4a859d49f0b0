// make_log SIZE PERCENT SEED: an audit.log of about SIZE bytes (K, M and G are taken) on standard
// output, PERCENT of its lines AppArmor's.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "log_text.hpp"

namespace {

// 0 for what is no size.
unsigned long long size_of(const std::string& text) {
  char* end = nullptr;
  const unsigned long long number = std::strtoull(text.c_str(), &end, 10);
  switch (*end) {
    case 'K':
      return number << 10;
    case 'M':
      return number << 20;
    case 'G':
      return number << 30;
    case '\0':
      return number;
    default:
      return 0;
  }
}

}  // namespace

int main(int count, char** arguments) {
  const unsigned long long size = count == 4 ? size_of(arguments[1]) : 0;
  if (size == 0) {
    std::fputs("usage: make_log SIZE PERCENT SEED >FILE (SIZE as 500M, 2G)\n", stderr);
    return 2;
  }
  profgen::bench::LogText text(static_cast<unsigned>(std::strtoul(arguments[2], nullptr, 10)),
                               static_cast<std::uint32_t>(std::strtoul(arguments[3], nullptr, 10)));
  for (unsigned long long written = 0; written < size;) {
    const std::string line = text.line();
    if (std::fwrite(line.data(), 1, line.size(), stdout) != line.size()) {
      std::perror("make_log");
      return 4;
    }
    written += line.size();
  }
  return std::fflush(stdout) == 0 ? 0 : 4;
}
