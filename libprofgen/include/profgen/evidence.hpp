// A mergeable set of distinct accesses: who did what, how often, when, where, and how far it is to
// be believed. Its merge is a join: commutative, associative and idempotent (docs/evidence.md).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "profgen/event.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::evidence {

// How often by verdict: audit, allowed, denied, killed (the first four of Verdict).
using Counts = std::array<std::uint64_t, 4>;

// What one log stream had of an access. Two states of one stream join by the greater of each count.
struct Tally {
  std::uint32_t source = 0;  // index into the sources of the evidence
  Counts counts{};
  std::uint64_t untrusted = 0;
  friend auto operator<=>(const Tally&, const Tally&) = default;
};

struct Seen {
  Counts counts{};              // over all sources
  std::uint64_t untrusted = 0;  // how many of them came over a transport anyone may write to
  std::int64_t first_us = 0, last_us = 0;  // 0: unknown
  // The least most_names of each; where there are as many there may be more. So that memory follows
  // what is distinct, not the number of hosts; and so that merging stays commutative.
  static constexpr std::size_t most_names = 32;
  std::set<std::string> hosts;
  std::set<std::string> programs;   // comm
  std::set<std::string> workloads;  // Record::workload
  std::string sample;               // one verbatim record (a very long one is cut)
  std::string info;                 // of the first event that had one
  std::string unusable;             // Event::unusable; such an access asks for no rule
  std::vector<Tally> tallies;       // by source, sorted; empty where only the totals are known

  // Of a crowd (Key::crowd) only: what was asked of others' and of its own files, some of the names
  // (the least most_crowd_names), and the number of names beyond which it became one.
  static constexpr std::size_t most_crowd_names = 8;
  FilePerms perms = 0, own_perms = 0;
  std::set<std::string> names;
  std::uint32_t limit = 0;

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

// An access that stands for many whose names are too many to keep (Limits). Never a rule by itself.
enum class Crowd : std::uint8_t {
  none,      // an access as it was seen
  names,     // of one class, and in one directory where the class has paths
  tree,      // of one class, everywhere below a directory
  children,  // of one class, of all //null- profiles of a profile
};
[[nodiscard]] std::string_view name_of(Crowd crowd);  // "none", "names", "tree", "children"

struct Key {
  Access access;  // of a crowd: the directory with its last slash, everything else empty
  bool unusable = false;
  Crowd crowd = Crowd::none;
  friend auto operator<=>(const Key&, const Key&) = default;
};

using Accesses = std::map<Key, Seen>;

// How much is kept of what a process can make without end. All weights are counted in names: 1, and
// one more for each 256 bytes of a long name. A family is a profile with all whose names begin with
// "PROFILE//"; its //null- profiles (a process makes them by running programs) are one of their
// own.
struct Limits {
  std::uint32_t names = 1000;     // in a directory; of a class that has no paths
  std::uint32_t family = 15'000;  // in a family: beyond, ever fewer names a directory are kept, and
                                  // then ever fewer levels of directories
  std::uint32_t children = 500;   // //null- profiles of a family
};

// A log stream that was counted. It is known by the first AppArmor record in it, so that copies and
// later states of it are the same stream.
struct Source {
  std::string id;    // 128 bits in hex: host, time, serial and payload of that record
  std::string name;  // as it was named when it was read
  std::string host;  // of that record
  std::uint64_t records = 0;
  std::map<std::string, std::uint64_t> ignored;  // ReadReport::ignored
  std::map<std::string, std::uint64_t> losses;   // ReadReport::losses
};

// Knows a record that was met before: kern.log, syslog and the journal hold the same events. Two
// records are one if trust, audit stamp and the text from `apparmor=` on agree, and the host (no
// host, as in audit.log, agrees with any). A record that stands twice in *one* place counts twice,
// the kernel does log the same thing twice under a stamp; but not if older records stood between
// the two: then the kernel's held queue was written once more. Memory is bounded: of the oldest
// records (some 400 000 back) nothing is known any more, and records without a stamp are never
// known; then a count is too high, the set of accesses is the same.
class Duplicates {
 public:
  // True if the record was met before in another place; remembers it.
  [[nodiscard]] bool seen_before(const Record& record);

