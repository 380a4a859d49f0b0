#include "suggest/guard_overlooked.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "policy/aare_sets.hpp"
#include "suggest/guard_match.hpp"
#include "suggest/guard_never.hpp"
#include "suggest/pattern.hpp"

namespace profgen::inline v0::suggest {
namespace {

using Entries = std::vector<GuardEntry>;

// Entries of a list that all others are compared with: the work stays linear in a long list.
constexpr std::size_t most_compared = 50;

// Of "profgen.yaml:12:5"; what is built in has none.
Position position_of(const GuardEntry& entry) {
  const std::size_t column = entry.place.rfind(':');
  if (column == std::string::npos || column == 0) return {0, 0};
  const std::size_t line = entry.place.rfind(':', column - 1);
  if (line == std::string::npos) return {0, 0};
  const std::string_view place = entry.place;
  return {static_cast<std::uint32_t>(
              text::to_number(place.substr(line + 1, column - line - 1)).value_or(0)),
          static_cast<std::uint32_t>(text::to_number(place.substr(column + 1)).value_or(0))};
}

// What `except` may name.
constexpr Entries GuardLists::*liftable[] = {
    &GuardLists::never_paths, &GuardLists::never_capabilities, &GuardLists::never_rules,
    &GuardLists::never_escapes, &GuardLists::abstractions_refused};

class Overlooked {
 public:
  Overlooked(const Guard& guard, YamlReader& reader) : guard_(guard), reader_(reader) {}

  void run() {
    collect(guard_);
    for (const Guard::Section& section : guard_.profiles) collect(section.lists);
    look(guard_, {&guard_});
    for (const Guard::Section& section : guard_.profiles)
      look(section.lists, {&section.lists, &guard_});
  }

 private:
  void collect(const GuardLists& lists) {
    for (const auto list : liftable)
      for (const GuardEntry& entry : lists.*list) known_.emplace(entry.text);
  }

  void look(const GuardLists& lists, const Layers& layers) {
    exceptions(lists);
    for (const auto list : {&GuardLists::always, &GuardLists::ask, &GuardLists::deny})
      twice(lists.*list);
    for (const auto list : liftable) twice(lists.*list);
    hidden_by(lists.always, lists.ask, "ask");
    hidden_by(lists.always, lists.deny, "deny");
    hidden_by(lists.ask, lists.deny, "deny");
    if (lists.abstractions_allowed)
      hidden_by(*lists.abstractions_allowed, lists.abstractions_refused, "abstractions.refuse");
    always_against_never(lists, layers);
    exec(lists, layers);
    for (std::size_t i = 1; i < lists.generalise.size(); ++i)
      for (std::size_t j = 0; j < std::min(i, most_compared); ++j)
        if (covers(lists.generalise[j].match, lists.generalise[i].match)) {
          after(lists.generalise[i].match, lists.generalise[j].match);
          break;
        }
  }

  void exceptions(const GuardLists& lists) {
    std::vector<std::string_view> words(known_.begin(), known_.end());
    for (const GuardEntry& entry : lists.except)
      if (known_.count(entry.text) == 0)
        reader_.fail(position_of(entry),
                     fmt::format("except: no entry of `never` or `abstractions.refuse` reads `{}`",
                                 text::printable(entry.text, 80)),
                     hint_of(entry.text, words));
  }

  static std::string hint_of(const std::string& text, const std::vector<std::string_view>& words) {
    const std::string_view near = text::nearest(text, words, 3);
    if (!near.empty()) return fmt::format("did you mean `{}`?", near);
    return "`profgen guard` shows the entries as they are to be written here";
  }

  void twice(const Entries& entries) {
    std::set<std::string_view> seen;
    for (const GuardEntry& entry : entries)
      if (!entry.place.empty() && !seen.insert(entry.text).second)
        warn(entry, "stands in this list already", "");
  }

  void hidden_by(const Entries& entries, const Entries& earlier, std::string_view list) {
    std::set<std::string_view> texts;
    for (const GuardEntry& entry : earlier) texts.insert(entry.text);
    for (const GuardEntry& entry : entries)
      if (texts.count(entry.text) != 0)
        warn(entry, fmt::format("never counts: `{}` has it too and is asked first", list), "");
  }

  void always_against_never(const GuardLists& lists, const Layers& layers) {
    for (const GuardEntry& entry : lists.always) {
      policy::FileRule file;
      file.path = entry.text;
      file.perms = file_perm::read;
      const bool path = is_path_pattern(entry.text) && is_literal(entry.text);
      if (!path && !entry.rule) continue;
      const Forbidden found =
          forbidden(layers, path ? policy::Rule{{policy::Prefix{}}, file} : *entry.rule);
      if (found.by != nullptr)
        warn(entry, fmt::format("does not count against never {}", entry_text(*found.by)),
             lift_text(*found.by));
    }
  }

  void exec(const GuardLists& lists, const Layers& layers) {
    for (std::size_t i = 0; i < lists.exec.size(); ++i) {
      const GuardLists::Exec& entry = lists.exec[i];
      for (std::size_t j = 0; j < std::min(i, most_compared); ++j)
        if (covers(lists.exec[j].match, entry.match)) {
          after(entry.match, lists.exec[j].match);
          break;
        }
      if (entry.as.find_first_of("uU") == std::string::npos || excepted(layers, "ux")) continue;
      for (const GuardLists* layer : layers)
        for (const GuardEntry& escape : layer->never_escapes)
          if (escape.text == "ux")
            warn(entry.match,
                 fmt::format("{} is never chosen: never {}", entry.as, entry_text(escape)),
                 lift_text(escape));
    }
  }

  // Whether everything that fits the second fits the first.
  static bool covers(const GuardEntry& first, const GuardEntry& second) {
    if (first.text.empty() || first.text == "**" || first.text == second.text) return true;
    if (second.text.empty() || first.text.find('@') != std::string::npos ||
        second.text.find('@') != std::string::npos || policy::aare_apart(first.text, second.text))
      return false;
    return policy::aare_covers({first.text}, second.text).value_or(false);
  }

  void after(const GuardEntry& entry, const GuardEntry& earlier) {
    warn(entry,
         fmt::format("never counts: {} is asked first and fits all of it",
                     earlier.text.empty() ? place_text(earlier.place) : entry_text(earlier)),
         "the more special entry stands first");
  }

  void warn(const GuardEntry& entry, const std::string& what, std::string hint) {
    if (entry.place.empty()) return;  // built in: nothing that the file's writer could change
    const std::string text =
        entry.text.empty() ? "this entry" : fmt::format("`{}`", text::printable(entry.text, 80));
    reader_.warn(position_of(entry), fmt::format("{} {}", text, what), std::move(hint));
  }

  const Guard& guard_;
  YamlReader& reader_;
  std::set<std::string, std::less<>> known_;  // that an exception may name
};

}  // namespace

void report_overlooked(const Guard& guard, YamlReader& reader) { Overlooked(guard, reader).run(); }

}  // namespace profgen::inline v0::suggest
