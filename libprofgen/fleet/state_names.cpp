#include "profgen/rollout.hpp"

namespace profgen::inline v0::fleet {

std::string_view name_of(NodeState state) {
  switch (state) {
    case NodeState::waiting:
      return "waiting";
    case NodeState::complaining:
      return "complaining";
    case NodeState::final:
      return "final";
    case NodeState::relaxed:
      return "relaxed";
    case NodeState::rolled_back:
      return "rolled-back";
    case NodeState::failed:
      return "failed";
    case NodeState::unreachable:
      return "unreachable";
    case NodeState::left_out:
      return "left-out";
  }
  return "";
}

std::string_view name_of(RunState state) {
  switch (state) {
    case RunState::running:
      return "running";
    case RunState::done:
      return "done";
    case RunState::stopped:
      return "stopped";
    case RunState::rolled_back:
      return "rolled-back";
    case RunState::half_rolled_back:
      return "half-rolled-back";
    case RunState::aborted:
      return "aborted";
  }
  return "";
}

}  // namespace profgen::inline v0::fleet
