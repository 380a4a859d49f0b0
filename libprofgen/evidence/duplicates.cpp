// One record met in several places: kern.log and syslog, kern.log and the journal.
#include <algorithm>
#include <functional>
#include <string_view>

#include "profgen/evidence.hpp"

namespace profgen::evidence {
namespace {

// Two generations of this many hashes each (three or four a record): some 12 MiB at most.
constexpr std::size_t generation = 150'000;

// Who can forge a collision can keep a count low, no more (Evidence::add).
class Hash {
 public:
  void add(std::string_view bytes) { add(std::hash<std::string_view>()(bytes)); }
  void add(std::uint64_t number) {
    value_ = (value_ ^ number) * 0x9e3779b97f4a7c15;
    value_ ^= value_ >> 32;
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }
  // Of this and what stands behind it.
  [[nodiscard]] std::uint64_t with(std::string_view host) const {
    Hash out = *this;
    out.add(host);
    return out.value();
  }
  [[nodiscard]] std::uint64_t with(std::string_view host, std::string_view source,
                                   Transport transport) const {
    Hash out = *this;
    out.add(host);
    out.add(source);
    out.add(static_cast<std::uint64_t>(transport));
    return out.value();
  }

 private:
  std::uint64_t value_ = 0x2545f4914f6cdd1d;
};

// What AppArmor itself wrote: without the head, which each transport writes in its own way, and
// without what auditd adds behind 0x1d.
std::string_view payload(std::string_view text) {
  const std::size_t begin = text.find("apparmor=");
  if (begin != std::string_view::npos) text.remove_prefix(begin);
  return text.substr(0, text.find('\x1d'));
}

Hash hash_of(const Record& record) {
  Hash hash;
  hash.add(std::uint64_t{record.trusted()});
  hash.add(static_cast<std::uint64_t>(record.time_us));
  hash.add(record.serial);
  hash.add(payload(record.text));
  return hash;
}

}  // namespace

std::uint32_t& Duplicates::count_of(std::uint64_t hash) {
  const auto [at, is_new] = recent_.try_emplace(hash, 0u);
  if (is_new)
    if (const auto old = older_.find(hash); old != older_.end()) at->second = old->second;
  return at->second;
}

bool Duplicates::seen_before(const Record& record) {
  if (!record.has_stamp) return false;
  if (recent_.size() >= generation) {
    older_ = std::move(recent_);
    recent_.clear();
  }
  const Hash what = hash_of(record);
  const std::uint64_t anywhere = what.value();
  const std::uint64_t on_host = what.with(record.host), on_no_host = what.with("");
  const std::uint64_t place = what.with(record.host, record.source, record.transport);
  const std::uint32_t here = ++count_of(place);
  // audit.log names no host: such a record may be anyone's, and anyone's may be that one.
  const std::uint32_t before =
      record.host.empty() ? count_of(anywhere) : std::max(count_of(on_host), count_of(on_no_host));
  for (const std::uint64_t hash : {anywhere, on_host}) {
    std::uint32_t& most = count_of(hash);
    most = std::max(most, here);
  }
  return here <= before;
}

}  // namespace profgen::evidence
