#include "tools/profgen/report.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "tools/profgen/json_text.hpp"

namespace profgen::tool {
namespace {

using Json = nlohmann::ordered_json;

std::string subject_text(const evidence::Subject& subject) {
  return (subject.name_space.empty() ? "" : ":" + text::printable(subject.name_space) + ":") +
         text::printable(subject.profile);
}

std::string indented(std::string_view lines) {
  std::string out;
  for (const std::string_view line : text::split(lines, '\n'))
    out += "    " + text::printable(line) + "\n";
  return out;
}

Json left_json(const std::vector<refine::Left>& list) {
  Json out = Json::array();
  for (const refine::Left& left : list)
    out.push_back({{"profile", json_text(left.subject.profile)},
                   {"what", json_text(left.what)},
                   {"reason", json_text(left.reason)}});
  return out;
}

}  // namespace

std::string hint_text(const suggest::Hint& hint) {
  const std::string about = subject_text(hint.subject);
  return (about.empty() ? "" : about + ": ") + text::printable(hint.message);
}

std::string outcome_text(const refine::Outcome& outcome, const Style& style) {
  std::string out;
  std::map<evidence::Subject, std::string> decided, left;
  for (const refine::Decided& entry : outcome.decided)
    decided[entry.subject] += indented(entry.text);
  for (const refine::Left& entry : outcome.left)
    left[entry.subject] += fmt::format("    {} {}({}){}\n", text::printable(entry.what), style.dim,
                                       text::printable(entry.reason), style.reset);
  for (const auto& [subject, lines] : decided)
    out +=
        fmt::format("{}{}{}\n  decided\n{}", style.bold, subject_text(subject), style.reset, lines);
  for (const auto& [subject, lines] : left)
    out += fmt::format("{}{}{}\n  {}left for a person{}\n{}", style.bold, subject_text(subject),
                       style.reset, style.yellow, style.reset, lines);
  if (!outcome.explained.empty())
    out += fmt::format("{}{} explained by deny rules that stand{}\n", style.dim,
                       counted(outcome.explained.size(), "access"), style.reset);
  for (const suggest::Hint& hint : outcome.hints)
    out += fmt::format("{}hint{} {}\n", style.cyan, style.reset, hint_text(hint));
  return out;
}

std::string outcome_json(const refine::Outcome& outcome) {
  Json out;
  out["changes"] = Json::array();
  for (const FileChange& change : outcome.changes)
    out["changes"].push_back({{"file", json_text(change.path)}, {"new", !change.before}});
  out["decided"] = Json::array();
  for (const refine::Decided& decided : outcome.decided)
    out["decided"].push_back({{"profile", json_text(decided.subject.profile)},
                              {"text", json_text(decided.text)},
                              {"reason", json_text(decided.reason)}});
  out["left"] = left_json(outcome.left);
  out["explained"] = left_json(outcome.explained);
  out["hints"] = Json::array();
  for (const suggest::Hint& hint : outcome.hints)
    out["hints"].push_back({{"profile", json_text(hint.subject.profile)},
                            {"id", hint.id},
                            {"message", json_text(hint.message)}});
  return out.dump(2) + "\n";
}

std::string patch_name(const std::string& path, const std::string& root) {
  namespace fs = std::filesystem;
  fs::path name = path;
  if (path.find("..") != std::string::npos) name = fs::absolute(name).lexically_normal();
  if (name.is_absolute()) {
    const fs::path below =
        name.lexically_normal().lexically_relative(fs::absolute(root).lexically_normal());
    name = below.empty() || *below.begin() == ".." ? name.relative_path() : below;
  }
  return name.string();
}

std::string outcome_diff(const refine::Outcome& outcome, const std::string& root) {
  return changes_diff(outcome.changes, root);
}

std::string changes_diff(const std::vector<FileChange>& changes, const std::string& root) {
  std::string out;
  for (const FileChange& change : changes)
    out += edit::unified_diff(patch_name(change.path, root), change.before.value_or(""),
                              change.after, !change.before);
  return out;
}

void print_diff(const std::string& diff, const Style& style) {
  const bool shown = !style.reset.empty() || ::isatty(STDOUT_FILENO) == 1;
  std::cout << (shown ? coloured_diff(diff, style) : diff);
}

void print_dry_run(const Common& common, const refine::Outcome& outcome) {
  const std::string diff = outcome_diff(outcome, common.root);
  if (common.json)
    std::cerr << coloured_diff(diff, style_for(common, 2));
  else
    print_diff(diff, style_for(common, 1));
}

}  // namespace profgen::tool
