// Bundles for tests.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "profgen/bundle.hpp"

namespace profgen::bundle {

inline Bundle small_bundle() {
  Bundle bundle;
  bundle.name = "web";
  bundle.files = {{"local/usr.sbin.nginx", "  /srv/** r,\n"},
                  {"usr.sbin.nginx",
                   "abi <abi/3.0>,\n\nprofile nginx /usr/sbin/nginx flags=(complain) {\n"
                   "  profile worker {\n  }\n\n  include if exists <local/usr.sbin.nginx>\n}\n"}};
  bundle.profiles = {{"nginx", "usr.sbin.nginx", "complain", {"nginx//worker"}}};
  bundle.selector = "role=web,zone!=b";
  bundle.minimal_abi = "3.0";
  bundle.features = {"file", "network_v8"};
  bundle.provenance = {{"commit", "4f1c"}, {"author", "Zoë"}};
  bundle.evidence = "sha256:" + std::string(64, 'a');
  return bundle;
}

// One that read() takes: texts of any bytes but NUL, in which its profiles stand.
template <typename Random>
Bundle random_bundle(Random& random) {
  const auto below = [&](std::size_t n) {
    return static_cast<std::size_t>(random() % static_cast<std::uint32_t>(n));
  };
  const auto text = [&](std::size_t most, bool any_bytes) {
    std::string out;
    for (std::size_t i = below(most + 1); i > 0; --i) {
      if (any_bytes)
        out += static_cast<char>(1 + below(255));
      else
        out +=
            std::string(below(8) == 0 ? "ä" : std::string(1, static_cast<char>(' ' + below(95))));
    }
    return out;
  };
  Bundle bundle;
  bundle.name = "b" + std::to_string(below(1000)) + (below(2) == 0 ? ".x-y" : "");
  bundle.selector = text(12, false);
  if (below(2) == 0) bundle.minimal_abi = std::to_string(below(9)) + "." + std::to_string(below(9));
  for (const char* feature : {"caps", "dbus", "file", "userns"})
    if (below(2) == 0) bundle.features.emplace_back(feature);
  for (std::size_t i = below(3); i > 0; --i)
    bundle.provenance["k" + text(5, false)] = text(20, false);
  if (below(2) == 0) bundle.evidence = digest(text(9, true));
  const std::size_t files = below(5);
  for (std::size_t i = 0; i < files; ++i) {
    const std::string number = std::to_string(i);
    if (below(3) == 0) {  // one that is only included: any bytes
      bundle.files.push_back({"local/" + number, text(200, true)});
      continue;
    }
    // Comments may hold what policy may not; a name of other bytes than UTF-8 is escaped in policy.
    std::string comment = text(60, true);
    for (char& c : comment)
      if (c == '\n' || c == '\r') c = ' ';
    const bool odd = below(3) == 0;
    Profile profile{odd ? "p" + number + "\xff" : "p" + number, "p" + number, "enforce", {}};
    if (below(2) == 0) profile.mode = "complain";
    if (below(2) == 0) profile.children = {profile.name + "//a", profile.name + "//b\xc3\x28"};
    bundle.files.push_back(
        {profile.file, "# " + comment + "\nprofile \"p" + number + (odd ? "\\377" : "") + "\"" +
                           (profile.mode == "complain" ? " (complain)" : "") + " {\n}\n"});
    bundle.profiles.push_back(std::move(profile));
  }
  std::sort(bundle.files.begin(), bundle.files.end(),
            [](const File& a, const File& b) { return a.path < b.path; });
  std::sort(bundle.profiles.begin(), bundle.profiles.end(),
            [](const Profile& a, const Profile& b) { return a.name < b.name; });
  return bundle;
}

}  // namespace profgen::bundle
