#include "evidence/writer.hpp"

#include <algorithm>

#include "evidence/lines.hpp"

namespace profgen::inline v0::evidence {

Status Writer::put(std::string_view lines) {
  hash_.add(lines);
  lines_ += static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
  return sink_(lines);
}

Status Writer::head(const FileHead& head) {
  if (Status written = put(first_line()); !written) return written;
  return put(head_lines(head));
}

Status Writer::entry(const Entry& entry) { return put(entry_line(entry)); }

Status Writer::end() { return sink_(end_line(lines_, hash_.hex())); }

}  // namespace profgen::inline v0::evidence
