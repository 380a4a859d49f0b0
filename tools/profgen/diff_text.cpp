#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "tools/profgen/diff_views.hpp"

namespace profgen::tool {
namespace {

using edit::Change;
using edit::Culprit;
using edit::Difference;
using edit::ProfileDifference;
using Kind = ProfileDifference::Kind;

// So many rules of one include are counted instead of listed.
constexpr std::size_t too_many = 6;
// Places start in the same column where the rules before them are not longer.
constexpr std::size_t widest = 56;

struct Sign {
  char mark;
  const std::string Style::*colour;
};
constexpr Sign wider_sign{'+', &Style::red}, narrower_sign{'-', &Style::green},
    changed_sign{'~', &Style::yellow};

Sign sign_of(char mark) {
  return mark == '+' ? wider_sign : mark == '-' ? narrower_sign : changed_sign;
}
Sign sign_of(Change change) {
  return widens(change) ? wider_sign : narrows(change) ? narrower_sign : changed_sign;
}

// Rules in the profile's own file are found by side and line; the heading names the files.
std::string place(const Culprit& culprit, const ProfileDifference* profile) {
  const auto line = culprit.where.at.line;
  if (profile != nullptr &&
      culprit.where.file == (culprit.before ? profile->before : profile->after).file)
    return fmt::format("{}:{}", culprit.before ? "old" : "new", line);
  return fmt::format("{}:{}", text::printable(culprit.where.file), line);
}

// The columns that a text takes; bytes that go on a character take none.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  }));
}

struct Line {
  Sign sign;
  std::string left;   // what
  std::string right;  // where, and an example
};

// The words of a rule say which accesses it is about, unless they hold a pattern.
std::string example_of(const Difference& difference) {
  if (difference.culprit.text.find_first_of("*?[{@") == std::string::npos && !difference.partial)
    return {};
  if (const auto* file = std::get_if<FileAccess>(&difference.example)) return file->path;
  if (const auto* exec = std::get_if<ExecAccess>(&difference.example)) return exec->path;
  if (std::holds_alternative<CapabilityAccess>(difference.example)) return {};
  return difference.example_text;
}

std::string others_text(const Difference& difference, const ProfileDifference* profile) {
  if (difference.others.empty() || difference.class_name == "mode" ||
      difference.class_name == "flags" || difference.class_name == "attachment")
    return {};
  const Culprit& other = difference.others.front();
  if (difference.change == Change::changed || difference.class_name == "rlimit")
    return "was " + place(other, profile);
  return (other.deny ? "denied by " : "allowed by ") + place(other, profile);
}

Line diff_line(const Difference& difference, const ProfileDifference* profile) {
  Line line{sign_of(difference.change), {}, {}};
  const std::string rule = text::printable(difference.culprit.text);
  const bool header = !difference.detail.empty() && difference.class_name != "exec";
  if (header) {
    line.left = text::printable(difference.detail);
  } else if (!difference.detail.empty()) {
    line.left =
        text::printable(difference.example_text) + ": " + text::printable(difference.detail);
  } else if (difference.class_name == "capability") {
    line.left = difference.permissions;
    if (difference.culprit.deny) line.left = rule;
  } else {
    line.left = rule;
  }
  std::vector<std::string> notes{place(difference.culprit, profile)};
  // A deny rule that went lets more through; one that came, less.
  if (difference.culprit.deny && difference.culprit.before) notes.emplace_back("is gone");
  if (difference.change == Change::undenied) notes.emplace_back("still not allowed");
  if (difference.change == Change::denied) notes.emplace_back("was not allowed either");
  if (!difference.certain) notes.emplace_back("may differ: too many cases to look at all");
  if (difference.partial && difference.class_name != "capability")
    notes.push_back("only " + difference.permissions);
  if (const std::string others = others_text(difference, profile); !others.empty())
    notes.push_back(others);
  const std::string example = example_of(difference);
  if (difference.detail.empty() && !example.empty())
    notes.push_back("e.g. " + text::printable(example, 100));
  line.right = text::join(notes, "; ");
  return line;
}

std::string write_lines(const std::vector<Line>& lines, const Style& style) {
  std::size_t column = 0;
  for (const Line& line : lines) column = std::max(column, width(line.left));
  column = std::min(column, widest);
  std::string out;
  for (const Line& line : lines) {
    const std::size_t taken = width(line.left);
    const std::string gap(taken < column ? column - taken : 0, ' ');
    const std::string& colour = style.*line.sign.colour;
    out += fmt::format("    {}{} {}{}{}  {}{}{}\n", colour, line.sign.mark, line.left,
                       colour.empty() ? "" : style.reset, gap, style.dim, line.right, style.reset);
  }
  return out;
}

// "abstractions/base" of "/etc/apparmor.d/abstractions/base".
std::string include_name(const std::string& file) {
  for (const char* folder : {"/abstractions/", "/tunables/", "/local/"}) {
    const std::size_t at = file.rfind(folder);
    if (at != std::string::npos) return file.substr(at + 1);
  }
  return file;
}

// The differences of one list, class by class; those that one include brings in number are counted
// together, in front.
std::string write_differences(const std::vector<const Difference*>& differences,
                              const ProfileDifference* profile, const Style& style, bool all) {
  using Counted = std::pair<std::string, char>;  // include file, mark
  const auto fold_of = [](const Difference& difference) {
    return Counted{difference.culprit.where.file, sign_of(difference.change).mark};
  };
  std::map<Counted, std::map<std::string, std::size_t>> counts;
  if (!all)
    for (const Difference* difference : differences)
      if (difference->culprit.from_include) ++counts[fold_of(*difference)][difference->class_name];
  std::vector<Line> folded;
  std::set<Counted> in_fold;
  for (const auto& [key, classes] : counts) {
    std::size_t total = 0;
    std::vector<std::string> words;
    for (const auto& [name, count] : classes) {
      total += count;
      words.push_back(fmt::format("{} {}", count, name));
    }
    if (total < too_many) continue;
    in_fold.insert(key);
    folded.push_back(
        {sign_of(key.second),
         fmt::format("{} of {}", counted(total, "rule"), text::printable(include_name(key.first))),
         text::join(words, ", ") + "; -v lists them"});
  }
  std::string out;
  if (!folded.empty()) out += "  includes\n" + write_lines(folded, style);
  std::vector<std::pair<std::string, std::vector<Line>>> classes;
  for (const Difference* difference : differences) {
    if (difference->culprit.from_include && in_fold.count(fold_of(*difference)) != 0) continue;
    const auto is_it = [difference](const auto& one) {
      return one.first == difference->class_name;
    };
    auto known = std::find_if(classes.begin(), classes.end(), is_it);
    if (known == classes.end()) known = classes.insert(classes.end(), {difference->class_name, {}});
    known->second.push_back(diff_line(*difference, profile));
  }
  for (const auto& [name, lines] : classes) out += "  " + name + "\n" + write_lines(lines, style);
  return out;
}

std::string verdict(const std::vector<const Difference*>& differences) {
  const auto any = [&differences](bool (*is)(Change)) {
    return std::any_of(differences.begin(), differences.end(),
                       [is](const Difference* difference) { return is(difference->change); });
  };
  const bool wider = any(widens), narrower = any(narrows);
  return wider && narrower ? "wider and narrower"
         : wider           ? "wider"
         : narrower        ? "narrower"
                           : "changed";
}

// What makes differences of two profiles one and the same.
std::string sameness(const Difference& difference) {
  std::string key =
      fmt::format("{} {}", static_cast<int>(difference.change), difference.class_name);
  for (const std::string& part : {difference.permissions, difference.detail,
                                  difference.culprit.text, place(difference.culprit, nullptr)})
    key += '\0' + part;
  return key;
}

std::string heading(const std::string& what, const std::string& more, const Style& style) {
  return fmt::format("{}{}{}  {}{}{}\n", style.bold, what, style.reset, style.dim, more,
                     style.reset);
}

}  // namespace

