// One record met in several places: kern.log and syslog, kern.log and the journal.
#include <string_view>

#include "profgen/evidence.hpp"

namespace profgen::evidence {
namespace {

// Two generations of this many hashes each (two a record): about 20 MiB at most.
constexpr std::size_t generation = 150'000;

// FNV-1a over length-prefixed strings. Who can forge a collision can keep a count low, no more.
class Hash {
 public:
  void add(std::string_view bytes) {
    add(bytes.size());
    for (const char c : bytes) step(static_cast<unsigned char>(c));
  }
  void add(std::uint64_t number) {
    for (int i = 0; i < 8; ++i) step(static_cast<unsigned char>(number >> (8 * i)));
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  void step(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001b3; }
  std::uint64_t value_ = 0xcbf29ce484222325;
};

Hash hash_of(const Record& record) {
  Hash hash;
  hash.add(record.host);
  hash.add(record.trusted() ? 1 : 0);
  hash.add(static_cast<std::uint64_t>(record.time_us));
  hash.add(record.serial);
  for (const Field& field : record.fields) {
    hash.add(field.key);
    hash.add(field.value);
  }
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
  Hash hash = hash_of(record);
  const std::uint64_t any_place = hash.value();
  hash.add(record.source);
  hash.add(static_cast<std::uint64_t>(record.transport));
  const std::uint32_t here = ++count_of(hash.value());
  std::uint32_t& most = count_of(any_place);
  if (here <= most) return true;
  most = here;
  return false;
}

}  // namespace profgen::evidence
