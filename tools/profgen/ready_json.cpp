#include <iostream>
#include <nlohmann/json.hpp>

#include "log/timestamp.hpp"
#include "tools/profgen/json_text.hpp"
#include "tools/profgen/ready_views.hpp"
#include "tools/profgen/verify_views.hpp"

namespace profgen::tool {
namespace {

using Json = nlohmann::ordered_json;

Json time_json(std::int64_t time_us) {
  return time_us == 0 ? Json() : Json(log::iso_time(time_us));
}

Json accesses_json(const std::vector<suggest::Replayed>& accesses) {
  Json out = Json::array();
  for (const suggest::Replayed& replayed : accesses) out.push_back(access_json(replayed));
  return out;
}

Json runs_json(std::size_t runs, bool known) { return known ? Json(runs) : Json(); }

Json profile_json(const suggest::ReadyProfile& profile, bool runs_known) {
  Json out;
  out["profile"] = json_text(profile.subject.profile);
  out["namespace"] = json_text(profile.subject.name_space);
  out["exists"] = profile.profile != nullptr;
  if (profile.profile != nullptr) {
    out["mode"] = suggest::mode_word(profile.profile->mode);
    out["file"] = json_text(profile.profile->file);
    out["line"] = profile.profile->where.at.line;
  }
  out["counts"] = {{"accesses", profile.accesses},
                   {"allowed", profile.allowed},
                   {"denied", profile.denied},
                   {"blocked", profile.blocked.size()},
                   {"blocked_untrusted", profile.blocked_untrusted.size()},
                   {"unjudged", profile.unjudged.size()},
                   {"unresolved", profile.nameless},
                   {"untrusted", profile.untrusted}};
  out["first"] = time_json(profile.first_us);
  out["last"] = time_json(profile.last_us);
  out["last_noise"] = time_json(profile.last_noise_us);
  out["runs"] = runs_json(profile.runs.runs, runs_known);
  out["processes"] = runs_json(profile.runs.processes, runs_known);
  out["hosts"] = names_json(profile.hosts);
  out["silent_denies"] = profile.silent_denies;
  out["blocked"] = accesses_json(profile.blocked);
  out["blocked_untrusted"] = accesses_json(profile.blocked_untrusted);
  out["unjudged"] = accesses_json(profile.unjudged);
  return out;
}

}  // namespace

void print_ready_json(const ReadyView& view) {
  const suggest::Readiness& readiness = view.readiness;
  Json out;
  out["profgen_ready"] = 1;
  out["profile"] = json_text(view.profile);
  out["ready"] = readiness.ready();
  out["reasons"] = Json::array();
  for (const suggest::Reason& reason : readiness.reasons)
    out["reasons"].push_back({{"id", reason.id}, {"message", json_text(reason.message)}});
  out["as_of"] = time_json(view.options.as_of_us);
  out["first"] = time_json(readiness.first_us);
  out["last"] = time_json(readiness.last_us);
  out["last_noise"] = time_json(readiness.last_noise_us);
  out["quiet_since"] = time_json(readiness.quiet_since_us);
  const bool quiet_known = readiness.quiet_since_us != 0 && view.options.as_of_us != 0;
  out["quiet_seconds"] =
      quiet_known ? Json((view.options.as_of_us - readiness.quiet_since_us) / 1'000'000) : Json();
  out["runs"] = runs_json(readiness.runs, view.runs_known);
  out["hosts"] = names_json(readiness.hosts);
  out["losses"] = Json::array();
  for (const auto& [what, count] : view.losses)
    out["losses"].push_back({{"what", json_text(what)}, {"count", count}});
  out["second_pass"] = Json::array();
  for (const suggest::Unseen& unseen : readiness.owed)
    out["second_pass"].push_back(unseen_json(unseen));
  out["profiles"] = Json::array();
  for (const suggest::ReadyProfile& profile : readiness.profiles)
    out["profiles"].push_back(profile_json(profile, view.runs_known));
  out["notes"] = Json::array();
  for (const std::string& note : readiness.notes) out["notes"].push_back(json_text(note));
  std::cout << out.dump(2) << "\n";
}

}  // namespace profgen::tool
