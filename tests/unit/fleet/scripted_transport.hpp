// A transport whose nodes say what a test wants.
#pragma once

#include <deque>
#include <functional>

#include "profgen/node.hpp"
#include "profgen/transport.hpp"

namespace profgen::fleet {

inline Inventory inventory_of(const std::vector<std::string>& names) {
  Inventory inventory;
  for (const std::string& name : names) {
    inventory.nodes.emplace_back();
    inventory.nodes.back().name = inventory.nodes.back().host = name;
  }
  return inventory;
}

class ScriptedTransport : public Transport {
 public:
  // nullopt: the node cannot be reached.
  std::function<std::optional<node::Reply>(std::size_t, const node::Request&)> reply;
  std::int64_t time_us = 1'700'000'000'000'000;

  void ask(std::size_t node, std::shared_ptr<const std::string> line) override {
    const Result<node::Request> request = node::request_of(*line);
    const std::optional<node::Reply> said = reply(node, request.value());
    Answer answer;
    answer.node = node;
    if (said) {
      answer.line = node::to_line(*said);
    } else {
      answer.state = Answer::State::unreachable;
      answer.reason = "no route to host";
    }
    answers_.push_back(std::move(answer));
  }
  std::optional<Answer> next(double) override {
    if (answers_.empty()) return std::nullopt;
    Answer answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
  }
  void wait(double seconds) override { time_us += static_cast<std::int64_t>(seconds * 1e6); }
  std::int64_t now_us() const override { return time_us; }

 private:
  std::deque<Answer> answers_;
};

}  // namespace profgen::fleet
