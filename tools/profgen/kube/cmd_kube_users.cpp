#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "kube/pods/users.hpp"
#include "tools/profgen/json_text.hpp"
#include "tools/profgen/kube/kube.hpp"
#include "tools/profgen/kube/kube_setup.hpp"
#include "tools/profgen/kube/table_text.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

constexpr std::string_view kube_users_help =
    "Lists the pods and the templates (of Deployments, DaemonSets, StatefulSets, ReplicaSets, "
    "CronJobs\n"
    "and Jobs without an owner) whose containers name PROFILE, by annotation or by field; without "
    "it\n"
    "all that name one. PROFILE is NAME, localhost/NAME, runtime/default or unconfined. BY tells "
    "which\n"
    "form counts with this server; where forms differ, what does not count is told, too.\n"
    "  profgen kube users -A nginx      profgen kube users -A --versions nginx\n"
    "Exit code 0: done; 4: the API was not reached or some kinds could not be listed.";

void kube_users_options(po::options_description& options) {
  add_cluster_options(options);
  add_namespace_options(options);
  options.add_options()("all-namespaces,A", po::bool_switch(), "of every namespace")  //
      ("versions", po::bool_switch(), "names PROFILE-HASH, too, as kube roll writes them");
  add_version_option(options);
}

std::string both_forms(const kube::ContainerProfile& one) {
  if (!one.conflict) return "";
  std::vector<std::string> words;
  const auto add = [&](const char* what, const kube::ProfileRef& ref) {
    if (ref.type != kube::ProfileRef::Type::none)
      words.push_back(std::string(what) + " " + text::printable(ref.text(), 80));
  };
  add("annotation", one.annotation);
  add("field", one.field);
  add("pod field", one.pod_field);
  return "(" + text::join(words, ", ") + ")";
}

std::string users_text(const kube::ProfileUsers& users) {
  std::vector<std::vector<std::string>> cells = {
      {"NAMESPACE", "OBJECT", "CONTAINER", "PROFILE", "BY", "NODE", "PHASE", ""}};
  for (const kube::ProfileUser& one : users.users) {
    std::string container = text::printable(one.profile.container);
    if (one.profile.kind != kube::ContainerKind::container)
      container += fmt::format(
          " ({})", one.profile.kind == kube::ContainerKind::init ? "init" : "ephemeral");
    cells.push_back({text::printable(one.space), one.kind + "/" + text::printable(one.name),
                     container, text::printable(one.profile.effective.text(), 80),
                     std::string(name_of(one.profile.from)), text::printable(one.node),
                     text::printable(one.phase), both_forms(one.profile)});
  }
  return table_text(cells);
}

nlohmann::ordered_json users_json(const kube::ProfileUsers& users) {
  nlohmann::ordered_json out{{"users", nlohmann::ordered_json::array()},
                             {"lookedAt", users.looked_at},
                             {"notes", texts_json(users.notes)}};
  for (const kube::ProfileUser& one : users.users) {
    const kube::ContainerProfile& profile = one.profile;
    nlohmann::ordered_json json{{"namespace", one.space},
                                {"kind", one.kind},
                                {"name", one.name},
                                {"container", profile.container},
                                {"containerKind", name_of(profile.kind)},
                                {"profile", profile.effective.text()},
                                {"by", name_of(profile.from)},
                                {"conflict", profile.conflict}};
    const auto add = [&](const char* key, const std::string& value) {
      if (!value.empty()) json[key] = value;
    };
    add("annotation", profile.annotation.text());
    add("field", profile.field.text());
    add("podField", profile.pod_field.text());
    add("owner", one.owner);
    add("node", one.node);
    add("phase", one.phase);
    out["users"].push_back(std::move(json));
  }
  return out;
}

int run_kube_users(const Call& call) {
  if (call.arguments.size() > 1)
    return refuse("kube users takes one profile", "without any it lists all that are named");
  kube::UserQuery query;
  if (!call.arguments.empty()) {
    const auto ref = kube::ref_of_words(call.arguments[0]);
    if (!ref) return told_error(ref.error());
    query.profile = *ref;
  }
  Cluster cluster = cluster_of(call);
  int code = exit_done;
  const auto server = version_for(call, cluster, code);
  if (!server) return code;
  query.versions = flag_option(call, "versions");
  if (!flag_option(call, "all-namespaces")) query.space = namespace_of(call, cluster);
  const auto users = kube::find_users(*cluster.api, query, *server);
  if (!users) return told_error(users.error());
  if (call.common.json) {
    print_json_text(users_json(*users));
  } else {
    if (!users->users.empty()) std::cout << users_text(*users);
    if (!call.common.quiet)
      std::cout << fmt::format("{} in {}\n", counted(users->users.size(), "container"),
                               counted(users->looked_at, "object"));
  }
  print_warnings(users->notes);
  return users->notes.empty() ? exit_done : exit_system;
}

}  // namespace

CommandInfo kube_users() {
  return {"users",         "[PROFILE]",        "pods and templates that name a profile",
          kube_users_help, kube_users_options, run_kube_users};
}

}  // namespace profgen::tool
