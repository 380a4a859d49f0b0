#include "edit/format/wrap.hpp"

#include "base/overloaded.hpp"
#include "edit/format/statement.hpp"

namespace profgen::inline v0::edit {
namespace {

// A rule in pieces that a line may end between.
struct Pieces {
  std::string head;               // prefix, keyword and what follows it closely
  std::vector<std::string> rest;  // conditions, sources, peers
  bool each_on_its_line = false;
};

std::string text_without_comma(const policy::Rule& rule) {
  std::string text = policy::to_text(rule);
  text.pop_back();
  return text;
}

// What a rule says behind its keyword.
std::string tail(policy::RuleBody body) {
  const std::string text = text_without_comma({{}, std::move(body)});
  return text.substr(text.find(' ') + 1);
}

// unix, dbus and network: one piece a condition, one for the peer.
template <typename Body>
void take_conditions(Body& body, std::vector<std::string>& pieces) {
  for (policy::Condition& condition : body.local) {
    Body alone;
    alone.local.push_back(std::move(condition));
    pieces.push_back(tail(std::move(alone)));
  }
  if (!body.peer.empty()) {
    Body alone;
    alone.peer = std::move(body.peer);
    pieces.push_back(tail(std::move(alone)));
  }
  body.local.clear();
  body.peer.clear();
}

void take_dbus(policy::DbusRule& body, Pieces& pieces) {
  policy::DbusRule rest;
  rest.peer = std::move(body.peer);
  body.peer.clear();
  std::vector<policy::Condition> first;
  for (policy::Condition& condition : body.local) {
    const bool closely = condition.key == "bus" || condition.key == "path";
    pieces.each_on_its_line =
        pieces.each_on_its_line || condition.key == "interface" || condition.key == "member";
    (closely ? first : rest.local).push_back(std::move(condition));
  }
  body.local = std::move(first);
  take_conditions(rest, pieces.rest);
}

void take_signal(policy::SignalRule& body, Pieces& pieces) {
  policy::SignalRule set, peer;
  set.set = std::move(body.set);
  peer.peer = std::move(body.peer);
  body.set.clear();
  body.peer.clear();
  if (!set.set.empty()) pieces.rest.push_back(tail(std::move(set)));
  if (!peer.peer.empty()) pieces.rest.push_back(tail(std::move(peer)));
}

void take_mount(policy::MountRule& body, Pieces& pieces) {
  for (policy::Condition& condition : body.conditions) {
    policy::MountRule alone;
    alone.conditions.push_back(std::move(condition));
    pieces.rest.push_back(tail(std::move(alone)));
  }
  body.conditions.clear();
  policy::MountRule places;
  places.kind = body.kind;
  places.source = std::move(body.source);
  places.mountpoint = std::move(body.mountpoint);
  body.source.clear();
  body.mountpoint.clear();
  if (!places.source.empty() || !places.mountpoint.empty())
    pieces.rest.push_back(tail(std::move(places)));
}

Pieces in_pieces(policy::Rule rule) {
  Pieces pieces;
  std::visit(Overloaded{[&](policy::DbusRule& body) { take_dbus(body, pieces); },
                        [&](policy::UnixRule& body) { take_conditions(body, pieces.rest); },
                        [&](policy::NetworkRule& body) { take_conditions(body, pieces.rest); },
                        [&](policy::SignalRule& body) { take_signal(body, pieces); },
                        [&](policy::MountRule& body) { take_mount(body, pieces); }, [](auto&) {}},
             rule.body);
  pieces.head = text_without_comma(rule);
  return pieces;
}

}  // namespace

std::vector<std::string> wrapped(const policy::Rule& rule, std::size_t indent) {
  Pieces pieces = in_pieces(rule);
  std::string whole = policy::to_text(rule);
  const bool fits = indent + width_of(whole) <= widest_line;
  if (pieces.rest.empty() || (fits && !pieces.each_on_its_line)) return {std::move(whole)};

  // Below what follows the keyword, wherever the prefix ends: audit and deny do not push it about.
  const std::string keyword(policy::keyword_of(rule));
  const std::string margin(keyword.size() + 1, ' ');
  std::vector<std::string> lines{std::move(pieces.head)};
  for (std::string& piece : pieces.rest) {
    const bool room = indent + width_of(lines.back()) + 1 + width_of(piece) + 1 <= widest_line;
    if (room && !pieces.each_on_its_line)
      lines.back() += ' ' + piece;
    else
      lines.push_back(margin + piece);
  }
  lines.back() += ',';
  return lines;
}

}  // namespace profgen::inline v0::edit
