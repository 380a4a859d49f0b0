#include <map>

#include "fleet/node_reply.hpp"

namespace profgen::inline v0::fleet {
namespace {

// Longer than any transport takes to give a node up; one that lost an answer must not hold a
// command for ever.
constexpr std::int64_t longest_silence_us = 900 * std::int64_t{1'000'000};

}  // namespace

NodeReply read_answer(Answer&& answer) {
  NodeReply reply{answer.node, answer.state, node::Refused{}, std::move(answer.reason),
                  std::move(answer.remedy)};
  if (answer.state != Answer::State::answered) return reply;
  if (Result<node::Reply> read = node::reply_of(answer.line)) {
    reply.reply = std::move(*read);
  } else {
    reply.state = Answer::State::broken;
    reply.reason = read.error().text();
    reply.remedy = "look for another version of profgen-node, or for what else writes there";
  }
  return reply;
}

std::vector<NodeReply> ask_all(Transport& transport, const std::vector<std::size_t>& nodes,
                               const node::Request& request) {
  const auto line = std::make_shared<const std::string>(node::to_line(request));
  std::map<std::size_t, std::size_t> places;
  std::vector<NodeReply> out(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    places[nodes[i]] = i;
    transport.ask(nodes[i], line);
  }
  std::int64_t heard_us = transport.now_us();
  for (std::size_t left = nodes.size(); left > 0;) {
    std::optional<Answer> answer = transport.next(60);
    if (!answer && transport.now_us() - heard_us > longest_silence_us) break;
    if (!answer) continue;
    heard_us = transport.now_us();
    const auto place = places.find(answer->node);
    if (place == places.end()) continue;  // a late answer to an earlier question
    --left;
    out[place->second] = read_answer(std::move(*answer));
    places.erase(place);
  }
  for (const auto& [node, place] : places)
    out[place] = {node, Answer::State::timed_out, node::Refused{},
                  "no answer came for a quarter of an hour",
                  "a mistake of profgen's: each request ends in an answer or in a time-out"};
  return out;
}

}  // namespace profgen::inline v0::fleet
