// The keys of everything that is sent or kept, each written down once for both directions.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <tuple>

#include "node/state.hpp"
#include "profgen/node.hpp"

namespace profgen::inline v0::node {

template <class Struct, class Member>
struct Field {
  const char* key;
  Member Struct::*member;
};
template <class Struct, class Member>
Field(const char*, Member Struct::*) -> Field<Struct, Member>;

// What enumerations are called.
inline constexpr std::array<std::string_view, 2> stage_words = {"complain", "final"};
inline constexpr std::array<std::string_view, 6> action_words = {"add",       "replace", "mode",
                                                                 "unchanged", "kept",    "blocked"};
inline constexpr std::array<std::string_view, 3> signature_words = {"none", "ssh", "minisign"};
constexpr std::span<const std::string_view> words_of(const Stage*) { return stage_words; }
constexpr std::span<const std::string_view> words_of(const Action*) { return action_words; }
constexpr std::span<const std::string_view> words_of(const bundle::SignatureKind*) {
  return signature_words;
}

constexpr auto fields_of(const Package*) {
  return std::tuple{Field{"digest", &Package::digest}, Field{"bytes", &Package::bytes},
                    Field{"signature", &Package::signature},
                    Field{"signature_kind", &Package::signature_kind}};
}
constexpr auto fields_of(const Preflight*) { return std::tuple{}; }
constexpr auto fields_of(const Plan*) {
  return std::tuple{Field{"package", &Plan::package}, Field{"stage", &Plan::stage},
                    Field{"adopt", &Plan::adopt}};
}
constexpr auto fields_of(const Apply*) {
  return std::tuple{Field{"package", &Apply::package}, Field{"stage", &Apply::stage},
                    Field{"adopt", &Apply::adopt}, Field{"run", &Apply::run}};
}
constexpr auto fields_of(const Relax*) { return std::tuple{Field{"run", &Relax::run}}; }
constexpr auto fields_of(const Rollback*) {
  return std::tuple{Field{"run", &Rollback::run}, Field{"revision", &Rollback::revision}};
}
constexpr auto fields_of(const Park*) {
  return std::tuple{Field{"profiles", &Park::profiles}, Field{"run", &Park::run}};
}
constexpr auto fields_of(const Retire*) {
  return std::tuple{Field{"profiles", &Retire::profiles}, Field{"run", &Retire::run}};
}
constexpr auto fields_of(const StatusOf*) { return std::tuple{}; }
constexpr auto fields_of(const DriftOf*) {
  return std::tuple{Field{"package", &DriftOf::package}, Field{"stage", &DriftOf::stage}};
}
constexpr auto fields_of(const Events*) {
  return std::tuple{Field{"cursor", &Events::cursor}, Field{"profiles", &Events::profiles}};
}
constexpr auto fields_of(const Usage*) { return std::tuple{Field{"profiles", &Usage::profiles}}; }

constexpr auto fields_of(const Problem*) {
  return std::tuple{Field{"id", &Problem::id}, Field{"text", &Problem::text},
                    Field{"remedy", &Problem::remedy}, Field{"blocks", &Problem::blocks}};
}
constexpr auto fields_of(const PreflightReply*) {
  using R = PreflightReply;
  return std::tuple{Field{"hostname", &R::hostname},
                    Field{"os", &R::os},
                    Field{"kernel", &R::kernel},
                    Field{"machine", &R::machine},
                    Field{"boot_id", &R::boot_id},
                    Field{"time_us", &R::time_us},
                    Field{"node_version", &R::node_version},
                    Field{"parser", &R::parser},
                    Field{"newest_abi", &R::newest_abi},
                    Field{"features", &R::features},
                    Field{"free_bytes", &R::free_bytes},
                    Field{"problems", &R::problems}};
}
constexpr auto fields_of(const User*) {
  return std::tuple{Field{"pid", &User::pid}, Field{"started", &User::started},
                    Field{"exe", &User::exe}, Field{"confined", &User::confined}};
}
constexpr auto fields_of(const ProfilePlan*) {
  using P = ProfilePlan;
  return std::tuple{Field{"profile", &P::profile},         Field{"file", &P::file},
                    Field{"action", &P::action},           Field{"mode_before", &P::mode_before},
                    Field{"mode_after", &P::mode_after},   Field{"users", &P::users},
                    Field{"differences", &P::differences}, Field{"problems", &P::problems}};
}
constexpr auto fields_of(const PlanReply*) {
  return std::tuple{Field{"profiles", &PlanReply::profiles},
                    Field{"problems", &PlanReply::problems}};
}
constexpr auto fields_of(const ProfileState*) {
  using P = ProfileState;
  return std::tuple{Field{"profile", &P::profile}, Field{"file", &P::file}, Field{"mode", &P::mode},
                    Field{"hash", &P::hash}, Field{"as_requested", &P::as_requested}};
}
constexpr auto fields_of(const ApplyReply*) {
  using R = ApplyReply;
  return std::tuple{Field{"changed", &R::changed}, Field{"revision", &R::revision},
                    Field{"revision_before", &R::revision_before}, Field{"profiles", &R::profiles},
                    Field{"notes", &R::notes}};
}
constexpr auto fields_of(const StatusReply*) {
  using R = StatusReply;
  return std::tuple{Field{"boot_id", &R::boot_id},
                    Field{"revision", &R::revision},
                    Field{"run", &R::run},
                    Field{"digest", &R::digest},
                    Field{"stage", &R::stage},
                    Field{"profiles", &R::profiles},
                    Field{"revisions", &R::revisions}};
}
constexpr auto fields_of(const DriftItem*) {
  using D = DriftItem;
  return std::tuple{Field{"profile", &D::profile}, Field{"file", &D::file}, Field{"kind", &D::kind},
                    Field{"detail", &D::detail}, Field{"who", &D::who}};
}
constexpr auto fields_of(const DriftReply*) {
  return std::tuple{Field{"items", &DriftReply::items}};
}
constexpr auto fields_of(const EventsReply*) {
  using R = EventsReply;
  return std::tuple{Field{"cursor", &R::cursor}, Field{"evidence", &R::evidence},
                    Field{"allowed", &R::allowed}, Field{"denied", &R::denied},
                    Field{"gaps", &R::gaps}};
}
constexpr auto fields_of(const UsageReply*) {
  return std::tuple{Field{"users", &UsageReply::users}};
}
constexpr auto fields_of(const Refused*) {
  return std::tuple{Field{"problems", &Refused::problems}};
}

// ---- the state file

constexpr auto fields_of(const Written*) {
  using W = Written;
  return std::tuple{Field{"profile", &W::profile}, Field{"file", &W::file},
                    Field{"sha256", &W::sha256}, Field{"mode", &W::mode}, Field{"hash", &W::hash}};
}
constexpr auto fields_of(const WrittenFile*) {
  return std::tuple{Field{"file", &WrittenFile::file}, Field{"sha256", &WrittenFile::sha256}};
}
constexpr auto fields_of(const Revision*) {
  using R = Revision;
  return std::tuple{Field{"number", &R::number},   Field{"run", &R::run},
                    Field{"digest", &R::digest},   Field{"stage", &R::stage},
                    Field{"time_us", &R::time_us}, Field{"saves", &R::saves}};
}
constexpr auto fields_of(const ParkedProfile*) {
  using P = ParkedProfile;
  return std::tuple{Field{"profile", &P::profile}, Field{"file", &P::file}, Field{"run", &P::run}};
}
constexpr auto fields_of(const InForce*) {
  return std::tuple{Field{"run", &InForce::run}, Field{"digest", &InForce::digest},
                    Field{"stage", &InForce::stage}};
}
constexpr auto fields_of(const State*) {
  return std::tuple{Field{"revision", &State::revision},     Field{"run", &State::run},
                    Field{"digest", &State::digest},         Field{"stage", &State::stage},
                    Field{"before_run", &State::before_run}, Field{"entries", &State::entries},
                    Field{"files", &State::files},           Field{"revisions", &State::revisions},
                    Field{"parked", &State::parked}};
}

// ---- what requests and replies are called

// In the order of the variants.
inline constexpr std::array<std::string_view, 11> request_words = {
    "preflight", "plan",   "apply", "relax",  "rollback", "park",
    "retire",    "status", "drift", "events", "usage"};
inline constexpr std::array<std::string_view, 8> reply_words = {
    "preflight", "plan", "apply", "status", "drift", "events", "usage", "refused"};
static_assert(std::variant_size_v<Request> == request_words.size());
static_assert(std::variant_size_v<Reply> == reply_words.size());

}  // namespace profgen::inline v0::node
