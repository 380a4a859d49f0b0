#include "evidence/lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "evidence/entry_line.hpp"
#include "evidence/head_lines.hpp"
#include "evidence/json_reader.hpp"
#include "evidence/json_writer.hpp"
#include "profgen/version.hpp"

namespace profgen::inline v0::evidence {
namespace {

constexpr std::string_view not_ours =
    "the line is not as profgen writes it: the file was edited or damaged; collect it again";

Json parse(std::string_view line) { return Json::parse(line, nullptr, false); }

}  // namespace

std::string first_line() {
  JsonWriter out;
  out.add_number("profgen_evidence", file_version);
  out.add("made_by", fmt::format("profgen {}", version));
  return std::move(out).line();
}

std::string read_first_line(std::string_view line) {
  const Json json = parse(line);
  if (line.substr(0, magic.size()) != magic)
    return "this is no evidence file: it does not begin with " + std::string(magic);
  const std::uint64_t number = json.is_object() ? number_of(json, "profgen_evidence") : 0;
  if (number > file_version)
    return fmt::format(
        "the file has version {} (made by {}), this profgen reads {}: use a newer one", number,
        text::printable(string_of(json, "made_by"), 60), file_version);
  if (number != file_version)
    return "the version of the file cannot be read: it is damaged; collect it again";
  return {};
}

std::string head_lines(const FileHead& head) {
  std::string out;
  for (std::size_t i = 0; i < head.sources.size(); ++i) out += source_line(i, head.sources[i]);
  for (const Cursor& cursor : head.cursors) out += cursor_line(cursor);
  for (const Duplicates::Recent& recent : head.recent) out += recent_line(recent);
  return out;
}

std::string read_line(std::string_view line, FileHead& head, Entry& entry, LineKind& kind) {
  const Json json = parse(line);
  if (!json.is_object()) return "the line is no JSON object: the file is damaged; collect it again";
  std::string again;
  kind = LineKind::head;
  if (has(json, "id")) {
    head.sources.push_back(read_source(json));
    again = source_line(head.sources.size() - 1, head.sources.back());
  } else if (has(json, "cursor")) {
    head.cursors.push_back(read_cursor(json));
    again = cursor_line(head.cursors.back());
  } else if (has(json, "recent")) {
    head.recent.push_back(read_recent(json));
    again = recent_line(head.recent.back());
  } else {
    kind = LineKind::entry;
    if (!read_entry(json, entry))
      return fmt::format("there is no class `{}`: the file is damaged or made by a newer profgen",
                         text::printable(string_of(json, "class"), 60));
    for (const Tally& tally : entry.seen.tallies)
      if (tally.source >= head.sources.size())
        return fmt::format("source {} is not among the {} of the file: it is damaged", tally.source,
                           head.sources.size());
    again = entry_line(entry);
  }
  again.pop_back();
  return again == line ? std::string() : std::string(not_ours);
}

std::string end_line(std::uint64_t lines, const std::string& checksum) {
  JsonWriter out;
  out.add_true("end");
  out.add_number("lines", lines);
  out.add("xxh3_128", checksum);
  return std::move(out).line();
}

std::string read_end_line(std::string_view line, End& end) {
  const Json json = parse(line);
  if (!json.is_object()) return std::string(not_ours);
  end.lines = number_of(json, "lines");
  end.checksum = string_of(json, "xxh3_128");
  std::string again = end_line(end.lines, end.checksum);
  again.pop_back();
  return again == line ? std::string() : std::string(not_ours);
}

}  // namespace profgen::inline v0::evidence
