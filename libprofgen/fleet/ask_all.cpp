#include <map>

#include "fleet/node_reply.hpp"

namespace profgen::fleet {

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
  for (std::size_t left = nodes.size(); left > 0;) {
    std::optional<Answer> answer = transport.next(60);
    if (!answer) continue;
    const auto place = places.find(answer->node);
    if (place == places.end()) continue;  // a late answer to an earlier question
    --left;
    out[place->second] = read_answer(std::move(*answer));
    places.erase(place);
  }
  return out;
}

}  // namespace profgen::fleet
