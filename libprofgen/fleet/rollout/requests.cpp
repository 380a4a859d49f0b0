#include "fleet/rollout/requests.hpp"

namespace profgen::inline v0::fleet {
namespace {

Line shared_line(const node::Request& request) {
  return std::make_shared<const std::string>(node::to_line(request));
}

}  // namespace

RunRequests::RunRequests(const RunHead& head, const node::Package& package) {
  for (const auto& [name, mode] : head.profiles) profiles_.push_back(name);
  const auto set = [&](Ask ask, const node::Request& request) {
    lines_[static_cast<std::size_t>(ask)] = shared_line(request);
  };
  set(Ask::preflight, node::Preflight{});
  set(Ask::plan, node::Plan{package, node::Stage::final, head.adopt});
  set(Ask::complain, node::Apply{package, node::Stage::complain, head.adopt, head.run});
  set(Ask::final, node::Apply{package, node::Stage::final, head.adopt, head.run});
  set(Ask::relax, node::Relax{head.run});
  set(Ask::rollback, node::Rollback{head.run, std::nullopt});
  set(Ask::usage, node::Usage{profiles_});
}

Line RunRequests::events(const std::string& cursor) const {
  return shared_line(node::Events{cursor, profiles_});
}

}  // namespace profgen::inline v0::fleet
