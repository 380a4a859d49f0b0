// Requests that wait in spec.request, each carried out once, and their replies in parts.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "kube/objects/objects.hpp"

namespace profgen::inline v0::kube {

class AgentMailbox {
 public:
  // Carries a request out and gives the line of its reply; nullopt: not now.
  using CarryOut = std::function<std::optional<std::string>(const Request&)>;
  explicit AgentMailbox(CarryOut carry_out) : carry_out_(std::move(carry_out)) {}

  // What should stand in status.reply, where `published` does now. nullopt: what stands there is
  // right, or nothing can be said yet.
  [[nodiscard]] std::optional<PartialReply> due(const Request& request,
                                                const PartialReply& published, std::int64_t now_us);

 private:
  CarryOut carry_out_;
  std::string id_, text_;  // of the last one that was carried out
  // It was carried out while this part was asked for: part 0 stands there for a while, so that
  // whoever asked begins anew.
  std::optional<std::size_t> answered_with_first_;
  std::int64_t first_until_us_ = 0;
};

}  // namespace profgen::inline v0::kube
