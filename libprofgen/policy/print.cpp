#include "profgen/policy.hpp"

namespace profgen::inline v0::policy {
namespace {

// Writes items and the blanks between them; `at` is how far the source is written.
void print_items(const std::vector<Item>& items, const Source& source, std::uint32_t& at,
                 std::string& out) {
  const auto copy_to = [&](std::uint32_t end) {
    out += source.text({at, end});
    at = end;
  };
  for (const Item& item : items) {
    copy_to(item.span.begin);
    print_items(item.children, source, at, out);
    copy_to(item.span.end);
  }
}

}  // namespace

std::string print(const Tree& tree) {
  std::string out;
  out.reserve(tree.source->text().size());
  std::uint32_t at = 0;
  print_items(tree.items, *tree.source, at, out);
  out += tree.source->text().substr(at);
  return out;
}

}  // namespace profgen::inline v0::policy
