#include <nlohmann/json.hpp>

#include "tools/profgen/diff_views.hpp"
#include "tools/profgen/json_text.hpp"

namespace profgen::tool {
namespace {

using Json = nlohmann::ordered_json;
using edit::Culprit;
using edit::Difference;
using edit::ProfileDifference;

Json place_json(const policy::Location& where) {
  if (where.file.empty()) return nullptr;
  return {{"file", json_text(where.file)}, {"line", where.at.line}, {"column", where.at.column}};
}

Json culprit_json(const Culprit& culprit) {
  Json out = place_json(culprit.where);
  out["rule"] = json_text(culprit.text);
  out["side"] = culprit.before ? "before" : "after";
  out["included"] = culprit.from_include;
  return out;
}

Json difference_json(const Difference& difference) {
  Json out{{"change", name_of(difference.change)}, {"class", difference.class_name}};
  if (!difference.permissions.empty()) out["permissions"] = json_text(difference.permissions);
  if (!difference.detail.empty()) out["detail"] = json_text(difference.detail);
  out["by"] = culprit_json(difference.culprit);
  out["others"] = Json::array();
  for (const Culprit& other : difference.others) out["others"].push_back(culprit_json(other));
  if (!difference.example_text.empty()) out["example"] = json_text(difference.example_text);
  out["certain"] = difference.certain;
  return out;
}

const char* status_of(ProfileDifference::Kind kind) {
  constexpr const char* names[] = {"differs", "only_before", "only_after"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace

std::string diff_json(const std::vector<ProfileDifference>& profiles, const DiffNames& names) {
  Json out{{"before", json_text(names.before)}, {"after", json_text(names.after)}};
  bool wider = false;
  Json list = Json::array();
  for (const ProfileDifference& profile : profiles) {
    wider = wider || widens(profile);
    Json one{{"profile", json_text(profile.name)},
             {"status", status_of(profile.kind)},
             {"before", place_json(profile.before)},
             {"after", place_json(profile.after)},
             {"differences", Json::array()}};
    for (const Difference& difference : profile.differences)
      one["differences"].push_back(difference_json(difference));
    list.push_back(std::move(one));
  }
  out["wider"] = wider;
  out["profiles"] = std::move(list);
  return out.dump(2) + "\n";
}

}  // namespace profgen::tool
