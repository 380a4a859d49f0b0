#include "kube/agent/watch_options.hpp"

#include <utility>

#include "base/text.hpp"

namespace profgen::inline v0::kube {

std::variant<WatchOptions, std::string> read_watch_options(const std::vector<std::string>& words,
                                                           const std::string& env_node) {
  WatchOptions out;
  const std::pair<std::string_view, bool*> switches[] = {
      {"--correct", &out.correct}, {"--untaint-without-apparmor", &out.untaint_without_apparmor},
      {"--once", &out.once},       {"--help", &out.help},
      {"-h", &out.help},           {"--version", &out.version}};
  const std::pair<std::string_view, std::string*> values[] = {{"--node", &out.node},
                                                              {"--root", &out.root},
                                                              {"--server", &out.server},
                                                              {"--account", &out.account}};
  std::vector<std::string_view> known;
  for (const auto& [name, target] : switches) known.push_back(name);
  for (const auto& [name, target] : values) known.push_back(name);

  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i], name = word.substr(0, word.find('='));
    bool taken = false;
    for (const auto& [option, target] : switches)
      if (word == option) taken = *target = true;
    for (const auto& [option, target] : values) {
      if (taken || name != option) continue;
      if (name.size() == word.size() && ++i == words.size())
        return std::string(option) + " wants a value";
      *target = name.size() == word.size() ? words[i] : std::string(word.substr(name.size() + 1));
      if (target->empty()) return std::string(option) + " wants a value";
      taken = true;
    }
    if (taken) continue;
    const std::string_view near = text::nearest(name, known);
    return "`" + text::printable(word, 60) + "` is no option of it" +
           (near.empty() ? "" : "; did you mean `" + std::string(near) + "`?");
  }
  if (out.help || out.version) return out;
  if (out.node.empty()) out.node = env_node;
  if (out.node.empty())
    return std::string(
        "which Node this is has to be said: --node NAME, or $NODE_NAME (in a pod from "
        "spec.nodeName)");
  return out;
}

}  // namespace profgen::inline v0::kube
