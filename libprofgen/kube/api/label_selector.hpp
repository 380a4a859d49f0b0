// Label selectors as kubectl's -l takes them: `a=b`, `a==b`, `a!=b`, `a in (x, y)`,
// `a notin (x, y)`, `a`, `!a`, with commas between (all must hold).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace profgen::inline v0::kube {

class LabelSelector {
 public:
  // nullopt: not one of the forms above.
  [[nodiscard]] static std::optional<LabelSelector> parse(std::string_view text);
  // As Kubernetes has it, `!=` and `notin` hold where there is no such label.
  [[nodiscard]] bool matches(const std::map<std::string, std::string>& labels) const;

 private:
  struct Term {
    std::string key;
    std::optional<std::set<std::string>> values;  // nullopt: the key alone
    bool negated = false;
  };
  std::vector<Term> terms_;
};

}  // namespace profgen::inline v0::kube
