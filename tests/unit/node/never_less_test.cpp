// Random requests, stops and restarts: at no moment is a profile that denied before a run less
// confined than that, but where it was parked by name.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "node/plan/modes.hpp"
#include "unit/node/blob_machine.hpp"

namespace profgen::node {
namespace {

using test::BlobMachine;
using test::package_of;
using test::problems_text;
using ModeMap = std::map<std::string, std::string>;

const std::vector<std::string> names = {"p0", "p1", "p2", "p3"};

class RandomNode {
 public:
  explicit RandomNode(unsigned seed) : random_(seed) {
    for (const std::string& name : names)
      if (roll(2) == 0) node_->write_and_load(name, text_of(name, mode()));
  }

  void run(int requests) {
    for (int i = 0; i < requests && !::testing::Test::HasFailure(); ++i) one_request();
  }

 private:
  unsigned roll(unsigned below) {
    return std::uniform_int_distribution<unsigned>(0, below - 1)(random_);
  }
  std::string mode() { return roll(3) == 0 ? "complain" : roll(4) == 0 ? "kill" : "enforce"; }
  std::string run_name() { return "r" + std::to_string(roll(3)); }
  std::string text_of(const std::string& name, const std::string& mode) {
    const std::string flags = mode == "enforce" ? "" : " flags=(" + mode + ")";
    std::string text = "profile " + name + " /bin/" + name + flags + " {\n  /" +
                       std::to_string(roll(4)) + " r,\n  include if exists <local/x>\n";
    if (roll(2) == 0) text += "  profile sub" + flags + " {\n  }\n";
    return text + "}\n";
  }

  Request request(std::string& run, std::set<std::string>& parked) {
    run = run_name();
    switch (roll(8)) {
      case 0:
        return Relax{run};
      case 1:
        return Rollback{run, std::nullopt};
      case 2: {
        const std::string name = names[roll(4)];
        parked.insert(name);
        return Park{{name}, run};
      }
      case 3:
        return Retire{{names[roll(4)]}, run};
      default: {
        std::map<std::string, std::string> texts;
        for (const std::string& name : names)
          if (roll(2) == 0) texts[name] = text_of(name, mode());
        if (texts.empty()) texts["p0"] = text_of("p0", "enforce");
        if (roll(2) == 0) texts["local/x"] = "/" + std::to_string(roll(3)) + " r,\n";
        return Apply{package_of(texts), roll(2) == 0 ? Stage::complain : Stage::final, names, run};
      }
    }
  }

  // What must go on denying: all that does, but where a run's own doing is taken back.
  std::set<std::string> protected_names(const Request& request, const std::string& run,
                                        const std::set<std::string>& parked) const {
    std::set<std::string> out;
    const bool back =
        std::holds_alternative<Relax>(request) || std::holds_alternative<Rollback>(request);
    const auto known = before_run_.find(run);
    const ModeMap now = node_->kernel.modes();
    for (const auto& [name, mode] : now) {
      if (!mode_denies(mode) || parked.count(name.substr(0, name.find("//"))) != 0) continue;
      if (back && known != before_run_.end()) {
        const auto before = known->second.find(name);
        if (before == known->second.end() || !mode_denies(before->second)) continue;
      }
      out.insert(name);
    }
    return out;
  }

  void one_request() {
    std::string run;
    std::set<std::string> parked;
    const Request asked = request(run, parked);
    const std::set<std::string> guarded = protected_names(asked, run, parked);
    const ModeMap before = node_->kernel.modes();
    const std::uint64_t revision = node_->state().revision;
    const auto look = [&guarded](const BlobMachine& node, const char* when) {
      for (const std::string& name : guarded)
        EXPECT_TRUE(mode_denies(node.kernel.mode(name)))
            << name << " is in mode '" << node.kernel.mode(name) << "' " << when;
    };
    node_->kernel.changed = [&] { look(*node_, "in a request"); };
    if (roll(2) == 0) node_->fuse.left = static_cast<int>(roll(30));
    const Reply reply = node_->ask(asked);
    if (node_->fuse.blown) {
      auto next = std::make_unique<BlobMachine>(*node_);
      node_ = std::move(next);
      if (roll(3) == 0) node_->reboot();
      look(*node_, "after a stop");
      node_->kernel.changed = [&] { look(*node_, "while it settles"); };
      const Reply status = node_->ask(StatusOf{});
      EXPECT_TRUE(std::holds_alternative<StatusReply>(status)) << problems_text(status);
    }
    node_->fuse = {};
    node_->kernel.changed = nullptr;
    look(*node_, "afterwards");
    if (node_->state().revision != revision) before_run_.try_emplace(run, before);
    if (roll(8) == 0) {
      node_->reboot();
      look(*node_, "after a restart");
    }
    // What the state says of the disk is so.
    for (const Written& entry : node_->state().entries)
      EXPECT_EQ(bundle::digest(node_->policy()[entry.file]), entry.sha256) << entry.profile;
  }

  std::mt19937 random_;
  std::unique_ptr<BlobMachine> node_ = std::make_unique<BlobMachine>();
  std::map<std::string, ModeMap> before_run_;
};

TEST(NeverLessConfined, WhateverIsAskedAndWhereverItStops) {
  for (unsigned seed = 0; seed < 60 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomNode(seed).run(12);
  }
}

}  // namespace
}  // namespace profgen::node
