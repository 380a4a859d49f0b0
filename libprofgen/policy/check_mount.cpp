// Mount rules: option words, options that exclude each other.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "policy/check_context.hpp"

namespace profgen::inline v0::policy {
namespace {

using grammar::MountOption;

const MountOption* find_option(std::string_view text) {
  for (const MountOption& option : grammar::mount_options)
    if (option.text == text) return &option;
  return nullptr;
}

constexpr std::uint8_t group_of(std::string_view text) {
  for (const MountOption& option : grammar::mount_options)
    if (option.text == text) return option.group;
  return 0;
}

// What an options condition asks for besides plain flags.
struct Commands {
  bool remount = false, bind = false, move = false;
  std::string_view propagation;  // the word
  bool plain = false;            // sets a flag that is no command

  [[nodiscard]] bool any() const { return remount || bind || move || !propagation.empty(); }
};

void note_option(Commands& commands, const MountOption& option, bool may_clear) {
  if (option.group == group_of("remount"))
    commands.remount = true;
  else if (option.group == group_of("bind") || option.group == group_of("rbind"))
    commands.bind = true;
  else if (option.group == group_of("move"))
    commands.move = true;
  else if (option.group >= group_of("unbindable") && option.group <= group_of("rshared"))
    commands.propagation = option.text;
  else if (option.value != 0 || may_clear)
    commands.plain = true;
}

// What keeps the compiler from encoding a condition: commands in rules of other shapes than theirs.
// A plain flag makes an ordinary mount of it.
struct Problem {
  std::string_view place;
  std::string message;
};
std::optional<Problem> problem_of(const MountRule& rule, const Commands& commands, bool has_type) {
  if (commands.plain || !commands.any()) return std::nullopt;
  const bool source = rule.kind == MountKind::mount && !rule.source.empty();
  const bool both = source && !rule.mountpoint.empty();
  if (!has_type && (commands.bind || commands.move || (commands.remount && !source) ||
                    (!commands.propagation.empty() && !both)))
    return std::nullopt;
  if (has_type)
    return Problem{"fstype",
                   "remount, bind, move and changes of propagation take no file system type"};
  if (commands.propagation.empty())
    return Problem{"remount", "`remount` takes a mount point only: `-> PATH`"};
  return Problem{commands.propagation,
                 fmt::format("`{}` changes a mount point that is there: it takes no source",
                             commands.propagation)};
}

// nullopt: the condition by itself can be encoded.
std::optional<Problem> check_options(const CheckContext& context, const MountRule& rule,
                                     const Condition& condition, bool has_type) {
  const bool in = condition.op == "in";
  std::map<int, const MountOption*> chosen;
  Commands commands;
  commands.remount = rule.kind == MountKind::remount;
  for (const std::string& word : condition.values) {
    const MountOption* option = find_option(word);
    if (option == nullptr) {
      context.error(word, "unknown-word", fmt::format("`{}` is not a mount option", word),
                    near_hint(word, grammar::mount_options));
      return std::nullopt;
    }
    note_option(commands, *option, in);
    if (in) continue;
    const auto [place, fresh] = chosen.emplace(option->group, option);
    if (!fresh && place->second->value != option->value)
      context.error(
          word, "conflict",
          fmt::format("options `{}` and `{}` exclude each other", place->second->text, word));
  }
  if (rule.kind == MountKind::umount || (in && rule.kind == MountKind::mount)) return std::nullopt;
  return problem_of(rule, commands, has_type);
}

}  // namespace

void check_mount(const CheckContext& context, const MountRule& rule) {
  const bool has_type =
      std::any_of(rule.conditions.begin(), rule.conditions.end(), [](const Condition& condition) {
        return condition.key == "fstype" || condition.key == "vfstype";
      });
  std::optional<Problem> problem;  // of the first options condition
  bool encodes = false;            // one of them does: the rule is kept for it
  for (const Condition& condition : rule.conditions) {
    if (condition.op == ":=") context.error(":=", "value", "a mount condition takes `=` or `in`");
    if (condition.key == "options" || condition.key == "option") {
      auto found = check_options(context, rule, condition, has_type);
      encodes = encodes || !found;
      if (!problem) problem = std::move(found);
    } else if (rule.kind != MountKind::umount) {  // it is not encoded there
      for (const std::string& type : condition.values) check_pattern(context, type);
    }
  }
  if (problem && !encodes) context.error(problem->place, "conflict", problem->message);
  check_pattern(context, rule.source);
  check_pattern(context, rule.mountpoint);
}

}  // namespace profgen::inline v0::policy
