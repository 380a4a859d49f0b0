// One profile of the second file into its namesake in the first.
#pragma once

#include <map>

#include "edit/merge/items.hpp"
#include "edit/merge/side.hpp"

namespace profgen::inline v0::edit::merging {

class ProfileMerge {
 public:
  ProfileMerge(const File& ours, const File& theirs, const MergeOptions& how, Result& result);

  // The items must be those of the profiles.
  void merge(const policy::Profile& our_profile, const Item& our_item,
             const policy::Profile& their_profile, const Item& their_item);

 private:
  struct Pair;

  void merge_header(const Pair& pair);
  void collect(Pair& pair, const Siblings& items, bool in_block);
  std::size_t collect_conditional(Pair& pair, const Siblings& items, std::size_t index);
  void collect_rule(Pair& pair, const Siblings& items, std::size_t index, bool in_block);
  void collect_include(Pair& pair, const Siblings& items, std::size_t index);
  void collect_child(Pair& pair, const Siblings& items, std::size_t index);
  // True if the second file's side was taken.
  bool settle(Pair& pair, const std::string& id, const policy::ResolvedRule& ours);
  void add(Pair& pair, const BlockKey& key, std::vector<TextLine> lines);

  const File& ours_;
  const File& theirs_;
  const MergeOptions& how_;
  Result& result_;
  std::map<Span, const policy::Profile*> their_profiles_;
};

}  // namespace profgen::inline v0::edit::merging
