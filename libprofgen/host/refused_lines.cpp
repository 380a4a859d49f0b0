#include "profgen/host.hpp"

namespace profgen::inline v0::host {

Result<std::map<std::string, std::string>> refused_lines(Processes& processes,
                                                         const std::vector<std::string>& lines,
                                                         const policy::LoadOptions& options) {
  std::map<std::string, std::string> refused;
  const auto ask = [&](const std::vector<std::string>& part) {
    std::string text = "include <tunables/global>\nprofile profgen_probe {\n";
    for (const std::string& line : part) text += line + "\n";
    return ask_parser(processes, "probe", text + "}\n", options);
  };
  // Halving finds a few bad lines among many good ones with few questions.
  std::vector<std::vector<std::string>> open = {lines};
  while (!open.empty()) {
    const std::vector<std::string> part = std::move(open.back());
    open.pop_back();
    if (part.empty()) continue;
    const Result<ParserVerdict> verdict = ask(part);
    if (!verdict) return verdict.error();
    if (verdict->state != ParserVerdict::State::rejected) continue;
    if (part.size() == 1) {
      refused[part.front()] =
          "apparmor_parser " + verdict->version + ": " + verdict->diagnostics.front().message;
      continue;
    }
    const auto middle = part.begin() + static_cast<std::ptrdiff_t>(part.size() / 2);
    open.emplace_back(part.begin(), middle);
    open.emplace_back(middle, part.end());
  }
  return refused;
}

}  // namespace profgen::inline v0::host
