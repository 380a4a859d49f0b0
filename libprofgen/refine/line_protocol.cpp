#include "profgen/line_protocol.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"
#include "profgen/version.hpp"
#include "refine/line_protocol_desk.hpp"

namespace profgen::inline v0::refine {
namespace {

using nlohmann::json;

// Escaped to ASCII: a terminal that shows it is sent no control character, of whatever kind.
std::string response_line(const json& value) {
  return value.dump(-1, ' ', true, json::error_handler_t::replace) + "\n";
}

struct Parsed {
  json value;         // a null where it is no JSON
  bool deep = false;  // nested deeper than any request; the value is not whole then
  std::string twice;  // a key that stands twice
};

// How deep a line is nested is the client's choice, and handling what is nested takes stack.
Parsed parsed(std::string_view line) {
  constexpr int deepest = 3;
  Parsed out;
  std::set<std::string> keys;
  out.value = json::parse(
      line,
      [&](int depth, json::parse_event_t event, json& at) {
        if (event == json::parse_event_t::key && depth == 1 &&
            !keys.insert(at.get<std::string>()).second)
          out.twice = at.get<std::string>();
        out.deep = out.deep || depth > deepest;
        return depth <= deepest;
      },
      false);
  if (out.value.is_discarded()) out.value = nullptr;
  return out;
}

const LineRequest* request_named(const std::string& name) {
  const auto all = line_requests();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const LineRequest& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

json unknown_request(const std::string& name) {
  std::vector<std::string_view> names;
  for (const LineRequest& one : line_requests()) names.push_back(one.name);
  const std::string_view near = text::nearest(name, names);
  return line_error(
      "unknown-request", "there is no request `" + text::printable(name, 60) + "`",
      near.empty() ? "{\"do\": \"help\"} lists them" : "did you mean `" + std::string(near) + "`?");
}

json response_to(LineDesk& desk, const json& request) {
  const auto word = request.find("do");
  if (word == request.end() || !word->is_string())
    return line_error("request", "`do` names the request", "{\"do\": \"help\"} lists the requests");
  const auto name = word->get<std::string>();
  const LineRequest* found = request_named(name);
  if (found == nullptr) return unknown_request(name);
  for (const auto& [key, value] : request.items())
    if (key != "do" && key != "seq" &&
        std::find(found->keys.begin(), found->keys.end(), key) == found->keys.end())
      return line_error(
          "unknown-key", "`" + text::printable(key, 60) + "` is no key of `" + name + "`",
          found->keys.empty()
              ? ""
              : "it takes " + text::join({found->keys.begin(), found->keys.end()}, ", "));
  if (desk.state != LineProtocol::State::open) return line_error("over", "the session is over");
  return found->respond(desk, request);
}

}  // namespace

std::vector<FileChange> LineDesk::unsaved(const Outcome& outcome) const {
  return not_saved_yet(outcome.changes, saved);
}

json line_error(std::string_view id, std::string message, std::string hint) {
  json error = {{"id", id}, {"message", std::move(message)}};
  if (!hint.empty()) error["hint"] = std::move(hint);
  return {{"error", std::move(error)}};
}

json line_counts(const Session& session) {
  const auto& entries = session.entries();
  return {{"answered", std::count_if(entries.begin(), entries.end(),
                                     [](const Entry& entry) { return entry.step != 0; })},
          {"open", session.open().size()}};
}

LineProtocol::LineProtocol(Session& session, LineCallbacks callbacks)
    : desk_(std::make_unique<LineDesk>(LineDesk{session, std::move(callbacks), {}, {}, 0})) {}
LineProtocol::LineProtocol(LineProtocol&&) noexcept = default;
LineProtocol::~LineProtocol() = default;

std::string LineProtocol::hello() const {
  json hello = line_counts(desk_->session);
  hello["profgen-refine"] = line_protocol_version;
  hello["program"] = std::string("profgen ") + version;
  return response_line(hello);
}

std::string LineProtocol::respond(std::string_view line) {
  if (line.size() > longest_request)
    return response_line(line_error("request", "the line is longer than 1 MiB"));
  const auto [request, deep, twice] = parsed(line);
  if (deep) return response_line(line_error("request", "it is nested too deep for a request"));
  if (!request.is_object())
    return response_line(
        line_error("request", "the line is no JSON object", "as {\"do\": \"help\"}"));
  if (!twice.empty())
    return response_line(
        line_error("request", "the key `" + text::printable(twice, 60) + "` stands there twice"));
  const auto seq = request.find("seq");
  // Nothing nested is sent back: how deep it goes is the client's choice.
  if (seq != request.end() && !seq->is_number() && !seq->is_string())
    return response_line(line_error("request", "`seq` is a number or a string"));
  json response = response_to(*desk_, request);
  if (seq != request.end()) response["seq"] = *seq;
  return response_line(response);
}

LineProtocol::State LineProtocol::state() const { return desk_->state; }

bool LineProtocol::all_done() const {
  if (desk_->session.current() != nullptr) return false;
  const Outcome outcome = desk_->session.outcome();
  return outcome.left.empty() && outcome.problems.empty() && desk_->unsaved(outcome).empty();
}

}  // namespace profgen::inline v0::refine
