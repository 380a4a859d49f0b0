#include "evidence/memo.hpp"

#include <xxhash.h>

#include "base/overloaded.hpp"

namespace profgen::evidence {
namespace {

class Mix {
 public:
  Mix& operator<<(std::string_view text) { return *this << XXH3_64bits(text.data(), text.size()); }
  Mix& operator<<(std::uint64_t number) {
    value_ = (value_ ^ number) * 0x9e3779b97f4a7c15;
    value_ ^= value_ >> 32;
    return *this;
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0;
};

}  // namespace

std::uint64_t Memo::hash_of(const Event& event) {
  Mix mix;
  mix << event.profile << event.access.index();
  std::visit(Overloaded{
                 [&](const FileAccess& a) { mix << a.path << a.perms; },
                 [&](const ExecAccess& a) { mix << a.path; },
                 [&](const LinkAccess& a) { mix << a.link; },
                 [&](const CapabilityAccess& a) { mix << a.capability; },
                 [&](const NetworkAccess& a) {
                   mix << a.family << a.type << a.perms << a.local.port << a.peer.address
                       << a.peer.port;
                 },
                 [&](const UnixAccess& a) { mix << a.address << a.peer_address << a.perms; },
                 [&](const DbusAccess& a) { mix << a.path << a.member << a.perms; },
                 [&](const SignalAccess& a) { mix << a.signal << a.peer << a.perms; },
                 [&](const PtraceAccess& a) { mix << a.peer << a.perms; },
                 [&](const MountAccess& a) { mix << a.mountpoint << a.source; },
                 [](const auto&) {},
             },
             event.access);
  return mix.value();
}

Seen* Memo::find(std::uint64_t hash, const Event& event) const {
  if (entries_.empty()) return nullptr;
  const Entry& entry = entries_[hash % slots];
  if (entry.hash != hash || entry.subject == nullptr) return nullptr;
  const bool same = entry.subject->profile == event.profile &&
                    entry.subject->name_space == event.name_space &&
                    entry.key->unusable == !event.unusable.empty() &&
                    entry.key->crowd == Crowd::none && entry.key->access == event.access;
  return same ? entry.seen : nullptr;
}

void Memo::put(const Entry& entry) {
  if (entries_.empty()) entries_.resize(slots);
  entries_[entry.hash % slots] = entry;
}

}  // namespace profgen::evidence
