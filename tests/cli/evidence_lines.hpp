// What the tests of `collect` need to make logs and to look into evidence.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace profgen::test {

// One record as auditd writes it; the stamp is made of the serial.
inline std::string audit_line(int serial, const std::string& name,
                              const std::string& verdict = "DENIED",
                              const std::string& profile = "p") {
  return "type=AVC msg=audit(" + std::to_string(1795457000 + serial / 10) +
         ".000:" + std::to_string(serial) + "): apparmor=\"" + verdict +
         "\" operation=\"open\" profile=\"" + profile + "\" name=\"" + name +
         "\" pid=1 comm=\"c\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0\n";
}

// The same record as rsyslog writes what the kernel said.
inline std::string kernel_line(int serial, const std::string& name, const std::string& host = "h") {
  const std::string line = audit_line(serial, name);
  const std::string rest = line.substr(line.find("audit("));
  return "2026-11-23T18:12:38.655752+00:00 " + host + " kernel: [1.0] audit: type=1400 " + rest;
}

// And as `journalctl -o json` does.
inline std::string journal_line(int serial, const std::string& name,
                                const std::string& transport = "kernel") {
  const std::string line = audit_line(serial, name);
  nlohmann::json json;
  json["_TRANSPORT"] = transport;
  json["_HOSTNAME"] = "h";
  if (transport == "kernel") {
    json["MESSAGE"] = "audit: type=1400 " + line.substr(line.find("audit("), line.size() - 1);
  } else {
    json["_AUDIT_ID"] = std::to_string(serial);
    json["_AUDIT_TYPE"] = "1400";
    json["_SOURCE_REALTIME_TIMESTAMP"] = std::to_string(1795457000 + serial / 10) + "000000";
    const std::string rest = line.substr(line.find("apparmor="));
    json["MESSAGE"] = "AVC " + rest.substr(0, rest.size() - 1);
  }
  return json.dump() + "\n";
}

inline std::vector<nlohmann::json> evidence_lines(const std::string& text) {
  std::vector<nlohmann::json> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    out.push_back(nlohmann::json::parse(line, nullptr, false));
  return out;
}

// How often each name was met, over all verdicts.
inline std::map<std::string, std::uint64_t> counts_of(const std::string& evidence) {
  std::map<std::string, std::uint64_t> out;
  for (const nlohmann::json& line : evidence_lines(evidence))
    if (line.contains("counts"))
      for (const auto& count : line["counts"])
        out[line.value("name", "?")] += count.get<std::uint64_t>();
  return out;
}

// The text with a last line that fits: for what only a reader of lines can refuse.
inline std::string sealed(std::string text) {
  if (const std::size_t end = text.find("{\"end\":"); end != std::string::npos) text.resize(end);
  const auto lines = std::count(text.begin(), text.end(), '\n');
  return text + "{\"end\":true,\"lines\":" + std::to_string(lines) + ",\"xxh3_128\":\"" +
         hash128_hex(text) + "\"}\n";
}

}  // namespace profgen::test
