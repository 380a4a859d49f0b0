#include "kube/agent/mailbox.hpp"

#include <algorithm>

namespace profgen::inline v0::kube {
namespace {

constexpr std::int64_t first_stands_us = 5'000'000;

}  // namespace

std::optional<PartialReply> AgentMailbox::due(const Request& request, const PartialReply& published,
                                              std::int64_t now_us) {
  if (request.id.empty()) return std::nullopt;
  if (request.id != id_) {
    // A former agent of this node has answered it.
    if (published.id == request.id && published.part == request.part) return std::nullopt;
    auto text = carry_out_(request);
    if (!text) return std::nullopt;
    id_ = request.id;
    text_ = std::move(*text);
    answered_with_first_.reset();
    if (request.part != 0) answered_with_first_ = request.part;
    first_until_us_ = now_us + first_stands_us;
  }
  // Who wants part 1 next asks for what is asked for already.
  if (answered_with_first_ && (*answered_with_first_ != request.part || now_us >= first_until_us_))
    answered_with_first_.reset();
  // Lines are ASCII: they may be cut anywhere.
  const std::size_t parts =
      std::max<std::size_t>(1, (text_.size() + largest_part - 1) / largest_part);
  std::size_t part = answered_with_first_ ? 0 : request.part;
  if (part >= parts) part = 0;
  PartialReply out{id_, part, parts, text_.substr(part * largest_part, largest_part)};
  const bool stands = published.id == out.id && published.part == out.part &&
                      published.parts == out.parts && published.text == out.text;
  if (stands) return std::nullopt;
  return out;
}

}  // namespace profgen::inline v0::kube
