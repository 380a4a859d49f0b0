#include "host/one_profile.hpp"

#include "profgen/edit.hpp"

namespace profgen::inline v0::host {
namespace {

std::vector<edit::Splice> without_others(const policy::Tree& tree, const policy::Item& kept) {
  std::vector<edit::Splice> out;
  for (const policy::Item& item : tree.items)
    if (&item != &kept && std::holds_alternative<policy::ProfileHeader>(item.value))
      out.push_back({item.span, ""});
  return out;
}

}  // namespace

std::string only_profile(const policy::Tree& tree, const policy::Item& item) {
  return edit::apply(tree.source->text(), without_others(tree, item));
}

std::string only_header_unconfined(const policy::Tree& tree, const policy::Item& item) {
  std::vector<edit::Splice> splices = without_others(tree, item);
  splices.push_back({item.body, ""});
  const edit::FlagChange change = {{"enforce", "complain", "kill", "prompt", "default_allow"},
                                   {"unconfined"}};
  for (edit::Splice& splice : edit::change_flags(tree, item, change))
    splices.push_back(std::move(splice));
  return edit::apply(tree.source->text(), std::move(splices));
}

Result<std::string> bare_unconfined(const std::string& name) {
  auto word = edit::profile_name_word(name);
  if (!word) return word.error();
  return "profile " + *word + " flags=(unconfined) {}\n";
}

}  // namespace profgen::inline v0::host
