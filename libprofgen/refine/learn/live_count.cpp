#include <fmt/format.h>

#include <algorithm>

#include "profgen/learn.hpp"

namespace profgen::inline v0::refine {
bool is_of_profile(const Event& event, std::string_view profile) {
  const std::string_view name = event.profile;
  return name.starts_with(profile) &&
         (name.size() == profile.size() || name.substr(profile.size()).starts_with("//"));
}

bool LiveCount::add(const Event& event) {
  if (event.verdict == Verdict::status || !is_of_profile(event, profile_)) return false;
  ++total_;
  const std::string_view kind = class_of(event.access);
  ++kinds_[kind == "none" ? "other" : std::string(kind)];
  return true;
}

std::string LiveCount::text() const {
  if (total_ == 0) return "no event yet";
  std::vector<std::pair<std::string, std::size_t>> kinds(kinds_.begin(), kinds_.end());
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string out = fmt::format("{} event{}:", total_, total_ == 1 ? "" : "s");
  for (const auto& [kind, count] : kinds)
    out += fmt::format("{} {} {}", out.back() == ':' ? "" : ",", count, kind);
  return out;
}

}  // namespace profgen::inline v0::refine
