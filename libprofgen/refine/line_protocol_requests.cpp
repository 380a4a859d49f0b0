// What each request of the line protocol does.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"
#include "refine/answer_json.hpp"
#include "refine/answers.hpp"
#include "refine/decisions_words.hpp"
#include "refine/line_protocol_desk.hpp"
#include "refine/line_protocol_views.hpp"

namespace profgen::inline v0::refine {
namespace {

using nlohmann::json;

constexpr std::size_t evidence_shown = 20;
constexpr std::array<std::string_view, 4> like_words = {"directory", "program", "severity",
                                                        "profile"};  // in the order of Likeness

json asked_json(const Session& session, const Question& question) {
  if (const auto* exec = std::get_if<suggest::ExecQuestion>(&question.about))
    return question_json(session, *exec);
  return question_json(session, std::get<suggest::Proposal>(question.about), evidence_shown);
}

// Where the session stands now.
json standing(const LineDesk& desk) {
  json out = line_counts(desk.session);
  const Question* current = desk.session.current();
  out["question"] = current == nullptr ? json() : asked_json(desk.session, *current);
  return out;
}

// The same after a change, which is on disk now; if it is not, that is told.
json changed(LineDesk& desk, json more = json::object()) {
  if (desk.callbacks.answered)
    if (const Status kept = desk.callbacks.answered(desk.session); !kept)
      more["warning"] = kept.error().text();
  more.update(standing(desk));
  return more;
}

json not_open(const std::string& id) {
  return line_error("not-open", "no question `" + text::printable(id, 60) + "` is open",
                    "{\"do\": \"list\"} lists those that are");
}

std::string current_key(const Session& session) {
  return session.current() == nullptr ? std::string() : session.current()->key;
}

// `id` where it is given, else the current question; nullopt: `error` says what is wrong with it.
std::optional<std::string> wanted_key(const LineDesk& desk, const json& request, json& error) {
  const auto id = request.find("id");
  if (id == request.end()) {
    std::string key = current_key(desk.session);
    if (!key.empty()) return key;
    error = line_error("nothing-open", "no question is open");
    return std::nullopt;
  }
  if (id->is_string()) return id->get<std::string>();
  error = line_error("request", "`id` is a string");
  return std::nullopt;
}

json respond_question(LineDesk& desk, const json& request) {
  if (!request.contains("id")) return standing(desk);
  json error;
  const auto key = wanted_key(desk, request, error);
  if (!key) return error;
  const std::string before = current_key(desk.session);
  if (!desk.session.go_to(*key)) return not_open(*key);
  json out = standing(desk);
  (void)desk.session.go_to(before);
  return out;
}

json respond_next(LineDesk& desk, const json&) {
  const std::vector<Open> open = desk.session.open();
  if (open.size() > 1) (void)desk.session.go_to(std::string(open[1].key));
  return standing(desk);
}

json respond_go_to(LineDesk& desk, const json& request) {
  json error;
  if (!request.contains("id")) return line_error("request", "`id` says which question");
  const auto key = wanted_key(desk, request, error);
  if (!key) return error;
  return desk.session.go_to(*key) ? standing(desk) : not_open(*key);
}

// A question that is answered out of turn leaves the current one where it is.
json respond_answer(LineDesk& desk, const json& request) {
  json error;
  const auto key = wanted_key(desk, request, error);
  if (!key) return error;
  const std::string before = current_key(desk.session);
  if (!desk.session.go_to(*key)) return not_open(*key);
  json given = request;
  given.erase("do");
  given.erase("seq");
  std::string wrong;
  const auto entry = answer_from(given, *desk.session.current(), wrong);
  if (!entry) {
    (void)desk.session.go_to(before);
    return line_error("answer", wrong);
  }
  (void)desk.session.give(*entry);
  if (*key != before) (void)desk.session.go_to(before);
  return changed(desk, {{"id", *key}});
}

std::optional<std::vector<std::string>> alike(const LineDesk& desk, const json& word, json& error) {
  const auto at = word.is_string() ? std::find(like_words.begin(), like_words.end(),
                                               word.get_ref<const std::string&>())
                                   : like_words.end();
  if (at == like_words.end()) {
    error = line_error("request", "`like` is directory, program, severity or profile");
    return std::nullopt;
  }
  if (desk.session.current() == nullptr) return std::vector<std::string>{};
  return desk.session.like_current(static_cast<Likeness>(at - like_words.begin()));
}

std::optional<std::vector<std::string>> several(const LineDesk& desk, const json& request,
                                                json& error) {
  if (request.contains("like") == request.contains("ids")) {
    error = line_error("request", "either `ids` or `like` says which questions");
    return std::nullopt;
  }
  if (request.contains("like")) return alike(desk, request["like"], error);
  std::set<std::string> open;
  for (const Open& one : desk.session.open()) open.insert(one.key);
  std::vector<std::string> keys;
  if (!request["ids"].is_array()) error = line_error("request", "`ids` is a list of strings");
  for (const json& id : request["ids"]) {
    if (!error.is_null()) break;
    if (!id.is_string())
      error = line_error("request", "`ids` is a list of strings");
    else if (open.count(id.get<std::string>()) == 0)
      error = not_open(id.get<std::string>());
    else
      keys.push_back(id.get<std::string>());
  }
  if (!error.is_null()) return std::nullopt;
  return keys;
}

json respond_answer_all(LineDesk& desk, const json& request) {
  json error;
  const auto keys = several(desk, request, error);
  if (!keys) return error;
  const auto word = request.find("answer");
  const auto last = answer_words.end() - 1;  // "later" is no Act
  const auto at = word == request.end() || !word->is_string()
                      ? last
                      : std::find(answer_words.begin(), last, word->get_ref<const std::string&>());
  if (at == last) return line_error("answer", "`answer` is allow, deny or ignore");
  const auto reason = request.contains("reason") ? bytes_of(request["reason"]) : "answered";
  if (!reason) return line_error("answer", "`reason` is a string, or {\"hex\": \"…\"}");
  const std::size_t count =
      desk.session.answer_all(*keys, static_cast<Act>(at - answer_words.begin()), *reason);
  return changed(desk, {{"count", count}});
}

json respond_list(LineDesk& desk, const json& request) {
  std::vector<Open> open = desk.session.open();
  if (request.contains("like")) {
    json error;
    const auto keys = alike(desk, request["like"], error);
    if (!keys) return error;
    const std::set<std::string> kept(keys->begin(), keys->end());
    open.erase(std::remove_if(open.begin(), open.end(),
                              [&](const Open& one) { return kept.count(one.key) == 0; }),
               open.end());
  }
  json out = line_counts(desk.session);
  out["questions"] = json::array();
  for (const Open& one : open) out["questions"].push_back(brief_json(desk.session, one));
  return out;
}

json respond_try(LineDesk& desk, const json& request) {
  const Question* current = desk.session.current();
  if (current == nullptr || !std::holds_alternative<suggest::Proposal>(current->about))
    return line_error("nothing-open", "no question about a rule is asked now");
  const auto rule = request.contains("rule") ? bytes_of(request["rule"]) : std::nullopt;
  if (!rule) return line_error("request", "`rule` is a string, or {\"hex\": \"…\"}");
  return tried_json(desk.session.try_rule(*rule));
}

const suggest::Proposal* proposal_of(const Session& session, const std::string& key) {
  for (const suggest::ProfileProposals& profile : session.proposals().profiles)
    for (const suggest::Proposal& proposal : profile.proposals)
      if (key_of(proposal) == key) return &proposal;
  return nullptr;
}

json respond_why(LineDesk& desk, const json& request) {
  json error;
  const auto key = wanted_key(desk, request, error);
  if (!key) return error;
  json out;
  for (const Open& one : desk.session.open())
    if (const auto* exec = std::get_if<const suggest::ExecQuestion*>(&one.about);
        exec != nullptr && one.key == *key)
      out = {{"state", "open"}, {"question", question_json(desk.session, **exec)}};
    else if (one.key == *key)
      out = {{"state", "open"}};
  for (const Entry& entry : desk.session.entries())
    if (entry.key == *key)
      out = {{"state", "answered"},
             {"given", answer_json(entry)},
             {"reason", bytes_json(entry.reason)},
             {"what", bytes_json(entry.what)}};
  if (const suggest::Proposal* proposal = proposal_of(desk.session, *key)) {
    out["question"] = question_json(desk.session, *proposal, all_evidence);
    if (!out.contains("state")) out["state"] = proposal->denied_by_rule ? "explained" : "not-asked";
  }
  if (out.is_null())
    return line_error("unknown", "there is no question `" + text::printable(*key, 60) + "`");
  return out;
}

json respond_undo(LineDesk& desk, const json&) {
  const std::uint64_t last = desk.session.last_step();
  if (last == 0) return line_error("undo", "nothing was answered");
  if (last <= desk.saved_step) return line_error("undo", "what was answered since is saved");
  (void)desk.session.undo();
  return changed(desk);
}

json respond_diff(LineDesk& desk, const json&) {
  return {{"files", diffs_json(desk.unsaved(desk.session.outcome()))}};
}

json respond_outcome(LineDesk& desk, const json&) {
  const Outcome outcome = desk.session.outcome();
  json out = line_counts(desk.session);
  out["outcome"] = outcome_json(outcome);
  out["unsaved"] = json::array();
  for (const FileChange& change : desk.unsaved(outcome))
    out["unsaved"].push_back({{"file", bytes_json(change.path)}, {"new", !change.before}});
  return out;
}

json respond_save(LineDesk& desk, const json&) {
  if (!desk.callbacks.save) return line_error("save", "nothing can be saved here");
  const Outcome outcome = desk.session.outcome();
  const std::vector<FileChange> changes = desk.unsaved(outcome);
  json out = {{"saved", json::array()},
              {"notes", diagnostics_json(outcome.notes)},
              {"problems", diagnostics_json(outcome.problems)}};
  if (!changes.empty()) {
    const auto written = desk.callbacks.save(changes);
    if (!written) return line_error("save", written.error().text());
    for (const FileChange& change : changes) desk.saved[change.path] = change.after;
    desk.saved_step = std::max(desk.saved_step, desk.session.last_step());
    for (const std::string& file : *written) out["saved"].push_back(bytes_json(file));
  }
  out.update(line_counts(desk.session));
  return out;
}

json respond_quit(LineDesk& desk, const json&) {
  desk.state = LineProtocol::State::quit;
  return {{"over", "quit"}};
}

json respond_abort(LineDesk& desk, const json&) {
  desk.state = LineProtocol::State::aborted;
  return {{"over", "abort"}};
}

json respond_help(LineDesk&, const json&);

const LineRequest requests[] = {
    {"question", {"id"}, "the question that is asked now, or another open one", respond_question},
    {"answer",
     {"id", "answer", "candidate", "line", "rule", "audit", "owner", "option", "qualifier",
      "target", "why", "reason"},
     "answers it",
     respond_answer},
    {"answer-all",
     {"ids", "like", "answer", "reason"},
     "answers several: those of a list, or those like the current one",
     respond_answer_all},
    {"list",
     {"like"},
     "the questions that are open, in the order in which they will be asked",
     respond_list},
    {"next", {}, "goes to the next question and leaves this one open", respond_next},
    {"go-to", {"id"}, "asks this one now", respond_go_to},
    {"try",
     {"rule"},
     "reads a rule as an answer to the current question; answers nothing",
     respond_try},
    {"why",
     {"id"},
     "all that is known of a question, open or not, and what was answered",
     respond_why},
    {"undo", {}, "takes back the last answer, or the last answer-all", respond_undo},
    {"diff", {}, "what save would change in the files", respond_diff},
    {"outcome", {}, "what was decided, what is left, what to know", respond_outcome},
    {"save", {}, "writes the files; the session goes on", respond_save},
    {"quit", {}, "ends the session; the journal stays", respond_quit},
    {"abort", {}, "ends the session; what was not saved is forgotten", respond_abort},
    {"help", {}, "lists the requests", respond_help},
};

json respond_help(LineDesk&, const json&) {
  json out = {{"requests", json::array()}};
  for (const LineRequest& one : requests)
    out["requests"].push_back({{"do", one.name}, {"keys", one.keys}, {"summary", one.summary}});
  return out;
}

}  // namespace

std::span<const LineRequest> line_requests() { return requests; }

}  // namespace profgen::inline v0::refine
