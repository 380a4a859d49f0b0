#include "evidence/entry_line.hpp"

#include <array>

#include "evidence/access_json.hpp"
#include "evidence/json_writer.hpp"
#include "evidence/lines.hpp"
#include "evidence/seen.hpp"

namespace profgen::inline v0::evidence {
namespace {

// Verdicts in the order of Counts.
constexpr std::array<const char*, 4> verdicts = {"audit", "allowed", "denied", "killed"};

void write_counts(JsonWriter& out, const Counts& counts) {
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] != 0) out.add_number(verdicts[i], counts[i]);
}

Counts read_counts(const Json& json) {
  Counts counts{};
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = number_of(json, verdicts[i]);
  return counts;
}

void write_tallies(JsonWriter& out, const std::vector<Tally>& tallies) {
  if (tallies.size() == 1) out.add_number("source", tallies.front().source);
  if (tallies.size() <= 1) return;
  out.open("by_source", '[');
  for (const Tally& tally : tallies) {
    out.open_element();
    out.add_number("source", tally.source);
    write_counts(out, tally.counts);
    if (tally.untrusted != 0) out.add_number("untrusted", tally.untrusted);
    out.close('}');
  }
  out.close(']');
}

void read_tallies(const Json& json, Seen& seen) {
  const auto source = [](const Json& from) {
    return static_cast<std::uint32_t>(number_of(from, "source"));
  };
  if (has(json, "source")) {
    seen.tallies.push_back({source(json), seen.counts, seen.untrusted});
  } else if (has(json, "by_source") && json["by_source"].is_array()) {
    for (const Json& one : json["by_source"]) {
      if (!one.is_object()) continue;
      const Tally tally{source(one), read_counts(one), number_of(one, "untrusted")};
      if (seen.tallies.empty() || seen.tallies.back().source < tally.source)
        seen.tallies.push_back(tally);
    }
    count_again(seen);
  }
}

void read_names(const Json& json, const char* key, std::set<std::string>& names,
                std::size_t most = Seen::most_names) {
  for (const std::string& name : strings_of(json, key))
    if (names.size() < most) names.insert(name.substr(0, longest_word));
}

void write_crowd(JsonWriter& out, const Entry& entry) {
  const Seen& seen = entry.seen;
  out.add("crowd", name_of(entry.key.crowd));
  if (seen.limit != 0) out.add_number("more_than", seen.limit);
  if (seen.perms != 0) out.add("others_mask", file_perms_text(seen.perms));
  if (seen.own_perms != 0) out.add("owner_mask", file_perms_text(seen.own_perms));
  out.add_all("some", seen.names);
}

FilePerms read_perms(const Json& json, const char* key) {
  const std::string text = string_of(json, key);
  unsigned perms = 0;
  for (unsigned bit = 0; bit < 7; ++bit)
    if (text.find(file_perms_text(static_cast<FilePerms>(1u << bit))) != std::string::npos)
      perms |= 1u << bit;
  return static_cast<FilePerms>(perms);
}

void read_crowd(const Json& json, Entry& entry) {
  const std::string kind = string_of(json, "crowd");
  for (const Crowd crowd : {Crowd::names, Crowd::tree, Crowd::children})
    if (name_of(crowd) == kind) entry.key.crowd = crowd;
  if (entry.key.crowd == Crowd::none) return;
  entry.seen.limit = static_cast<std::uint32_t>(number_of(json, "more_than"));
  entry.seen.perms = read_perms(json, "others_mask");
  entry.seen.own_perms = read_perms(json, "owner_mask");
  read_names(json, "some", entry.seen.names, Seen::most_crowd_names);
}

}  // namespace

std::string entry_line(const Entry& entry) {
  const Seen& seen = entry.seen;
  JsonWriter out;
  out.add("profile", entry.subject.profile);
  if (!entry.subject.name_space.empty()) out.add("namespace", entry.subject.name_space);
  out.add("class", class_of(entry.key.access));
  write_access(out, entry.key.access);
  if (entry.key.crowd != Crowd::none) write_crowd(out, entry);
  if (entry.key.unusable) out.add("unusable", seen.unusable);
  out.open("counts", '{');
  write_counts(out, seen.counts);
  out.close('}');
  if (seen.untrusted != 0) out.add_number("untrusted", seen.untrusted);
  write_tallies(out, seen.tallies);
  write_time(out, "first", seen.first_us);
  write_time(out, "last", seen.last_us);
  if (!seen.hosts.empty()) out.add_all("hosts", seen.hosts);
  if (!seen.programs.empty()) out.add_all("programs", seen.programs);
  if (!seen.workloads.empty()) out.add_all("workloads", seen.workloads);
  if (!seen.info.empty()) out.add("info", seen.info);
  if (!seen.sample.empty()) out.add("sample", seen.sample);
  return std::move(out).line();
}

bool read_entry(const Json& json, Entry& entry) {
  entry = {};
  entry.subject.profile = string_of(json, "profile");
  entry.subject.name_space = string_of(json, "namespace");
  std::optional<Access> access = read_access(json, string_of(json, "class"));
  if (!access) return false;
  entry.key.access = std::move(*access);
  entry.key.unusable = has(json, "unusable");
  Seen& seen = entry.seen;
  seen.unusable = string_of(json, "unusable");
  if (has(json, "crowd")) read_crowd(json, entry);
  if (has(json, "counts") && json["counts"].is_object()) seen.counts = read_counts(json["counts"]);
  seen.untrusted = number_of(json, "untrusted");
  read_tallies(json, seen);
  seen.first_us = read_time(json, "first");
  seen.last_us = read_time(json, "last");
  read_names(json, "hosts", seen.hosts);
  read_names(json, "programs", seen.programs);
  read_names(json, "workloads", seen.workloads);
  seen.info = string_of(json, "info");
  seen.sample = string_of(json, "sample");
  return true;
}

}  // namespace profgen::inline v0::evidence
