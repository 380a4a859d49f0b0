#include "profgen/result.hpp"

#include "base/text.hpp"

namespace profgen::inline v0 {

std::string Error::text() const {
  std::string out;
  for (const std::string* part : {&object, &context, &reason}) {
    if (part->empty()) continue;
    if (!out.empty()) out += ": ";
    out += profgen::text::printable(*part);
  }
  return out;
}

}  // namespace profgen::inline v0
