#include "kube/pods/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "kube/pods/member.hpp"
#include "kube/pods/workload.hpp"

namespace profgen::inline v0::kube {
namespace {

// Something that the cluster said of the pod.
struct Said {
  std::string container, state, message, source;
};

void add_said(std::vector<Said>& out, std::string container, std::string state, std::string message,
              std::string source) {
  if (state.empty() && message.empty()) return;
  out.push_back({std::move(container), std::move(state), std::move(message), std::move(source)});
}

void said_by_status(const Json& pod, std::vector<Said>& out) {
  add_said(out, "", text_at(pod, {"status", "reason"}), text_at(pod, {"status", "message"}),
           "pod status");
  for (const char* list :
       {"initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"})
    for (const Json& one : list_at(pod, {"status", list})) {
      const std::string name = text_at(one, {"name"});
      for (const char* when : {"state", "lastState"})
        for (const char* what : {"waiting", "terminated"}) {
          const Json& state = map_at(one, {when, what});
          add_said(out, name, text_at(state, {"reason"}), text_at(state, {"message"}),
                   "container status");
        }
    }
}

// "spec.containers{web}" → web
std::string container_in_path(const std::string& field_path) {
  const std::size_t open = field_path.find('{');
  if (open == std::string::npos || !field_path.ends_with('}')) return "";
  return field_path.substr(open + 1, field_path.size() - open - 2);
}

void said_by_events(const std::vector<Json>& events, std::vector<Said>& out) {
  for (const Json& one : events)
    add_said(out, container_in_path(text_at(one, {"involvedObject", "fieldPath"})),
             text_at(one, {"reason"}), text_at(one, {"message"}), "event");
}

const ContainerProfile* profile_of_container(const Explanation& about,
                                             const std::string& container) {
  for (const ContainerProfile& one : about.profiles)
    if (one.container == container) return &one;
  return nullptr;
}

// The message names no container or no profile where there is but one that it can be.
void complete_finding(PodFinding& finding, const Explanation& about) {
  const auto localhost = [](const ContainerProfile& one) {
    return one.effective.type == ProfileRef::Type::localhost;
  };
  if (finding.container.empty()) {
    const ContainerProfile* only = nullptr;
    std::size_t fitting = 0;
    for (const ContainerProfile& one : about.profiles) {
      if (!localhost(one)) continue;
      if (!finding.profile.empty() && one.effective.name != finding.profile) continue;
      only = &one;
      ++fitting;
    }
    if (fitting == 1) finding.container = only->container;
  }
  const ContainerProfile* named = profile_of_container(about, finding.container);
  if (finding.profile.empty() && named != nullptr && localhost(*named))
    finding.profile = named->effective.name;
}

bool told_already(const std::vector<PodFinding>& findings, const PodFinding& one) {
  return std::any_of(findings.begin(), findings.end(), [&](const PodFinding& before) {
    return before.cause == one.cause && before.profile == one.profile &&
           (before.container == one.container || one.container.empty());
  });
}

// Ends as the runtime's default, and nothing tells.
void add_pod_notes(Explanation& about, const Json& pod, KubeVersion server) {
  for (const ContainerProfile& one : about.profiles) {
    const std::string name = text::printable(one.container);
    if (one.effective.type == ProfileRef::Type::localhost &&
        one.effective.name.starts_with("localhost/"))
      about.notes.push_back(fmt::format(
          "container {}: the name in the field begins with localhost/, which only annotations "
          "have; the profile would have to be called `{}`",
          name, text::printable(one.effective.name, 80)));
    if (one.effective.type == ProfileRef::Type::wrong)
      about.notes.push_back(
          fmt::format("container {}: `{}` is no profile; expected localhost/NAME, "
                      "runtime/default or unconfined",
                      name, text::printable(one.effective.text(), 80)));
    if (one.conflict)
      about.notes.push_back(fmt::format(
          "container {}: annotation `{}`, field `{}`, pod's field `{}`; a server of {} takes {}",
          name, text::printable(one.annotation.text(), 80), text::printable(one.field.text(), 80),
          text::printable(one.pod_field.text(), 80), server.text(),
          one.effective.type == ProfileRef::Type::none
              ? "none of them"
              : "`" + text::printable(one.effective.text(), 80) + "`"));
  }
  for (const std::string& name : stray_annotations(pod))
    about.notes.push_back(fmt::format("an annotation names the container {}, which is not there",
                                      text::printable(name)));
}

}  // namespace

Explanation explain_pod(const Json& pod, const std::vector<Json>& events,
                        const std::optional<PodNode>& node, KubeVersion server) {
  Explanation out;
  out.space = text_at(pod, {"metadata", "namespace"});
  out.pod = text_at(pod, {"metadata", "name"});
  out.node = text_at(pod, {"spec", "nodeName"});
  out.phase = text_at(pod, {"status", "phase"});
  out.profiles = profiles_of(pod, server);
  std::vector<Said> said;
  said_by_status(pod, said);
  // An event lives for an hour: of a pod that runs it tells of the past.
  const Json& statuses = list_at(pod, {"status", "containerStatuses"});
  const bool runs =
      out.phase == "Running" && std::all_of(statuses.begin(), statuses.end(), [](const Json& one) {
        return member_at(one, {"state", "running"}) != nullptr;
      });
  if (!runs) said_by_events(events, said);
  for (const Said& one : said) {
    auto meaning = meaning_of(one.message);
    // Said without a reason that is known, and not only beside one.
    if (!meaning && out.findings.empty() && (one.state == "Blocked" || one.state == "AppArmor"))
      meaning = MessageMeaning{Cause::not_supported, "", ""};
    if (!meaning) meaning = meaning_of(one.state);
    if (!meaning) continue;
    PodFinding finding;
    finding.cause = meaning->cause;
    finding.container = one.container;
    finding.profile = meaning->profile;
    finding.state = one.state;
    finding.message = one.message;
    finding.source = one.source;
    finding.why = meaning->what;
    complete_finding(finding, out);
    // Without a profile of its own a container's EACCES is hardly AppArmor's.
    if (finding.cause == Cause::perhaps_denied && finding.profile.empty()) {
      finding.cause = Cause::other;
      finding.why = "the command cannot be executed (mode bits, mount options, user)";
    }
    auto& list = finding.cause == Cause::other ? out.others : out.findings;
    if (told_already(list, finding)) continue;
    list.push_back(std::move(finding));
  }
  for (PodFinding& finding : out.findings) add_advice(finding, out, node, !owner_of(pod).empty());
  add_pod_notes(out, pod, server);
  return out;
}

}  // namespace profgen::inline v0::kube
