// Any bytes as an evidence file, with a last line that fits them: what is accepted is written again
// byte for byte, and merging it with itself changes nothing.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.hpp"
#include "evidence/lines.hpp"
#include "evidence/merged.hpp"
#include "evidence/writer.hpp"

namespace {

using namespace profgen;
using namespace profgen::evidence;

// Not assert(): the check must hold in every kind of build.
void require(bool holds) {
  if (!holds) std::abort();
}

std::string sealed(std::string text) {
  if (const std::size_t end = text.find(end_mark); end != std::string::npos) text.resize(end);
  if (!text.empty() && text.back() != '\n') text += '\n';
  Hash128 hash;
  hash.add(text);
  const auto lines = std::count(text.begin(), text.end(), '\n');
  return text + end_line(static_cast<std::uint64_t>(lines), hash.hex());
}

// The join of so many copies; "" if it is refused.
std::string joined(const std::string& text, std::size_t copies) {
  constexpr Limits tiny{4, 20, 2};
  std::vector<std::unique_ptr<EvidenceFile>> files;
  std::vector<Part> parts;
  for (std::size_t i = 0; i < copies; ++i) {
    auto file = open_text(text, "fuzz");
    if (!file) return {};
    files.push_back(std::move(*file));
    parts.emplace_back();
    parts.back().stream = files.back().get();
  }
  std::string out;
  Writer writer([&out](std::string_view bytes) -> Status {
    out += bytes;
    return Unit{};
  });
  FileHead head;
  head.sources = joined_sources(parts);
  require(bool(writer.head(head)));
  if (!join_parts(parts, tiny, [&writer](Entry&& entry) { return writer.entry(entry); })) return {};
  require(bool(writer.end()));
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto raw = open_text(text, "fuzz"); !raw) require(text::is_utf8(raw.error().text()));
  const std::string whole = sealed(text);
  const auto file = open_text(whole, "fuzz");
  if (!file) {
    require(text::is_utf8(file.error().text()));
    return 0;
  }
  std::string again = first_line() + head_lines((*file)->head());
  Entry entry;
  for (;;) {
    const Result<bool> more = (*file)->next(entry);
    if (!more) {
      require(text::is_utf8(more.error().text()));
      return 0;
    }
    if (!*more) break;
    again += entry_line(entry);
  }
  // Who made it is not kept.
  again.replace(0, again.find('\n'), whole, 0, whole.find('\n'));
  require(sealed(again) == whole);
  const std::string once = joined(whole, 1);
  require(!once.empty());
  require(joined(whole, 2) == once);
  require(joined(once, 2) == once);
  return 0;
}
