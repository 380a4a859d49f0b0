// Random rules over few names, so that they overlap, and accesses over the same names.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "grammar/vocabulary.hpp"
#include "tests/unit/edit/compare_helpers.hpp"

namespace profgen::edit::test {

class RandomRules {
 public:
  explicit RandomRules(std::mt19937& random) : random_(random) {}

  std::vector<std::string> some(std::size_t most, bool with_conflicts = true) {
    std::vector<std::string> rules;
    for (std::size_t i = 0, count = 1 + random_() % most; i < count; ++i)
      rules.push_back(rule(with_conflicts));
    return rules;
  }

  // `with_conflicts`: deny rules and priorities too.
  std::string rule(bool with_conflicts = true) {
    std::string prefix;
    if (with_conflicts && random_() % 8 == 0)
      prefix += "priority=" + std::to_string(static_cast<int>(random_() % 3) - 1) + " ";
    if (with_conflicts && random_() % 4 == 0) prefix += "deny ";
    const bool deny = prefix.find("deny") != std::string::npos;
    switch (random_() % 8) {
      case 0:
        return prefix + "capability " + any({"chown", "kill", "chown kill"}) + ",";
      case 1:
        return prefix + "signal " + any({"send", "receive", "(send receive)"}) +
               " set=" + any({"term", "kill", "(term kill)"}) +
               " peer=" + any({"a", "b", "{a,b}"}) + ",";
      case 2:
        return prefix + "ptrace " + any({"read", "trace", "(read trace)"}) +
               " peer=" + any({"a", "a*", "**"}) + ",";
      case 3:
        return prefix + "dbus send bus=" + any({"system", "session", "{system,session}"}) +
               " path=/" + any({"a", "a/b", "**"}) + ",";
      case 4:
        if (deny) return prefix + path() + " x,";
        // One transition only: rules that contradict each other do not compile.
        return prefix + path() + " ix,";
      default:
        break;
    }
    return prefix + any({"", "", "owner ", "other "}) + path() + " " +
           any({"r", "w", "rw", "a", "rk", "m"}) + ",";
  }

  Access access() {
    const bool owned = random_() % 2 == 0;
    switch (random_() % 6) {
      case 0:
        return CapabilityAccess{any({"chown", "kill"})};
      case 1:
        return SignalAccess{1U + static_cast<std::uint32_t>(random_() % 2), any({"term", "kill"}),
                            any({"a", "b"})};
      case 2:
        return DbusAccess{1, any({"system", "session"}), any({"/a", "/a/b", "/c"}), "", "", "", "",
                          ""};
      case 3:
        return ExecAccess{plain_path(), owned, ""};
      default:
        break;
    }
    return FileAccess{
        plain_path(),
        static_cast<FilePerms>(std::vector<FilePerms>{
            file_perm::read, file_perm::write, file_perm::append, file_perm::lock}[random_() % 4]),
        owned};
  }

 private:
  std::string any(const std::vector<std::string>& of) { return of[random_() % of.size()]; }
  std::string path() {
    return any({"/x/a", "/x/b", "/x/*", "/x/**", "/x/{a,b}", "/x/a/**", "/x/[ab]", "/**a", "/x/a/c",
                "@{HOME}/a", "/home/**", "/x/?"});
  }
  std::string plain_path() {
    return any({"/x/a", "/x/b", "/x/c", "/x/a/c", "/x/a/", "/home/u/a", "/root/a", "/a"});
  }

  std::mt19937& random_;
};

}  // namespace profgen::edit::test
