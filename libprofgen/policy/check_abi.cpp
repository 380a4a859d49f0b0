// The abi files that a text names have to be there: the compiler reads the features of the kernel
// from them.
#include "base/text.hpp"
#include "policy/check_resolved.hpp"
#include "policy/findings.hpp"

namespace profgen::inline v0::policy {
namespace {

bool is_built_in(std::string_view name) {
  if (name.size() > 2 && name.front() == '"' && name.back() == '"')
    name = name.substr(1, name.size() - 2);
  return name == "kernel" || name == "default";
}

void check_items(Library& library, const Source& source, const std::vector<Item>& items,
                 std::vector<Diagnostic>& diagnostics) {
  for (const Item& item : items) {
    check_items(library, source, item.children, diagnostics);
    const auto* abi = std::get_if<Abi>(&item.value);
    if (abi == nullptr || (abi->magic && is_built_in(abi->path))) continue;
    if (library.resolve(abi->path, abi->magic).paths.size() != 1)
      add_error(diagnostics, source, item.span.begin, "missing-abi",
                "there is no abi file `" + text::printable(abi->path) + "`",
                abi->magic ? "" : "`abi <abi/4.0>,` is looked for in the policy directory");
  }
}

}  // namespace

void check_abi(Library& library, const SourceFile& file, std::vector<Diagnostic>& diagnostics) {
  check_items(library, *file.tree.source, file.tree.items, diagnostics);
}

}  // namespace profgen::inline v0::policy
