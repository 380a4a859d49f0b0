// The agent of a node: keeps its NodeProfileStatus, answers what is asked of the node there, brings
// a new node up to date and watches what is loaded (docs/kubernetes.md). It never removes or
// relaxes a profile unless a request says so.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "kube/agent/carry_out.hpp"
#include "kube/agent/follow.hpp"
#include "kube/agent/kernel_changes.hpp"
#include "kube/agent/mailbox.hpp"
#include "kube/agent/node_marks.hpp"
#include "kube/agent/publish.hpp"
#include "kube/agent/reach.hpp"
#include "kube/agent/standing.hpp"
#include "kube/agent/take_up.hpp"

namespace profgen::inline v0::kube {

struct AgentOptions {
  std::string node;
  bool correct = false;  // drift is corrected, not only told
  bool untaint_without_apparmor = false;
  bool usage = false;    // other processes can be seen here
  Api* pulse = nullptr;  // a second connection: heartbeats while a request is carried out
};

class Agent {
 public:
  // All of them outlive it. `tell`: a line of the log, made printable here.
  Agent(Api& api, node::Machine& machine, KernelChanges& kernel, AgentOptions options, Tell tell);
  ~Agent();

  // Does what is due, then waits up to `seconds` for news.
  void step(double seconds);
  // The server has all that there is to say, and nothing is left to be done now.
  [[nodiscard]] bool settled() const;
  // Says that it ends. Profiles stay as they are.
  void stop();

 private:
  [[nodiscard]] std::int64_t now() const { return machine_.clock.now_us(); }
  // Of the node (agent_node.cpp).
  void look_if_due();
  void look();
  void correct();
  void take_up();
  [[nodiscard]] bool take_up_all(const std::vector<Offer>& offers);
  void mark();
  [[nodiscard]] NodeMarks wanted_marks() const;
  [[nodiscard]] bool read_node();
  void look_for_bundle();
  // Of its object.
  void read_own();
  [[nodiscard]] bool make_own();
  [[nodiscard]] std::optional<std::string> carry_out(const Request& request);
  void answer();
  void publish();
  [[nodiscard]] NodeStatus status_now() const;
  void wait(double seconds);

  Api& api_;
  node::Machine& machine_;
  KernelChanges& kernel_;
  AgentOptions options_;
  Tell tell_;
  Reach reach_;
  Follow own_;
  std::unique_ptr<Follow> bundles_;  // while a new node looks for what it should have
  AgentMailbox mailbox_;
  Publisher publisher_;

  std::string uid_;  // of the object that the publisher knows
  Request request_;
  PartialReply reply_;
  node::Kept kept_;
  Standing standing_;
  HostFacts host_;
  std::unique_ptr<Json> node_;  // the Node object as it was read last
  std::optional<NodeMarks> marked_;
  std::string error_, cursor_;
  bool nothing_offered_ = false;  // the bundles are known, and none is meant for this node
  bool bundle_gone_ = false, sent_ = false, stopped_ = false;
  bool not_corrected_ = false;  // that is what `error_` tells
  std::string bundle_looked_for_;
  std::int64_t look_at_us_ = 0, node_at_us_ = 0, bundle_at_us_ = 0, beat_at_us_ = 0;
  std::int64_t take_up_at_us_ = 0, correct_at_us_ = 0;
  unsigned beats_ = 0;
};

}  // namespace profgen::inline v0::kube
