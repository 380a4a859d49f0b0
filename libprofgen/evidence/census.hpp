// Counts names, and says which are too many to be kept apart. What collapses depends on the set of
// keys alone, not on their order, and what collapsed once stays so: that keeps merging a join.
//
// A family of profiles has a level. Level 0 keeps Limits::names of a directory; each further level
// fewer, and the last ones cut the directories at a depth. The cost of a level is what it would
// keep: of each directory its names, at most as many as the level allows. The family has the first
// level whose cost is within Limits::family. Every cost grows with the set, and can still be told
// from what a lower level has left of it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "profgen/evidence.hpp"

namespace profgen::inline v0::evidence {

// Up to the first "//", and whether it is one of the //null- profiles.
struct FamilyName {
  std::string name_space;
  std::string profile;
  bool null = false;
  friend auto operator<=>(const FamilyName&, const FamilyName&) = default;
};

class Census {
 public:
  explicit Census(const Limits& limits);

  enum class Change { none, place, family };
  // Takes note of a distinct key (of a crowd with the limit in its Seen). Says whether keys that
  // were noted before are now in a crowd: those of this one's place, or others of the family.
  Change note(const Subject& subject, const Key& key, std::uint32_t crowd_limit = 0);

  // The crowd that a key is lost in (of a crowd: itself or a wider one); nullopt: it stands alone.
  [[nodiscard]] std::optional<std::pair<Subject, Key>> crowd_of(const Subject& subject,
                                                                const Key& key) const;
  // Makes a Seen that of a crowd: the name of one that is lost in it, and its permissions.
  static void enter(Seen& seen, const Subject& subject, const Key& key, Crowd crowd);
  // The limit that stands in a crowd's entry, and why it is one.
  void explain(const Subject& subject, const Key& key, Seen& seen) const;

  [[nodiscard]] bool any() const { return any_; }
  [[nodiscard]] static FamilyName family_of(const Subject& subject, const Key& key);

 private:
  struct Level {
    std::uint32_t names = 0;
    std::uint32_t depth = 0;
    bool children = false;  // nothing is kept of //null- profiles
  };
  struct PlaceName {
    std::string profile;
    std::size_t of_class = 0;
    std::string directory;
    bool tree = false;
    friend auto operator<=>(const PlaceName&, const PlaceName&) = default;
  };
  struct Place {
    std::uint32_t weight = 0;
    bool over = false;
  };
  struct Family {
    std::size_t level = 0;
    std::uint64_t cost = 0;
    std::map<PlaceName, Place> places;
    std::set<std::string> children;  // //null- profiles
  };

  [[nodiscard]] PlaceName place_for(const Family& family, const Subject& subject,
                                    const Key& key) const;
  [[nodiscard]] std::uint64_t cost_of(const Level& level, const PlaceName& name,
                                      const Place& place) const;
  void raise(Family& family, std::size_t level);
  [[nodiscard]] std::size_t last_level(bool null) const;
  [[nodiscard]] std::size_t level_of_crowd(const Key& key, std::uint32_t limit, bool null) const;

  Limits limits_;
  std::vector<Level> levels_;
  std::map<FamilyName, Family> families_;
  bool any_ = false;
};

}  // namespace profgen::inline v0::evidence
