// Strings that serve one record after the other.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

namespace profgen::log {

// `to = from` for a value that most often is empty, or what it was in the record before: then
// nothing is called that would write.
inline void set(std::string& to, std::string_view from) {
  if (from.empty())
    to.clear();
  else if (to.size() != from.size() || std::memcmp(to.data(), from.data(), from.size()) != 0)
    to.assign(from);
}

}  // namespace profgen::log
