#include "bundle/features.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "profgen/bundle.hpp"

namespace profgen::inline v0::bundle {
namespace {

// Where a feature shows in the tree (security/apparmor/apparmorfs.c); of unix sockets the place
// moved. `word`: of the file, one of several; empty: that it is there is enough.
struct Place {
  std::string_view feature, path, word;
};
constexpr Place places[] = {
    {"caps", "caps", ""},
    {"dbus", "dbus", ""},
    {"disconnected.path", "domain/disconnected.path", ""},
    {"domain", "domain", ""},
    {"file", "file", ""},
    {"io_uring", "io_uring", ""},
    {"kill.signal", "domain/kill.signal", ""},
    {"mount", "mount", ""},
    {"mqueue", "ipc/posix_mqueue", ""},
    {"network_inet", "network_v8/af_inet", ""},
    {"network_v8", "network_v8", ""},
    {"ptrace", "ptrace", ""},
    {"rlimit", "rlimit", ""},
    {"signal", "signal", ""},
    {"unix", "network/af_unix", ""},
    {"unix", "network_v9/af_unix", ""},
    {"userns", "namespaces/mask", "userns_create"},
    {"xattr", "domain/attach_conditions/xattr", ""},
};

bool stands(const Files& files, const std::string& directory, const Place& place) {
  const std::string path = directory + "/" + std::string(place.path);
  if (place.word.empty()) return files.exists(path);
  const auto text = files.read(path);
  if (!text) return false;
  std::string words = *text;
  std::replace(words.begin(), words.end(), '\n', ' ');
  const auto all = text::split(words, ' ');
  return std::find(all.begin(), all.end(), place.word) != all.end();
}

// Conditions on the internet address or the port of a socket.
bool has_address(const policy::NetworkRule& rule) {
  const auto is_address = [](const policy::Condition& condition) {
    return condition.key == "ip" || condition.key == "port";
  };
  return std::any_of(rule.local.begin(), rule.local.end(), is_address) ||
         std::any_of(rule.peer.begin(), rule.peer.end(), is_address);
}

// Of a rule's kind.
struct FeatureOf {
  const char* operator()(const policy::RlimitRule&) const { return "rlimit"; }
  const char* operator()(const policy::UsernsRule&) const { return "userns"; }
  const char* operator()(const policy::CapabilityRule&) const { return "caps"; }
  const char* operator()(const policy::NetworkRule&) const { return "network_v8"; }
  const char* operator()(const policy::MountRule&) const { return "mount"; }
  const char* operator()(const policy::PivotRootRule&) const { return "mount"; }
  const char* operator()(const policy::ChangeProfileRule&) const { return "domain"; }
  const char* operator()(const policy::MqueueRule&) const { return "mqueue"; }
  const char* operator()(const policy::SignalRule&) const { return "signal"; }
  const char* operator()(const policy::PtraceRule&) const { return "ptrace"; }
  const char* operator()(const policy::UnixRule&) const { return "unix"; }
  const char* operator()(const policy::IoUringRule&) const { return "io_uring"; }
  const char* operator()(const policy::DbusRule&) const { return "dbus"; }
  const char* operator()(const policy::LinkRule&) const { return "file"; }
  const char* operator()(const policy::FileRule&) const { return "file"; }
  // Whatever the kernel mediates.
  const char* operator()(const policy::AllRule&) const { return ""; }
};

void add_of_flag(std::string_view flag, std::set<std::string>& features) {
  for (const std::string_view key : {"disconnected.path", "kill.signal"})
    if (flag.starts_with(key) && flag.substr(key.size()).starts_with("=")) features.emplace(key);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the tree.
void add_of_items(const std::vector<policy::Item>& items, std::set<std::string>& features) {
  for (const policy::Item& item : items) {
    add_of_items(item.children, features);
    if (const auto* header = std::get_if<policy::ProfileHeader>(&item.value)) {
      for (const std::string& flag : header->flags) add_of_flag(flag, features);
      if (!header->xattrs.empty()) features.emplace("xattr");
    } else if (const auto* rule = std::get_if<policy::Rule>(&item.value)) {
      if (const std::string_view feature = std::visit(FeatureOf{}, rule->body); !feature.empty())
        features.emplace(feature);
      const auto* network = std::get_if<policy::NetworkRule>(&rule->body);
      if (network != nullptr && has_address(*network)) features.emplace("network_inet");
    }
  }
}

}  // namespace

void add_features(const policy::Tree& tree, std::set<std::string>& features) {
  add_of_items(tree.items, features);
}

std::vector<std::string> kernel_features(const Files& files, const std::string& directory) {
  std::set<std::string> found;
  for (const Place& place : places)
    if (stands(files, directory, place)) found.emplace(place.feature);
  return {found.begin(), found.end()};
}

}  // namespace profgen::inline v0::bundle
