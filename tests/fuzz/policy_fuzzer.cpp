// Any bytes as a policy file: the tree prints back to them, and nothing crashes, hangs or
// overflows.
#include <cstdint>
#include <cstdlib>

#include "policy/check.hpp"
#include "profgen/policy.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace profgen;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const policy::Tree tree = policy::parse(make_source("fuzz", text));
  if (policy::print(tree) != text) std::abort();
  (void)policy::dump(tree);
  (void)policy::check(tree);
  for (const Diagnostic& diagnostic : tree.diagnostics) (void)render(diagnostic);
  // A rule that was read is written as a rule that reads the same.
  for (const policy::Item& item : tree.items)
    if (const auto* rule = std::get_if<policy::Rule>(&item.value)) {
      const auto again = policy::rule_from_text(policy::to_text(*rule));
      if (!again || *again != *rule) std::abort();
    }
  // Bytes never become syntax.
  if (size < 256) {
    policy::FileRule file;
    file.path = policy::literal_pattern("/" + text);
    file.perms = file_perm::read;
    const policy::Rule rule{{}, file};
    const auto again = policy::rule_from_text(policy::to_text(rule));
    if (!again || *again != rule) std::abort();
  }
  return 0;
}