bool widens(Change change) { return change == Change::granted || change == Change::undenied; }
bool narrows(Change change) { return change == Change::removed || change == Change::denied; }

bool widens(const ProfileDifference& profile) {
  return profile.kind == Kind::only_before ||
         std::any_of(profile.differences.begin(), profile.differences.end(),
                     [](const Difference& difference) { return widens(difference.change); });
}

std::string diff_text(const std::vector<ProfileDifference>& profiles, const DiffNames& names,
                      const Style& style, bool all) {
  std::map<std::string, std::vector<const ProfileDifference*>> holders;
  for (const ProfileDifference& profile : profiles)
    for (const Difference& difference : profile.differences)
      if (difference.culprit.from_include) holders[sameness(difference)].push_back(&profile);

  std::string out;
  // By the profiles that share them, in the order in which they are first met.
  std::vector<std::pair<std::vector<const ProfileDifference*>, std::vector<const Difference*>>>
      shared;
  std::set<std::string> told;
  for (const ProfileDifference& profile : profiles) {
    if (profile.kind != Kind::differs) {
      const bool gone = profile.kind == Kind::only_before;
      const policy::Location& where = gone ? profile.before : profile.after;
      out += heading(
          text::printable(profile.name),
          fmt::format("only in {} ({}:{})", text::printable(gone ? names.before : names.after),
                      text::printable(where.file), where.at.line),
          style);
      continue;
    }
    std::vector<const Difference*> own;
    for (const Difference& difference : profile.differences) {
      const std::string key = difference.culprit.from_include ? sameness(difference) : "";
      const auto holding = holders.find(key);
      if (holding == holders.end() || holding->second.size() < 2) {
        own.push_back(&difference);
      } else if (told.insert(key).second) {
        const auto is_it = [&holding](const auto& one) { return one.first == holding->second; };
        auto known = std::find_if(shared.begin(), shared.end(), is_it);
        if (known == shared.end()) known = shared.insert(shared.end(), {holding->second, {}});
        known->second.push_back(&difference);
      }
    }
    if (own.empty()) continue;
    out += heading(text::printable(profile.name),
                   fmt::format("{}  old {}:{}  new {}:{}", verdict(own),
                               text::printable(profile.before.file), profile.before.at.line,
                               text::printable(profile.after.file), profile.after.at.line),
                   style);
    out += write_differences(own, &profile, style, all);
  }
  for (const auto& [holding, differences] : shared) {
    std::vector<std::string> in;
    for (const ProfileDifference* profile : holding) in.push_back(text::printable(profile->name));
    constexpr std::size_t most_names = 8;
    if (in.size() > most_names && !all) {
      in.resize(most_names);
      in.emplace_back("…");
    }
    out += heading(counted(holding.size(), "profile"),
                   verdict(differences) + ": " + text::join(in, ", "), style);
    out += write_differences(differences, nullptr, style, all);
  }
  return out;
}

std::string diff_summary(const std::vector<ProfileDifference>& profiles, const DiffNames& names) {
  std::size_t differing = 0, gone = 0, fresh = 0, more = 0, less = 0, changed = 0;
  for (const ProfileDifference& profile : profiles) {
    differing += profile.kind == Kind::differs ? 1 : 0;
    gone += profile.kind == Kind::only_before ? 1 : 0;
    fresh += profile.kind == Kind::only_after ? 1 : 0;
    for (const Difference& difference : profile.differences)
      ++(widens(difference.change) ? more : narrows(difference.change) ? less : changed);
  }
  std::vector<std::string> parts;
  if (differing != 0)
    parts.push_back(fmt::format("{} differ{}: + {} wider, - {} narrower, ~ {} changed",
                                counted(differing, "profile"), differing == 1 ? "s" : "", more,
                                less, changed));
  if (gone != 0)
    parts.push_back(
        fmt::format("{} only in {}", counted(gone, "profile"), text::printable(names.before)));
  if (fresh != 0)
    parts.push_back(
        fmt::format("{} only in {}", counted(fresh, "profile"), text::printable(names.after)));
  return text::join(parts, "; ");
}

}  // namespace profgen::tool
