// The agent's work on its node: what is loaded, what a new node should have, label and taint.
#include <algorithm>
#include <utility>

#include "kube/agent/agent.hpp"
#include "kube/agent/marks.hpp"
#include "kube/agent/pulse.hpp"
#include "kube/objects/field.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/objects/objects.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr std::int64_t one_second_us = 1'000'000, one_minute_us = 60 * one_second_us;
// Loads come in bursts: they are looked at together.
constexpr std::int64_t settle_us = one_second_us;
constexpr std::int64_t look_every_us = one_minute_us;
constexpr std::int64_t correct_every_us = one_minute_us;
constexpr std::int64_t take_up_again_us = 5 * one_minute_us;
// Objects that are large, and seldom change.
constexpr std::int64_t read_bundle_every_us = 10 * one_minute_us;
constexpr std::int64_t read_node_every_us = 2 * one_minute_us;
constexpr std::int64_t read_again_us = 30 * one_second_us;
constexpr const char* get_node_call = "get nodes";
constexpr const char* get_bundle_call = "get profilebundles";

// What is kept of a ProfileBundle while looking for the right ones.
void without_bytes(Json& bundle) {
  if (!bundle.contains("spec") || !bundle["spec"].is_object()) return;
  for (const char* key : {"text", "data", "signature"}) bundle["spec"].erase(key);
}

std::string drift_text(const node::DriftItem& item) {
  return (item.profile.empty() ? item.file : item.profile) + ": " + item.kind +
         (item.detail.empty() ? "" : ": " + item.detail) +
         (item.who.empty() ? "" : " (" + item.who + ")");
}

std::string first_reason(const node::Reply& reply) {
  const auto* refused = std::get_if<node::Refused>(&reply);
  if (refused == nullptr) return {};
  return refused->problems.empty() ? "refused" : refused->problems.front().text;
}

}  // namespace

void Agent::look_if_due() {
  if (kernel_.changed()) look_at_us_ = std::min(look_at_us_, now() + settle_us);
  if (now() < look_at_us_) return;
  look();
  if (options_.correct && !standing_.drift.items.empty() && now() >= correct_at_us_) correct();
}

void Agent::look() {
  Standing before = std::exchange(standing_, standing_of(machine_, kept_, options_.usage));
  look_at_us_ = now() + look_every_us;
  if (not_corrected_ && standing_.drift.items.empty()) error_.clear();
  not_corrected_ = not_corrected_ && !standing_.drift.items.empty();
  for (const std::string& note : standing_.drift.notes) tell_(note);
  for (const node::DriftItem& item : standing_.drift.items)
    if (std::ranges::find(before.drift.items, item) == before.drift.items.end())
      tell_("drift: " + drift_text(item));
  for (const node::Problem& problem : standing_.problems)
    if (std::ranges::find(before.problems, problem) == before.problems.end())
      tell_(problem.id + ": " + problem.text +
            (problem.remedy.empty() ? "" : "; " + problem.remedy));
  if (!standing_.error.empty() && standing_.error != before.error) tell_(standing_.error);
}

void Agent::correct() {
  correct_at_us_ = now() + correct_every_us;
  if (standing_.drift.changed_since) {
    tell_("drift is not corrected: a profile was relaxed, parked or retired since");
    return;
  }
  const Pulse pulse(options_.pulse, machine_.clock, options_.node, heartbeat_seconds);
  const node::Reply reply = node::correct_drift(machine_, standing_.drift.items);
  error_ = first_reason(reply);
  not_corrected_ = !error_.empty();
  tell_(error_.empty() ? "drift: corrected" : "drift could not be corrected: " + error_);
  look();
}

bool Agent::read_node() {
  if (node_ && now() < node_at_us_) return true;
  if (!reach_.may(get_node_call)) return node_ != nullptr;
  auto got = api_.get(nodes, "", options_.node);
  if (!got) {
    reach_.failed(got.failure(), get_node_call);
    return node_ != nullptr;
  }
  reach_.good();
  node_ = std::make_unique<Json>(std::move(*got));
  // A new node gets its labels one after another.
  const bool looks = standing_.is_new() || kept_.taking_up;
  node_at_us_ = now() + (looks ? read_again_us : read_node_every_us);
  if (looks && error_.empty()) take_up_at_us_ = 0;
  host_.os = field_text(field_of(field_of(*node_, "status"), "nodeInfo"), "osImage");
  marked_.reset();
  return true;
}

