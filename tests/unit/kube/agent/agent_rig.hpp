// A cluster in memory with one node and its agent: whoever tests moves the clock.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "kube/agent/agent.hpp"
#include "kube/agent/marks.hpp"
#include "kube/api/memory_api.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/objects/objects.hpp"
#include "unit/node/blob_machine.hpp"

namespace profgen::kube::test {

using node::test::BlobMachine;
using node::test::package_of;
using AgentTexts = std::map<std::string, std::string>;

class MovedClock : public Clock {
 public:
  [[nodiscard]] std::int64_t now_us() const override { return ++now_; }
  void move(double seconds) { now_ += static_cast<std::int64_t>(seconds * 1e6); }

 private:
  mutable std::int64_t now_ = 1'795'457'404'512'000;
};

class ToldChanges : public KernelChanges {
 public:
  bool pending = false;
  double waited = 0;
  [[nodiscard]] bool changed() override { return std::exchange(pending, false); }
  void wait(double seconds) override { waited += seconds; }
};

inline const AgentTexts web_texts = {
    {"web", "profile web /bin/web {\n  include <abstractions/acme>\n  /a r,\n}\n"},
    {"abstractions/acme", "/acme r,\n"}};

struct AgentRig {
  BlobMachine blob;
  MovedClock clock;
  node::Machine machine{blob.files,        blob.processes,          blob.kernel, clock, "/",
                        "/etc/apparmor.d", "/var/lib/profgen/node", 0,           {}};
  MemoryApi memory;
  Api* api = &memory;
  ToldChanges changes;
  AgentOptions options;
  std::vector<std::string> log;
  std::unique_ptr<Agent> agent;
  unsigned requests = 0;

  explicit AgentRig(bool has_apparmor = true) {
    options.node = "n1";
    blob.files.content["/proc/sys/kernel/random/boot_id"] = "boot-1\n";
    blob.files.content["/etc/apparmor.d/tunables/global"] = "";
    if (has_apparmor) {
      blob.files.content["/sys/module/apparmor/parameters/enabled"] = "Y\n";
      blob.files.content["/sys/kernel/security/lsm"] = "lockdown,capability,apparmor\n";
    } else {
      blob.kernel.now = {false, "this kernel has no AppArmor", ""};
    }
    blob.kernel.changed = [this] { changes.pending = true; };
    put_node({{"role", "web"}}, {});
  }
  AgentRig(const AgentRig&) = delete;
  AgentRig& operator=(const AgentRig&) = delete;

  void put_node(const std::map<std::string, std::string>& labels,
                const std::vector<std::string>& taints) {
    Json node = {{"apiVersion", "v1"},
                 {"kind", "Node"},
                 {"metadata", {{"name", "n1"}, {"labels", labels}}},
                 {"status", {{"nodeInfo", {{"osImage", "Ubuntu 24.04"}}}}}};
    for (const std::string& taint : taints)
      node["spec"]["taints"].push_back({{"key", taint}, {"effect", "NoSchedule"}});
    memory.put(nodes, node);
  }
  // Gives the name of the object.
  std::string put_bundle(const AgentTexts& texts, const std::string& phase,
                         const std::string& selector = "", std::int64_t done_us = 1'000'000) {
    auto bundle = bundle_object(package_of(texts).bytes, "", bundle::SignatureKind::none);
    bundle->selector = selector;
    Json object = *to_object(*bundle);
    object["status"]["phase"] = phase;
    object["status"]["doneTime"] =
        "1970-01-01T00:00:" + std::string(done_us < 10'000'000 ? "0" : "") +
        std::to_string(done_us / 1'000'000) + "Z";
    memory.put(profile_bundles, object);
    return bundle->name;
  }
  void start() {
    agent = std::make_unique<Agent>(*api, machine, changes, options,
                                    [this](const std::string& line) { log.push_back(line); });
  }
  void run(int steps = 3, double seconds = 1.1) {
    if (agent == nullptr) start();
    for (int i = 0; i < steps; ++i) {
      agent->step(0);
      clock.move(seconds);
    }
  }
  // As whoever leads a rollout does; gives the id, "" where the server did not take it.
  std::string ask_line(const std::string& line, const std::string& bundle = "",
                       std::size_t part = 0, std::string id = "") {
    if (id.empty()) id = "op-" + std::to_string(++requests);
    for (const auto& reply :
         memory.apply(node_profile_statuses, {request_object("n1", {id, line, bundle, part})},
                      "profgen", true))
      if (!reply) return "";
    return id;
  }
  std::string ask(const node::Request& request, const std::string& bundle = "") {
    return ask_line(node::to_line(request), bundle);
  }
  std::string ask_apply(const AgentTexts& texts, node::Stage stage, const std::string& run) {
    const node::Package package = package_of(texts);
    const std::string object = put_bundle(texts, "Enforcing");
    return ask(node::Apply{{package.digest, "", "", bundle::SignatureKind::none}, stage, {}, run},
               object);
  }
  [[nodiscard]] NodeStatus status() const {
    const auto object = memory.object(node_profile_statuses, "", "n1");
    if (!object) return {};
    const auto read = node_status_of(*object);
    return read ? *read : NodeStatus{};
  }
  [[nodiscard]] node::Reply reply() const {
    const auto read = node::reply_of(status().reply.text);
    return read ? *read : node::Reply(node::Refused{});
  }
  [[nodiscard]] std::string condition(const std::string& type) const {
    const auto object = memory.object(node_profile_statuses, "", "n1");
    if (object)
      for (const Json& one : (*object)["status"]["conditions"])
        if (one["type"] == type) return one["status"];
    return {};
  }
  [[nodiscard]] bool has_problem(const std::string& id) const {
    for (const node::Problem& one : status().problems)
      if (one.id == id) return true;
    return false;
  }
  [[nodiscard]] Json node_object() const { return *memory.object(nodes, "", "n1"); }
  [[nodiscard]] std::string set() const {
    return node_object()["metadata"]["labels"].value(set_label, "");
  }
  [[nodiscard]] std::vector<std::string> taints() const {
    std::vector<std::string> out;
    const Json node = node_object();
    if (node.contains("spec") && node["spec"].contains("taints"))
      for (const Json& one : node["spec"]["taints"]) out.push_back(one["key"]);
    return out;
  }
  [[nodiscard]] std::size_t told(const std::string& part) const {
    std::size_t out = 0;
    for (const std::string& line : log) out += line.find(part) == std::string::npos ? 0 : 1;
    return out;
  }
  [[nodiscard]] std::string all_told() const { return text::join(log, "\n"); }
};

}  // namespace profgen::kube::test
