// Any bytes as a bundle, with the SHA-256 that its texts have: what is accepted is written again
// byte for byte, whatever is refused is told in printable words.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.hpp"
#include "profgen/bundle.hpp"

namespace {

using namespace profgen;

// Not assert(): the check must hold in every kind of build.
void require(bool holds) {
  if (!holds) std::abort();
}

void check(const std::string& bytes) {
  const auto result = bundle::read(bytes, "fuzz");
  if (!result) {
    require(text::printable(result.error().text()) == result.error().text());
    return;
  }
  require(bundle::write(*result) == bytes);
}

// The bundle that a fuzzer can reach: its file lines are "path\0text\0", its head is a line of
// JSON.
std::string sealed(const std::string& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string head = text.substr(0, end);
  bundle::Bundle files;
  for (std::size_t at = end + 1; at < text.size();) {
    const std::size_t path_end = std::min(text.find('\0', at), text.size());
    const std::size_t text_end = std::min(text.find('\0', path_end + 1), text.size());
    files.files.push_back(
        {text.substr(at, path_end - at), path_end + 1 < text_end
                                             ? text.substr(path_end + 1, text_end - path_end - 1)
                                             : std::string()});
    at = text_end + 1;
  }
  const std::string written = bundle::write(files);
  return head + written.substr(written.find('\n'));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check(text);
  check(sealed(text));
  return 0;
}
