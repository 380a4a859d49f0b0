// A mergeable set of distinct accesses: who did what, how often, when, where, and how far it is to
// be believed. add() and merge() are commutative and associative.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "profgen/event.hpp"

namespace profgen::evidence {

struct Seen {
  // Counts by verdict: audit, allowed, denied, killed (the first four of Verdict).
  std::array<std::uint64_t, 4> counts{};
  std::uint64_t untrusted = 0;  // how many of them came over a transport anyone may write to
  std::int64_t first_us = 0, last_us = 0;  // 0: unknown
  // The least most_names of each; where there are as many there may be more. So that memory follows
  // what is distinct, not the number of hosts; and so that merging stays commutative.
  static constexpr std::size_t most_names = 32;
  std::set<std::string> hosts;
  std::set<std::string> programs;  // comm
  std::string sample;              // one verbatim record
  std::string info;                // of the first event that had one
  std::string unusable;            // Event::unusable; such an access asks for no rule

  [[nodiscard]] std::uint64_t total() const;
  [[nodiscard]] bool trusted() const { return untrusted == 0; }
  // Seen only in complain mode: what enforce would deny.
  [[nodiscard]] bool complain() const { return counts[1] != 0 && counts[2] == 0 && counts[3] == 0; }
};

// A policy namespace and a profile name: "P", "P//child", "P//null-/usr/bin/x".
struct Subject {
  std::string name_space;
  std::string profile;
  friend auto operator<=>(const Subject&, const Subject&) = default;
};

struct Key {
  Access access;
  bool unusable = false;
  friend auto operator<=>(const Key&, const Key&) = default;
};

using Accesses = std::map<Key, Seen>;

// Knows a record that was met before: kern.log, syslog and the journal hold the same events. Two
// records are one if trust, audit stamp and the text from `apparmor=` on agree, and the host (no
// host, as in audit.log, agrees with any). A record that stands twice in *one* place counts twice:
// the kernel does log the same thing twice under a stamp. Memory is bounded: of the oldest records
// (some 50 000 back) nothing is known any more, and records without a stamp are never known; then a
// count is too high, the set of accesses is the same.
class Duplicates {
 public:
  // True if the record was met before in another place; remembers it.
  [[nodiscard]] bool seen_before(const Record& record);

 private:
  // How often, by a hash of the record with its place, with its host, and alone (the most of any
  // place there).
  using Counts = std::unordered_map<std::uint64_t, std::uint32_t>;
  [[nodiscard]] std::uint32_t& count_of(std::uint64_t hash);
  Counts recent_, older_;
};

class Evidence {
 public:
  Evidence() = default;
  explicit Evidence(std::map<Subject, Accesses> subjects) : subjects_(std::move(subjects)) {}

  // One record met over two transports of one host counts once (Duplicates). Events that name no
  // access (STATUS, HINT) are left out; those whose access cannot be told stay as unusable.
  void add(const Record& record, const Event& event);
  // One access as it was counted elsewhere: an evidence file, a child folded into its parent.
  void add(const Subject& subject, const Key& key, const Seen& seen);
  void merge(const Evidence& other);

  // Sorted by subject; in each, accesses sorted by class and value.
  [[nodiscard]] const std::map<Subject, Accesses>& subjects() const { return subjects_; }
  [[nodiscard]] bool empty() const { return subjects_.empty(); }
  [[nodiscard]] std::size_t distinct() const;

 private:
  std::map<Subject, Accesses> subjects_;
  Duplicates duplicates_;  // of what was add()ed as records; merge() adds counts as they are
};

}  // namespace profgen::evidence
