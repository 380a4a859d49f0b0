#include "tools/profgen/undo_views.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "profgen/edit.hpp"
#include "tools/profgen/json_text.hpp"
#include "tools/profgen/report.hpp"

namespace profgen::tool {
namespace {

using Json = nlohmann::ordered_json;

std::string_view deed(const std::optional<std::string>& before,
                      const std::optional<std::string>& after) {
  if (!before) return "made";
  return after ? "changed" : "removed";
}

}  // namespace

std::string saves_text(const std::vector<host::SaveRecord>& saves, const Style& style) {
  std::string out;
  for (const host::SaveRecord& save : saves) {
    out += fmt::format("{}{}{}  {}  {}  profgen {}{}\n", style.bold, save.number, style.reset,
                       time_text(save.time_us), text::printable(save.user),
                       text::printable(save.command),
                       save.undoes ? fmt::format(" (undid {})", *save.undoes) : "");
    for (const host::SavedFile& file : save.files)
      out +=
          fmt::format("    {:<7} {}\n", deed(file.before, file.after), text::printable(file.path));
  }
  return out.empty() ? "nothing was saved yet\n" : out;
}

std::string saves_json(const std::vector<host::SaveRecord>& saves) {
  Json out = Json::array();
  for (const host::SaveRecord& save : saves) {
    Json files = Json::array();
    for (const host::SavedFile& file : save.files)
      files.push_back({{"file", json_text(file.path)}, {"deed", deed(file.before, file.after)}});
    Json one = {{"number", save.number},
                {"time", time_text(save.time_us)},
                {"uid", save.uid},
                {"user", json_text(save.user)},
                {"command", json_text(save.command)}};
    if (save.undoes) one["undoes"] = *save.undoes;
    one["files"] = std::move(files);
    out.push_back(std::move(one));
  }
  return out.dump(2) + "\n";
}

std::string undo_json(const host::UndoPlan& plan) {
  Json out = {{"undoes", plan.of.number}, {"files", Json::array()}, {"left", Json::array()}};
  for (const host::SavedFile& file : plan.files)
    out["files"].push_back(
        {{"file", json_text(file.path)}, {"deed", deed(file.before, file.after)}});
  for (const std::string& path : plan.left) out["left"].push_back(json_text(path));
  return out.dump(2) + "\n";
}

std::string undo_diff(const host::UndoPlan& plan, const std::string& root) {
  std::string out;
  for (const host::SavedFile& file : plan.files)
    out += edit::unified_diff(patch_name(file.path, root), file.before.value_or(""),
                              file.after.value_or(""), !file.before, !file.after);
  return out;
}

}  // namespace profgen::tool
