#include "unit/kube/agents.hpp"

#include <nlohmann/json.hpp>

#include "kube/objects/kinds.hpp"

namespace profgen::kube {
namespace {

constexpr double step_seconds = 0.2;
constexpr std::int64_t beat_every_us = 30'000'000;

std::string digest_in(const node::Request& request) {
  if (const auto* plan = std::get_if<node::Plan>(&request)) return plan->package.digest;
  if (const auto* apply = std::get_if<node::Apply>(&request)) return apply->package.digest;
  if (const auto* drift = std::get_if<node::DriftOf>(&request)) return drift->package.digest;
  return {};
}

}  // namespace

Agents::Agents(const fleet::Inventory& inventory, std::uint64_t seed)
    : nodes(inventory.nodes.size()),
      inventory_(inventory),
      agents_(inventory.nodes.size()),
      random_(seed) {
  for (std::size_t i = 0; i < nodes.size(); ++i) nodes[i].name = inventory.nodes[i].name;
  api.on_idle = [this](double seconds) { pass(seconds); };
  api.now_us = [this] { return now_us; };
}

Timing Agents::timing() {
  return {[this] { return now_us; }, [this](double seconds) { pass(seconds); }};
}

std::unique_ptr<fleet::Transport> Agents::transport(const std::string& writer) {
  pass(0);
  return make_kube_transport(api, inventory_, writer, request_seconds, timing());
}

bool Agents::chance(double of) {
  return of > 0 && static_cast<double>(random_() % 1'000'000) < of * 1e6;
}

void Agents::pass(double seconds) {
  now_us += static_cast<std::int64_t>(std::min(seconds, step_seconds) * 1e6);
  if (at_work) at_work();
  for (std::size_t i = 0; i < nodes.size(); ++i) work(i);
}

void Agents::work(std::size_t i) {
  if (const auto gone = silent_until_us.find(i); gone != silent_until_us.end()) {
    if (now_us < gone->second) return;
    silent_until_us.erase(gone);
    agents_[i] = {};
  }
  Agent& agent = agents_[i];
  const auto object = api.object(node_profile_statuses, "", nodes[i].name);
  if (!object) {
    // An agent makes its own object.
    if (api.create(node_profile_statuses, {{"apiVersion", "profgen.dev/v1alpha1"},
                                           {"kind", "NodeProfileStatus"},
                                           {"metadata", {{"name", nodes[i].name}}}}))
      publish(i, 0);
    return;
  }
  const Request request = node_status_of(*object).value().request;
  const bool faulty = now_us < faults.until_us;
  if (request.id.empty()) {
    if (now_us - agent.beat_us >= beat_every_us) publish(i, 0);
    return;
  }
  if (faulty && chance(faults.silence)) {
    silent_until_us[i] = now_us + 200'000'000;
    return;
  }
  if (faulty && chance(faults.reboot)) nodes[i].reboot();
  if (faulty && chance(faults.restart)) agent = {};
  if (request.id != agent.id) {
    const std::string line = carry_out(i, request);
    agent.id = request.id;
    agent.parts.clear();
    for (std::size_t at = 0; at == 0 || at < line.size(); at += part_size)
      agent.parts.push_back(line.substr(at, part_size));
    publish(i, 0);
  } else if (agent.published != request.part && request.part < agent.parts.size()) {
    publish(i, request.part);
  } else if (now_us - agent.beat_us >= beat_every_us) {
    publish(i, agent.published);
  }
}

std::string Agents::carry_out(std::size_t i, const Request& request) {
  ++carried_out;
  const auto asked = node::request_of(request.line).value();
  const std::string digest = digest_in(asked);
  std::shared_ptr<const bundle::Bundle> bundle;
  if (!digest.empty()) {
    const auto object = api.object(profile_bundles, "", request.bundle);
    if (!object)
      return node::to_line(node::Reply(
          node::Refused{{{"unknown-bundle", "no ProfileBundle " + request.bundle, "", true}}}));
    auto& known = bundles_[digest];
    if (!known)
      known = std::make_shared<const bundle::Bundle>(
          bundle::read(bundle_of(*object).value().bytes, "bundle").value());
    bundle = known;
  }
  const node::Reply reply = nodes[i].handle(asked, bundle.get(), now_us);
  if (after_change) after_change(i);
  return node::to_line(reply);
}

void Agents::publish(std::size_t i, std::size_t part) {
  Agent& agent = agents_[i];
  NodeStatus status;
  status.node = nodes[i].name;
  status.seen_us = now_us + clock_ahead_us;
  status.boot_id = std::to_string(nodes[i].boots);
  if (!agent.id.empty()) status.reply = {agent.id, part, agent.parts.size(), agent.parts.at(part)};
  if (!api.patch(node_profile_statuses, "", nodes[i].name, status_patch(status), true)) return;
  agent.beat_us = now_us;
  agent.published = part;
}

}  // namespace profgen::kube
