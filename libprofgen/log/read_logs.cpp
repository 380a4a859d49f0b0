#include <set>
#include <utility>

#include "log/byte_source.hpp"
#include "log/reader.hpp"
#include "log/sources.hpp"

namespace profgen::log {

ReadReport read_logs(const std::vector<std::string>& sources, const EventSink& sink) {
  ReadReport report;
  Sources expanded = expand_sources(sources);
  report.failures = std::move(expanded.failures);
  // One file under two names (a folder and a file in it, a link) is read once.
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen;
  for (const std::string& path : expanded.files) {
    const auto opened = open_source(path);
    if (!opened) {
      report.failures.push_back(opened.error());
      continue;
    }
    if (opened->inode != 0 && !seen.insert({opened->device, opened->inode}).second) continue;
    Lines lines(*opened->bytes);
    read_lines(lines, path, opened->modified_us, sink, report);
  }
  return report;
}

}  // namespace profgen::log
