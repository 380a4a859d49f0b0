#include "fleet/rollout/accesses.hpp"

#include <charconv>

#include "base/hash.hpp"
#include "profgen/evidence_file.hpp"

namespace profgen::inline v0::fleet {
namespace {

std::uint64_t hash_of_access(const evidence::Entry& entry) {
  std::string words = entry.subject.name_space;
  for (const std::string& word :
       {entry.subject.profile, describe(entry.key.access),
        std::string(evidence::name_of(entry.key.crowd)), entry.seen.unusable}) {
    words += '\0';
    words += word;
  }
  const std::string hex = hash128_hex(words);
  std::uint64_t hash = 0;
  (void)std::from_chars(hex.data(), hex.data() + 16, hash, 16);
  return hash;
}

}  // namespace

Result<std::vector<SeenAccess>> accesses_of(const std::string& evidence, const std::string& name) {
  const auto stream = evidence::open_text(evidence, name);
  if (!stream) return stream.error();
  std::vector<SeenAccess> seen;
  evidence::Entry entry;
  for (;;) {
    const Result<bool> more = (*stream)->next(entry);
    if (!more) return more.error();
    if (!*more) return seen;
    const evidence::Counts& counts = entry.seen.counts;
    seen.push_back({hash_of_access(entry),
                    entry.subject.profile.substr(0, entry.subject.profile.find("//")),
                    counts[1] != 0, counts[2] != 0 || counts[3] != 0});
  }
}

}  // namespace profgen::inline v0::fleet
