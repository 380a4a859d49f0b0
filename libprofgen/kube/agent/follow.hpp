// The objects of one kind as they are now: listed once, then watched.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "kube/agent/reach.hpp"
#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

class Follow {
 public:
  // `trim`: leaves out what need not be kept; may be empty.
  Follow(Api& api, Reach& reach, const Clock& clock, const Kind& kind, std::string selector,
         std::function<void(Json&)> trim = {});

  // Takes in what happened, waiting up to `seconds` for the first of it. Whether something did.
  bool poll(double seconds);
  // All were listed; what came since then is in objects() too.
  [[nodiscard]] bool known() const { return known_; }
  [[nodiscard]] bool watching() const { return watch_ != nullptr; }
  [[nodiscard]] const std::map<std::string, std::shared_ptr<Json>>& objects() const {
    return objects_;
  }
  void list_again();

 private:
  bool begin();
  bool take_in(const WatchEvent& event);
  void keep(std::shared_ptr<Json> object);

  Api& api_;
  Reach& reach_;
  const Clock& clock_;
  Kind kind_;
  std::string selector_;
  std::function<void(Json&)> trim_;
  std::map<std::string, std::shared_ptr<Json>> objects_;
  std::string version_;  // the watch goes on from here; empty: list first
  std::unique_ptr<Watch> watch_;
  std::int64_t watched_since_us_ = 0;
  bool known_ = false;
};

}  // namespace profgen::inline v0::kube
