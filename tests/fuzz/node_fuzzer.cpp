// Any line as a request and as a reply of a node: what is taken is sent again as it was taken, on
// one line of printable ASCII.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "profgen/node.hpp"

namespace {

// Not assert(): the check must hold in every kind of build.
void require(bool holds) {
  if (!holds) std::abort();
}

template <class Message>
void check(const profgen::Result<Message>& read,
           profgen::Result<Message> (*read_again)(std::string_view)) {
  if (!read) {
    require(!read.error().reason.empty());
    return;
  }
  const std::string line = profgen::node::to_line(*read);
  require(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < '\x7f'; }));
  const auto again = read_again(line);
  require(bool(again));
  require(profgen::node::to_line(*again) == line);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  check(profgen::node::request_of(line), &profgen::node::request_of);
  check(profgen::node::reply_of(line), &profgen::node::reply_of);
  return 0;
}
