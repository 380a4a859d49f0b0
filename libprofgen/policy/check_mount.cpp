// Mount rules: option words, options that exclude each other.
#include <fmt/format.h>

#include <map>

#include "policy/check_context.hpp"

namespace profgen::policy {
namespace {

using grammar::MountOption;

const MountOption* find_option(std::string_view text) {
  for (const MountOption& option : grammar::mount_options)
    if (option.text == text) return &option;
  return nullptr;
}

bool is_propagation(std::string_view option) {
  if (option.substr(0, 5) == "make-") option.remove_prefix(5);
  if (option.substr(0, 1) == "r") option.remove_prefix(1);
  return option == "unbindable" || option == "private" || option == "slave" || option == "shared";
}

void check_options(const CheckContext& context, const MountRule& rule, const Condition& condition) {
  std::map<int, const MountOption*> chosen;
  for (const std::string& word : condition.values) {
    const MountOption* option = find_option(word);
    if (option == nullptr) {
      context.error(word, "unknown-word", fmt::format("`{}` is not a mount option", word),
                    near_hint(word, grammar::mount_options));
      continue;
    }
    if (rule.kind == MountKind::mount && !rule.source.empty() && !rule.mountpoint.empty() &&
        is_propagation(word))
      context.error(
          word, "conflict",
          fmt::format("`{}` changes a mount point that is there: it takes no source", word));
    if (condition.op == "in") continue;
    const auto [place, fresh] = chosen.emplace(option->group, option);
    if (!fresh && place->second->value != option->value)
      context.error(
          word, "conflict",
          fmt::format("options `{}` and `{}` exclude each other", place->second->text, word));
  }
}

}  // namespace

void check_mount(const CheckContext& context, const MountRule& rule) {
  for (const Condition& condition : rule.conditions) {
    if (condition.op == ":=") context.error(":=", "value", "a mount condition takes `=` or `in`");
    if (condition.key == "options" || condition.key == "option")
      check_options(context, rule, condition);
    else
      for (const std::string& type : condition.values) check_pattern(context, type);
  }
  check_pattern(context, rule.source);
  check_pattern(context, rule.mountpoint);
}

}  // namespace profgen::policy
