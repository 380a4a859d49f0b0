// What the parts of check() share.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/vocabulary.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::policy {

struct CheckContext {
  const Source& source;
  std::vector<Diagnostic>& findings;
  Span item;  // what is being checked

  // Reports at the first place of `word` in the item; at its begin if it is not there.
  void error(std::string_view word, std::string id, std::string_view message,
             std::string_view hint = {}) const;
  void error_at(std::uint32_t offset, std::string id, std::string_view message,
                std::string_view hint = {}) const;
  // For what the compiler accepts; at the begin of the item.
  void warning(std::string id, std::string_view message, std::string_view hint = {}) const;
};

// "did you mean `x`?" for the nearest known word; empty if none is near.
[[nodiscard]] std::string near_hint_of(std::string_view word,
                                       const std::vector<std::string_view>& known);

// The same for the words of a table.
template <typename Table>
[[nodiscard]] std::string near_hint(std::string_view word, const Table& table) {
  std::vector<std::string_view> known;
  for (const auto& entry : table) known.push_back(entry.text);
  return near_hint_of(word, known);
}

// Reports a word that its table does not have; true if the table has it.
template <typename Table>
bool check_word(const CheckContext& context, std::string_view word, const Table& table,
                std::string_view what) {
  for (const auto& entry : table)
    if (entry.text == word) return true;
  context.error(word, "unknown-word", "`" + std::string(word) + "` is not " + std::string(what),
                near_hint(word, table));
  return false;
}

// One for each group of rules; check() calls them for every item.
void check_header(const CheckContext& context, const ProfileHeader& header);
void check_structure(const Tree& tree, bool fragment, std::vector<Diagnostic>& findings);
void check_rule(const CheckContext& context, const Rule& rule);
void check_file(const CheckContext& context, const Rule& rule, const FileRule& file);
void check_link(const CheckContext& context, const LinkRule& rule);
void check_network(const CheckContext& context, const NetworkRule& rule);
void check_unix(const CheckContext& context, const UnixRule& rule);
void check_dbus(const CheckContext& context, const DbusRule& rule);
void check_mqueue(const CheckContext& context, const MqueueRule& rule);
void check_mount(const CheckContext& context, const MountRule& rule);
void check_rlimit(const CheckContext& context, const RlimitRule& rule);
void check_change_profile(const CheckContext& context, const ChangeProfileRule& rule);
void check_signals(const CheckContext& context, const SignalRule& rule);
void check_signal(const CheckContext& context, std::string_view signal);
// A pattern whose brackets and escapes are whole.
void check_pattern(const CheckContext& context, std::string_view pattern);

}  // namespace profgen::inline v0::policy
