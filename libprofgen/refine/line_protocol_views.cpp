#include "refine/line_protocol_views.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "refine/answer_json.hpp"
#include "refine/answers.hpp"
#include "refine/seen_text.hpp"

namespace profgen::inline v0::refine {
namespace {

using nlohmann::json;

template <typename Names>
json list_json(const Names& names) {
  json out = json::array();
  for (const std::string& name : names) out.push_back(bytes_json(name));
  return out;
}

void put_subject(json& out, const evidence::Subject& subject) {
  out["profile"] = bytes_json(subject.profile);
  if (!subject.name_space.empty()) out["namespace"] = bytes_json(subject.name_space);
}

json group_json(const Group& group) {
  return {{"program", bytes_json(group.program)}, {"directory", bytes_json(group.directory)}};
}

// The raw name of what is asked for, where it has one.
const std::string* path_in(const Access& access) {
  if (const auto* file = std::get_if<FileAccess>(&access)) return &file->path;
  if (const auto* exec = std::get_if<ExecAccess>(&access)) return &exec->path;
  if (const auto* link = std::get_if<LinkAccess>(&access)) return &link->link;
  return nullptr;
}

json evidence_json(const Access& access, const evidence::Seen& seen) {
  json out = {{"access", bytes_json(describe(access))},
              {"class", class_of(access)},
              {"count", seen.total()},
              {"verdicts",
               {{"audit", seen.counts[0]},
                {"allowed", seen.counts[1]},
                {"denied", seen.counts[2]},
                {"killed", seen.counts[3]}}},
              {"trusted", seen.trusted()},
              {"first", utc_text(seen.first_us)},
              {"last", utc_text(seen.last_us)},
              {"programs", list_json(seen.programs)},
              {"hosts", list_json(seen.hosts)},
              {"sample", bytes_json(seen.sample)}};
  if (const std::string* path = path_in(access)) out["path"] = bytes_json(*path);
  if (!seen.workloads.empty()) out["workloads"] = list_json(seen.workloads);
  if (!seen.info.empty()) out["info"] = bytes_json(seen.info);
  return out;
}

json candidate_json(const suggest::Candidate& candidate, std::size_t number, bool by_default) {
  json out = {{"number", number},
              {"kind", suggest::name_of(candidate.kind)},
              {"text", bytes_json(candidate.text())},
              {"cost", candidate.cost},
              {"severity", candidate.severity},
              {"reason", bytes_json(candidate.reason)},
              {"default", by_default}};
  if (!candidate.include.empty()) out["include"] = bytes_json(candidate.include);
  if (candidate.replaces)
    out["replaces"] = {{"file", bytes_json(candidate.replaces->file)},
                       {"line", candidate.replaces->at.line}};
  return out;
}

json left_json(const std::vector<Left>& all) {
  json out = json::array();
  for (const Left& left : all) {
    json one = {{"what", bytes_json(left.what)}, {"reason", bytes_json(left.reason)}};
    put_subject(one, left.subject);
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

json question_json(const Session& session, const suggest::ExecQuestion& question) {
  const ExecAccess exec{question.program, false, {}};
  json out = {{"id", key_of(question)},
              {"kind", "exec"},
              {"program", bytes_json(question.program)},
              {"what", bytes_json(what_of(question))},
              {"severity", question.child_severity},
              {"evidence", json::array({evidence_json(exec, question.seen)})},
              {"child",
               {{"labels", list_json(question.children)},
                {"accesses", question.child_accesses},
                {"classes", question.child_classes},
                {"beyond", question.child_beyond},
                {"worst", bytes_json(question.child_worst)}}},
              {"also_run_by", list_json(question.also_run_by)},
              {"options", json::array()},
              {"default", nullptr},
              {"group", group_json(group_of(question))}};
  put_subject(out, question.subject);
  for (std::size_t i = 0; i < question.options.size(); ++i)
    out["options"].push_back({{"number", i + 1},
                              {"qualifier", bytes_json(question.options[i].qualifier)},
                              {"target", bytes_json(question.options[i].target)},
                              {"reason", bytes_json(question.options[i].reason)},
                              {"default", session.by_default(question, i)}});
  if (session.by_default(question, 0)) out["default"] = {{"answer", "allow"}, {"option", 1}};
  return out;
}

json question_json(const Session& session, const suggest::Proposal& proposal, std::size_t most) {
  const std::size_t shown = std::min(most, proposal.evidence.size());
  json out = {{"id", key_of(proposal)},
              {"kind", "rule"},
              {"what", bytes_json(what_of(proposal))},
              {"severity", proposal.severity},
              {"evidence", json::array()},
              {"evidence_more", proposal.evidence.size() - shown},
              {"candidates", json::array()},
              {"default", nullptr},
              {"group", group_json(group_of(proposal))}};
  put_subject(out, proposal.subject);
  for (std::size_t i = 0; i < shown; ++i)
    out["evidence"].push_back(
        evidence_json(proposal.evidence[i].first.access, proposal.evidence[i].second));
  for (std::size_t i = 0; i < proposal.candidates.size(); ++i)
    out["candidates"].push_back(
        candidate_json(proposal.candidates[i], i + 1, session.by_default(proposal, i)));
  if (session.by_default(proposal, 0)) out["default"] = {{"answer", "allow"}, {"candidate", 1}};
  return out;
}

json brief_json(const Session& session, const Open& open) {
  json out = {{"id", open.key}};
  if (const auto* exec = std::get_if<const suggest::ExecQuestion*>(&open.about)) {
    out["kind"] = "exec";
    out["what"] = bytes_json(what_of(**exec));
    out["severity"] = (*exec)->child_severity;
    out["default"] = session.by_default(**exec, 0);
    out["group"] = group_json(group_of(**exec));
    put_subject(out, (*exec)->subject);
    return out;
  }
  const suggest::Proposal& proposal = *std::get<const suggest::Proposal*>(open.about);
  out["kind"] = "rule";
  out["what"] = bytes_json(what_of(proposal));
  out["severity"] = proposal.severity;
  out["default"] = session.by_default(proposal, 0);
  out["group"] = group_json(group_of(proposal));
  if (!proposal.candidates.empty()) out["text"] = bytes_json(proposal.candidates.front().text());
  put_subject(out, proposal.subject);
  return out;
}

json diagnostics_json(const std::vector<Diagnostic>& diagnostics) {
  json out = json::array();
  for (const Diagnostic& one : diagnostics) {
    json value = {{"line", one.at.line},
                  {"column", one.at.column},
                  {"severity", name_of(one.severity)},
                  {"id", one.id},
                  {"message", bytes_json(one.message)}};
    if (!one.file.empty()) value["file"] = bytes_json(one.file);
    if (!one.hint.empty()) value["hint"] = bytes_json(one.hint);
    out.push_back(std::move(value));
  }
  return out;
}

json tried_json(const TriedRule& tried) {
  return {{"rule", tried.rule ? bytes_json(policy::to_text(*tried.rule)) : json()},
          {"diagnostics", diagnostics_json(tried.diagnostics)},
          {"not_covered", list_json(tried.not_covered)},
          {"settles", tried.settles}};
}

json diffs_json(std::span<const FileChange> changes) {
  json out = json::array();
  for (const FileChange& change : changes)
    out.push_back({{"file", bytes_json(change.path)},
                   {"new", !change.before},
                   {"diff", bytes_json(edit::unified_diff(change.path, change.before.value_or(""),
                                                          change.after, !change.before))}});
  return out;
}

json outcome_json(const Outcome& outcome) {
  json out = {{"decided", json::array()},
              {"left", left_json(outcome.left)},
              {"explained", left_json(outcome.explained)},
              {"hints", json::array()},
              {"notes", diagnostics_json(outcome.notes)},
              {"problems", diagnostics_json(outcome.problems)}};
  for (const Decided& decided : outcome.decided) {
    json one = {{"text", bytes_json(decided.text)}, {"reason", bytes_json(decided.reason)}};
    put_subject(one, decided.subject);
    out["decided"].push_back(std::move(one));
  }
  for (const suggest::Hint& hint : outcome.hints) {
    json one = {{"id", hint.id}, {"message", bytes_json(hint.message)}};
    put_subject(one, hint.subject);
    out["hints"].push_back(std::move(one));
  }
  return out;
}

}  // namespace profgen::inline v0::refine