void Agent::take_up() {
  const bool wants = standing_.has_apparmor && (standing_.is_new() || kept_.taking_up);
  if (!wants) {
    bundles_.reset();
    return;
  }
  if (bundles_ == nullptr)
    bundles_ =
        std::make_unique<Follow>(api_, reach_, machine_.clock, profile_bundles, "", without_bytes);
  if (bundles_->poll(0)) take_up_at_us_ = 0;
  if (!bundles_->known() || node_ == nullptr || now() < take_up_at_us_) return;
  take_up_at_us_ = now() + take_up_again_us;
  const auto offers = offers_for(fleet_node_of(*node_), bundles_->objects(), tell_);
  nothing_offered_ = offers.empty();
  if (offers.empty() && !kept_.taking_up) return;
  kept_.taking_up = true;
  Status written = node::write_kept(machine_, kept_);
  if (!written) error_ = written.error().text();
  if (written && take_up_all(offers)) {
    kept_.taking_up = false;
    error_.clear();
    if (written = node::write_kept(machine_, kept_); !written) error_ = written.error().text();
  }
  if (!error_.empty()) tell_("not taken up: " + error_);
  look();
}

bool Agent::take_up_all(const std::vector<Offer>& offers) {
  const Pulse pulse(options_.pulse, machine_.clock, options_.node, heartbeat_seconds);
  for (const Offer& offer : offers) {
    auto fetched = fetch_bundle(api_, reach_, offer.object);
    if (std::holds_alternative<NotNow>(fetched)) {
      take_up_at_us_ = 0;
      return false;
    }
    if (const auto* refused = std::get_if<node::Refused>(&fetched)) {
      error_ = first_reason(*refused);
      return false;
    }
    auto* bundle = std::get_if<ProfileBundle>(&fetched);
    if (bundle == nullptr) return false;  // deleted meanwhile: the watch says so
    const node::Apply apply{{bundle->digest, std::move(bundle->bytes), std::move(bundle->signature),
                             bundle->signature_kind},
                            node::Stage::final,
                            {},
                            "take-up-" + short_digest(bundle->digest)};
    const node::Reply reply = node::handle(machine_, apply);
    error_ = first_reason(reply);
    if (!error_.empty()) return false;
    tell_("took up " + offer.object);
  }
  return true;
}

void Agent::look_for_bundle() {
  const std::string& name = standing_.drift.bundle;
  if (name != bundle_looked_for_) {
    bundle_looked_for_ = name;
    bundle_gone_ = false;
    bundle_at_us_ = 0;
  }
  if (name.empty() || now() < bundle_at_us_ || !reach_.may(get_bundle_call)) return;
  const auto got = api_.get(profile_bundles, "", name);
  if (!got && !got.failure().not_found()) {
    reach_.failed(got.failure(), get_bundle_call);
    return;
  }
  reach_.good();
  bundle_at_us_ = now() + read_bundle_every_us;
  if (!got && !bundle_gone_)
    tell_("the ProfileBundle " + name + " was deleted; profiles stay loaded");
  bundle_gone_ = !got;
}

NodeMarks Agent::wanted_marks() const {
  NodeMarks out;
  out.set = standing_.set();
  if (!standing_.has_apparmor)
    out.untaint = options_.untaint_without_apparmor;
  else if (kept_.taking_up || !standing_.error.empty())
    out.untaint = false;
  else if (standing_.is_new())
    out.untaint = nothing_offered_;
  else
    out.untaint = standing_.status.digest.empty() || standing_.verified();
  return out;
}

void Agent::mark() {
  const NodeMarks wanted = wanted_marks();
  if (marked_ && *marked_ == wanted) return;
  if (!may_mark(reach_) || !read_node()) return;
  const bool was_tainted = is_tainted(*node_);
  if (!mark_node(api_, reach_, *node_, wanted)) {
    node_at_us_ = 0;  // somebody else was faster: it is read anew
    return;
  }
  marked_ = wanted;
  if (was_tainted && !is_tainted(*node_))
    tell_(std::string("took the taint ") + pending_taint + " away");
}

}  // namespace profgen::inline v0::kube
