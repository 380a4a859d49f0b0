#include "node/facts/features.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace profgen::node {
namespace {

struct FeatureSign {
  const char* feature;
  const char* path;  // below features/
  const char* word;  // in the file; empty: its being there says it
};
// security/apparmor/apparmorfs.c, aa_sfs_entry_*; one sign of several is enough.
constexpr std::array<FeatureSign, 23> feature_signs = {{
    {"capability", "caps/mask", ""},
    {"change_hat", "domain/change_hat", ""},
    {"change_profile", "domain/change_profile", ""},
    {"dbus", "dbus/mask", ""},
    {"file", "file/mask", ""},
    {"io_uring", "io_uring/mask", ""},
    {"kill_signal", "domain/kill.signal", ""},
    {"mount", "mount/mask", "mount"},
    {"mqueue", "ipc/posix_mqueue", ""},
    {"network", "network/af_mask", ""},
    {"network", "network_v8/af_mask", ""},
    {"network", "network_v9/af_mask", ""},
    {"network_inet_peer", "network_v8/af_inet", ""},
    {"network_inet_peer", "network_v9/af_inet", ""},
    {"pivot_root", "mount/mask", "pivot_root"},
    {"prompt", "policy/permstable32", "prompt"},
    {"ptrace", "ptrace/mask", ""},
    {"rlimit", "rlimit/mask", ""},
    {"signal", "signal/mask", ""},
    {"unix", "network/af_unix", ""},
    {"unix", "network_v9/af_unix", ""},
    {"userns", "namespaces/mask", "userns_create"},
    {"xattrs", "domain/attach_conditions/xattr", ""},
}};

bool has_word(std::string_view text, std::string_view word) {
  for (const std::string_view line : text::split(text, '\n'))
    for (const std::string_view one : text::split(line, ' '))
      if (one == word) return true;
  return false;
}

}  // namespace

std::vector<std::string> kernel_features(const Files& files, const std::string& directory) {
  std::vector<std::string> out;
  for (const FeatureSign& sign : feature_signs) {
    const std::string path = directory + "/" + sign.path;
    bool there = files.exists(path);
    if (there && *sign.word != '\0') {
      const auto text = files.read(path);
      there = text && has_word(*text, sign.word);
    }
    if (there && (out.empty() || out.back() != sign.feature)) out.emplace_back(sign.feature);
  }
  return out;
}

}  // namespace profgen::node
