// Remembers where the entries of the last accesses stand: logs repeat themselves, and the ordered
// maps of Evidence take several comparisons of long strings to say so.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "profgen/evidence.hpp"

namespace profgen::evidence {

// A direct-mapped table: an entry gives way to the next one in its slot. What it points to are
// nodes of std::map, which stay where they are until they are erased: then it must be cleared.
class Memo {
 public:
  struct Entry {
    std::uint64_t hash = 0;
    const Subject* subject = nullptr;  // nullptr: free
    const Key* key = nullptr;
    Seen* seen = nullptr;
  };

  // A number for the words of an access that tell it from its like. Equal accesses have equal
  // numbers; it need not be more than that, the entry is compared.
  [[nodiscard]] static std::uint64_t hash_of(const Event& event);
  // The entry of exactly this access; nullptr if it is not known.
  [[nodiscard]] Seen* find(std::uint64_t hash, const Event& event) const;
  void put(const Entry& entry);
  void clear() { entries_.clear(); }

 private:
  static constexpr std::size_t slots = 8192;
  std::vector<Entry> entries_;  // empty until something is put
};

}  // namespace profgen::evidence
