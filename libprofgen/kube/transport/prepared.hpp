// A request as it stands in a mailbox: the line without the bundle's bytes, which stand in a
// ProfileBundle.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "kube/api/api.hpp"
#include "profgen/inventory.hpp"
#include "profgen/node.hpp"

namespace profgen::inline v0::kube {

using SharedLine = std::shared_ptr<const std::string>;

struct PreparedLine {
  SharedLine line;
  std::string bundle;  // name of the ProfileBundle; empty: none is needed
  std::string wrong;   // why it cannot be asked; empty: it can
};

// The ProfileBundles that requests need: put there once each.
class BundleObjects {
 public:
  BundleObjects(Api& api, std::string rollout) : api_(api), rollout_(std::move(rollout)) {}

  // Of most nodes the line is one and the same, and large.
  [[nodiscard]] PreparedLine prepare(const SharedLine& line);
  // Whether the API server has this one; it is put there where it is not. A Failure may be
  // transient; `wrong` says what is no matter of the API.
  struct Put {
    bool there = false;
    Failure failure;
    std::string wrong;
    const char* verb = "create";  // that failed
  };
  [[nodiscard]] Put put(const std::string& name);
  // It is not there any more.
  void forget(const std::string& name) { bundles_.at(name).there = false; }

 private:
  struct One {
    std::shared_ptr<const Json> object;
    std::string digest;
    bool there = false;
  };
  [[nodiscard]] PreparedLine prepare_anew(const std::string& line);

  Api& api_;
  std::string rollout_;  // of the spec
  std::map<std::string, One> bundles_;
  std::map<const std::string*, std::pair<SharedLine, PreparedLine>> large_;
};

}  // namespace profgen::inline v0::kube
