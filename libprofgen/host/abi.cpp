#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "profgen/host.hpp"

namespace profgen::inline v0::host {
namespace {

using Number = std::pair<std::uint64_t, std::uint64_t>;

// "4.0" → {4, 0}; nothing else is a policy abi ("kernel-5.4-vanilla" describes a kernel).
std::optional<Number> abi_number(std::string_view name) {
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto major = text::to_number(name.substr(0, dot));
  const auto minor = text::to_number(name.substr(dot + 1));
  if (!major || !minor) return std::nullopt;
  return Number{*major, *minor};
}

}  // namespace

std::string newest_abi(const Files& files, Processes& processes, const std::string& policy_dir) {
  const Result<std::vector<std::string>> names = files.list(policy_dir + "/abi");
  if (!names) return {};
  std::vector<std::pair<Number, std::string>> known;
  for (const std::string& name : *names)
    if (const auto number = abi_number(name)) known.emplace_back(*number, "abi/" + name);
  std::sort(known.rbegin(), known.rend());
  for (const auto& [number, abi] : known) {
    // An abi of a newer parser may lie here, left by an upgrade that was taken back.
    policy::LoadOptions options;
    options.policy_dir = policy_dir;
    const auto verdict =
        ask_parser(processes, "abi", "abi <" + abi + ">,\nprofile probe {\n}\n", options);
    if (!verdict || verdict->state != ParserVerdict::State::rejected) return abi;
  }
  return {};
}

}  // namespace profgen::inline v0::host
