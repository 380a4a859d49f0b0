// NodeProfileStatus: the mailbox of a node, and what its agent says of it.
#include <algorithm>

#include "base/text.hpp"
#include "kube/objects/field.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/objects/objects.hpp"
#include "kube/objects/time_text.hpp"

namespace profgen::kube {
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
  out.node = name_of_object(object);
  if (out.node.empty()) return node_error("", "it has no name");
  if (const Json& request = field_of(field_of(object, "spec"), "request"); request.is_object())
    out.request = {text_of(request, "id"), text_of(request, "line"), text_of(request, "bundle"),
                   number_of(request, "part")};
  const Json& status = field_of(object, "status");
  if (const Json& reply = field_of(status, "reply"); reply.is_object()) {
    out.reply = {text_of(reply, "id"), number_of(reply, "part"), number_of(reply, "parts"),
                 text_of(reply, "text")};
    if (out.reply.part >= out.reply.parts || out.reply.parts > 1'000'000)
      return node_error(out.node, "its `status.reply` is part " + std::to_string(out.reply.part) +
                                      " of " + std::to_string(out.reply.parts));
  }
  out.agent = text_of(status, "agent");
  out.boot_id = text_of(status, "bootID");
  out.seen_us = time_of(text_of(status, "heartbeat")).value_or(0);
  out.digest = text_of(status, "digest");
  out.run = text_of(status, "run");
  out.stage = text_of(status, "stage");
  out.revision = number_of(status, "revision");
  for (const Json& one : field_of(status, "profiles"))
    out.profiles.push_back({text_of(one, "name"), text_of(one, "file"), text_of(one, "mode"),
                            text_of(one, "hash"), truth_of(one, "asRequested")});
  out.error = text_of(status, "error");
  for (const Json& one : field_of(status, "problems"))
    out.problems.push_back({text_of(one, "id"), text_of(one, "text"), text_of(one, "remedy"),
                            truth_of(one, "blocks")});
  for (const Json& one : field_of(status, "drift"))
    out.drift.push_back({text_of(one, "profile"), text_of(one, "file"), text_of(one, "kind"),
                         text_of(one, "detail"), text_of(one, "who")});
  for (const Json& one : field_of(status, "usage"))
    out.usage[text_of(one, "profile")] = number_of(one, "processes");
  out.cursor = text_of(status, "cursor");
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

}  // namespace profgen::kube
