// NodeProfileStatus: the mailbox of a node, and what its agent says of it.
#include <algorithm>

#include "base/text.hpp"
#include "kube/objects/field.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/objects/objects.hpp"
#include "kube/objects/time_text.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr std::size_t longest_trouble = 60, shown_digits = 12, before_digits = 7;  // "sha256:"

Error node_error(const std::string& name, std::string reason) {
  return {ErrorKind::input, "read the NodeProfileStatus", text::printable(name), std::move(reason)};
}

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

bool lacks_apparmor(const node::Problem& problem) {
  return problem.id == "no-apparmor" || problem.id == "no-securityfs";
}

// Of the ERROR column: a few words.
std::string trouble_of(const NodeStatus& status) {
  if (!status.error.empty())
    return text::printable(std::string_view(status.error).substr(0, status.error.find('\n')),
                           longest_trouble);
  for (const node::Problem& problem : status.problems)
    if (problem.blocks) return text::printable(problem.id, longest_trouble);
  return {};
}

Json node_conditions(const NodeStatus& status) {
  const auto blocks = std::ranges::find_if(
      status.problems, [](const node::Problem& problem) { return problem.blocks; });
  const auto no_apparmor = std::ranges::find_if(status.problems, lacks_apparmor);
  const auto said = [](const node::Problem& problem) {
    return text::printable(problem.text + (problem.remedy.empty() ? "" : "; " + problem.remedy));
  };
  Json out = Json::array();
  if (blocks != status.problems.end())
    out.push_back(condition("Ready", false, "Blocked", said(*blocks)));
  else if (!status.error.empty())
    out.push_back(condition("Ready", false, "Error", text::printable(status.error)));
  else
    out.push_back(condition("Ready", true, "AgentRuns", "the agent carries out requests"));
  if (no_apparmor != status.problems.end())
    out.push_back(condition("AppArmor", false, "NotEnabled", said(*no_apparmor)));
  else
    out.push_back(condition("AppArmor", true, "Enabled", "the kernel takes profiles"));
  if (status.drift.empty())
    out.push_back(condition("Drift", false, "AsDesired", "disk and kernel are as desired"));
  else
    out.push_back(condition(
        "Drift", true, "Differs",
        text::printable(status.drift.front().profile) + ": " + status.drift.front().kind));
  return out;
}

}  // namespace

Json request_object(const std::string& node, const Request& request) {
  Json out = object_of(node_profile_statuses, node);
  Json fields = {{"id", request.id}, {"line", request.line}, {"part", request.part}};
  if (!request.bundle.empty()) fields["bundle"] = request.bundle;
  out["spec"] = {{"request", std::move(fields)}};
  return out;
}

Result<NodeStatus> node_status_of(const Json& object) {
  NodeStatus out;
  out.node = object_name_of(object);
  if (out.node.empty()) return node_error("", "it has no name");
  if (const Json& request = field_of(field_of(object, "spec"), "request"); request.is_object())
    out.request = {field_text(request, "id"), field_text(request, "line"),
                   field_text(request, "bundle"), field_number(request, "part")};
  const Json& status = field_of(object, "status");
  if (const Json& reply = field_of(status, "reply"); reply.is_object()) {
    out.reply = {field_text(reply, "id"), field_number(reply, "part"), field_number(reply, "parts"),
                 field_text(reply, "text")};
    if (out.reply.part >= out.reply.parts || out.reply.parts > 1'000'000)
      return node_error(out.node, "its `status.reply` is part " + std::to_string(out.reply.part) +
                                      " of " + std::to_string(out.reply.parts));
  }
  out.agent = field_text(status, "agent");
  out.boot_id = field_text(status, "bootID");
  out.seen_us = time_of(field_text(status, "heartbeat")).value_or(0);
  out.digest = field_text(status, "digest");
  out.run = field_text(status, "run");
  out.stage = field_text(status, "stage");
  out.revision = field_number(status, "revision");
  for (const Json& one : field_of(status, "profiles"))
    out.profiles.push_back({field_text(one, "name"), field_text(one, "file"),
                            field_text(one, "mode"), field_text(one, "hash"),
                            field_truth(one, "asRequested")});
  out.error = field_text(status, "error");
  for (const Json& one : field_of(status, "problems"))
    out.problems.push_back({field_text(one, "id"), field_text(one, "text"),
                            field_text(one, "remedy"), field_truth(one, "blocks")});
  for (const Json& one : field_of(status, "drift"))
    out.drift.push_back({field_text(one, "profile"), field_text(one, "file"),
                         field_text(one, "kind"), field_text(one, "detail"),
                         field_text(one, "who")});
  for (const Json& one : field_of(status, "usage"))
    out.usage[field_text(one, "profile")] = field_number(one, "processes");
  out.cursor = field_text(status, "cursor");
  return out;
}

Json status_patch(const NodeStatus& status) {
  Json profiles = Json::array(), problems = Json::array(), drift = Json::array(),
       usage = Json::array();
  for (const node::ProfileState& one : status.profiles)
    profiles.push_back({{"name", text::printable(one.profile)},
                        {"file", text::printable(one.file)},
                        {"mode", one.mode},
                        {"hash", one.hash},
                        {"asRequested", one.as_requested}});
  for (const node::Problem& one : status.problems)
    problems.push_back({{"id", one.id},
                        {"text", text::printable(one.text)},
                        {"remedy", text::printable(one.remedy)},
                        {"blocks", one.blocks}});
  for (const node::DriftItem& one : status.drift)
    drift.push_back({{"profile", text::printable(one.profile)},
                     {"file", text::printable(one.file)},
                     {"kind", one.kind},
                     {"detail", text::printable(one.detail)},
                     {"who", text::printable(one.who)}});
  for (const auto& [profile, processes] : status.usage)
    usage.push_back({{"profile", text::printable(profile)}, {"processes", processes}});
  Json reply;
  if (!status.reply.id.empty())
    reply = {{"id", status.reply.id},
             {"part", status.reply.part},
             {"parts", status.reply.parts},
             {"text", status.reply.text}};
  std::string digits;
  if (status.digest.size() > before_digits)
    digits = status.digest.substr(before_digits, shown_digits);
  return {{"status",
           {{"reply", std::move(reply)},
            {"agent", text_or_null(status.agent)},
            {"bootID", text_or_null(status.boot_id)},
            {"heartbeat", status.seen_us == 0 ? Json() : Json(time_text(status.seen_us))},
            {"digest", text_or_null(status.digest)},
            {"shortDigest", text_or_null(digits)},
            {"run", text_or_null(status.run)},
            {"stage", text_or_null(status.digest.empty() ? "" : status.stage)},
            {"revision", status.revision},
            {"profiles", std::move(profiles)},
            {"error", text_or_null(status.error)},
            {"trouble", text_or_null(trouble_of(status))},
            {"problems", std::move(problems)},
            {"drift", std::move(drift)},
            {"driftCount", status.drift.size()},
            {"usage", std::move(usage)},
            {"cursor", text_or_null(status.cursor)},
            {"conditions", node_conditions(status)}}}};
}

}  // namespace profgen::inline v0::kube
