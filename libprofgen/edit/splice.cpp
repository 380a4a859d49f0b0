#include <algorithm>
#include <cassert>

#include "profgen/edit.hpp"

namespace profgen::inline v0::edit {

std::string apply(std::string_view text, std::vector<Splice> splices) {
  std::stable_sort(splices.begin(), splices.end(),
                   [](const Splice& a, const Splice& b) { return a.where < b.where; });
  std::size_t size = text.size();
  for (const Splice& splice : splices) size += splice.text.size();
  std::string out;
  out.reserve(size);
  std::size_t done = 0;
  for (const Splice& splice : splices) {
    assert(splice.where.begin >= done && splice.where.end <= text.size());
    out.append(text.substr(done, splice.where.begin - done));
    out.append(splice.text);
    done = splice.where.end;
  }
  out.append(text.substr(done));
  return out;
}

}  // namespace profgen::inline v0::edit
