// Any bytes as a log: every event makes valid JSON, and evidence takes it.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/text.hpp"
#include "profgen/evidence.hpp"

namespace {

// Not assert(): the check must hold in every kind of build.
void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace profgen;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  evidence::Evidence once;
  std::uint64_t events = 0;
  const log::ReadReport report =
      log::read_text(text, "fuzz", [&](const Record& record, const Event& event) {
        ++events;
        const std::string json = log::to_json(record, event);
        require(text::is_utf8(json));
        require(json.find('\n') == std::string::npos);
        const nlohmann::json parsed = nlohmann::json::parse(json, nullptr, false);
        require(parsed.is_object() && parsed["event"] == name_of(event.verdict));
        require(parsed["trusted"] == record.trusted());
        require(text::is_utf8(describe(event.access)));
        once.add(record, event);
      });
  require(events == report.events && report.events <= report.records);
  for (const auto& [reason, ignored] : report.ignored) require(text::is_utf8(ignored.example));

  evidence::Evidence twice = once;
  twice.merge(once);
  require(twice.distinct() == once.distinct());
  return 0;
}