  // The last records of a place (a source's name, host and transport): what a later run has to know
  // so that a record that comes once more is known.
  struct Recent {
    std::string source, host;
    Transport transport = Transport::user;
    std::int64_t time_us = 0;  // the stamp of the last one
    std::uint64_t serial = 0;
    std::vector<std::uint64_t> hashes;  // oldest first
  };
  static constexpr std::size_t most_recent = 4096;
  [[nodiscard]] std::vector<Recent> recent() const;
  void remember(const std::vector<Recent>& recent);

 private:
  // A source, a host and a transport; anew each time that older records stand behind newer ones.
  struct Place {
    std::string source, host;
    Transport transport = Transport::user;
    std::int64_t time_us = 0;  // the last stamp
    std::uint64_t serial = 0;
  };
  // How often a record was met in a place.
  struct Met {
    std::uint64_t hash = 0;
    std::uint32_t place = 0;
    std::uint32_t count = 0;  // 0: free
  };
  // An open hash table: those of one hash stand behind each other.
  struct Table {
    std::vector<Met> slots;
    std::size_t used = 0;
    Met& put(const Met& met);
  };

  std::uint32_t place_of(const Record& record);
  Met& met_in(std::uint64_t hash, std::uint32_t place, std::uint32_t& elsewhere);
  void forget_some();

  Table young_, old_;
  std::vector<Place> places_;
  std::map<std::tuple<std::string, std::string, Transport>, std::uint32_t> by_name_;
  std::uint32_t last_place_ = 0;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> ring_;  // the last hashes and their places
  std::size_t ring_at_ = 0;
};

class Census;
class EntryStream;

// May be read by any number of threads while nobody changes it; so may all that is const here.
class Evidence {
 public:
  explicit Evidence(const Limits& limits = {});
  explicit Evidence(std::map<Subject, Accesses> subjects);
  ~Evidence();
  Evidence(const Evidence&);
  Evidence(Evidence&&) noexcept;
  Evidence& operator=(const Evidence&);
  Evidence& operator=(Evidence&&) noexcept;

  // One record met over two transports of one host counts once (Duplicates). Events that name no
  // access (STATUS, HINT) are left out; those whose access cannot be told stay as unusable. The
  // first record of a source opens it.
  void add(const Record& record, const Event& event);
  // Adds counts up: one access as it was counted elsewhere, a child folded into its parent. Knows
  // no sources and no limits.
  void add(const Subject& subject, const Key& key, const Seen& seen);
  // What reading the sources told beside records.
  void note(const log::ReadReport& report);
  // The join: what both hold of a source counts once.
  void merge(const Evidence& other);
  // The same with a stream, such as an evidence file. An Error is the stream's; then nothing is
  // changed.
  Status merge(EntryStream& other);

  // Sorted by subject; in each, accesses sorted by class and value.
  [[nodiscard]] const std::map<Subject, Accesses>& subjects() const { return subjects_; }
  // In the order in which they were met. Two may be one stream, under two names.
  [[nodiscard]] const std::vector<Source>& sources() const { return sources_; }
  [[nodiscard]] bool empty() const { return subjects_.empty(); }
  [[nodiscard]] std::size_t distinct() const;
  [[nodiscard]] const Limits& limits() const { return limits_; }
  [[nodiscard]] Duplicates& duplicates() { return duplicates_; }
  [[nodiscard]] const Duplicates& duplicates() const { return duplicates_; }

 private:
  std::uint32_t source_of(const Record& record);
  // The entry for a key: its own, or that of the crowd it is lost in.
  std::pair<Seen*, bool> entry_for(const Subject& subject, const Key& key);
  void collapse(const Subject& subject, const Key& key, bool whole_family);

  Limits limits_;
  std::map<Subject, Accesses> subjects_;
  std::vector<Source> sources_;
  std::map<std::string, std::uint32_t, std::less<>> by_name_;
  std::uint32_t last_source_ = 0;
  Duplicates duplicates_;  // of what was add()ed as records
  std::unique_ptr<Census> census_;
};

}  // namespace profgen::inline v0::evidence
#pragma GCC visibility pop
