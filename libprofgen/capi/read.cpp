#include "capi/read.hpp"

#include <atomic>
#include <string_view>

#include "capi/event_handle.hpp"

namespace profgen::inline v0::capi {
namespace {

// Hands events to a callback until it says no. read(sink, options) reads.
template <typename Read>
profgen_code read_with(profgen_on_event on_event, void* context, profgen_counts* counts,
                       profgen_error** error, Read&& read) noexcept {
  std::atomic<bool> stop = false;
  std::uint64_t handed_on = 0;
  const profgen_code code = guarded(error, [&]() -> Failed {
    log::ReadOptions options;
    options.stop = &stop;
    const log::EventSink sink = [&](const Record& record, const Event& event) {
      const profgen_event handle{record, event};
      ++handed_on;
      if (on_event(&handle, context) != 0) stop = true;
    };
    return told(read(sink, options), counts);
  });
  if (counts != nullptr) counts->events = handed_on;
  if (!stop || code == PROFGEN_INTERNAL) return code;
  if (error != nullptr) {
    profgen_error_free(*error);
    *error = nullptr;
  }
  return PROFGEN_STOPPED;
}

}  // namespace

std::optional<std::vector<std::string>> names_of(const char* const* names, std::size_t count) {
  std::vector<std::string> out;
  if (names == nullptr && count != 0) return std::nullopt;
  for (std::size_t i = 0; i < count; ++i) {
    if (names[i] == nullptr) return std::nullopt;
    out.emplace_back(names[i]);
  }
  return out;
}

Failed told(const log::ReadReport& report, profgen_counts* counts) {
  if (counts != nullptr) {
    counts->lines = report.lines;
    counts->records = report.records;
    counts->events = report.events;
    for (const auto& [reason, ignored] : report.ignored) counts->ignored += ignored.count;
    counts->failures = report.failures.size();
  }
  if (report.failures.empty()) return std::nullopt;
  return error_of(report.failures.front());
}

}  // namespace profgen::inline v0::capi

namespace capi = profgen::capi;

profgen_code profgen_read_files(const char* const* sources, std::size_t count,
                                profgen_on_event on_event, void* context, profgen_counts* counts,
                                profgen_error** error) noexcept {
  if (counts != nullptr) *counts = {};
  std::optional<std::vector<std::string>> names;
  const profgen_code code = capi::guarded(error, [&]() -> capi::Failed {
    names = capi::names_of(sources, count);
    if (!names || on_event == nullptr) return capi::wrong_use("a source or the callback is NULL");
    return std::nullopt;
  });
  if (code != PROFGEN_OK) return code;
  return capi::read_with(on_event, context, counts, error,
                         [&](const profgen::log::EventSink& sink, const auto& options) {
                           return profgen::log::read_logs(*names, sink, options);
                         });
}

profgen_code profgen_read_memory(const void* bytes, std::size_t size, const char* name,
                                 profgen_on_event on_event, void* context, profgen_counts* counts,
                                 profgen_error** error) noexcept {
  if (counts != nullptr) *counts = {};
  if ((bytes == nullptr && size != 0) || name == nullptr || on_event == nullptr)
    return capi::guarded(error, []() -> capi::Failed {
      return capi::wrong_use("the bytes, the name or the callback is NULL");
    });
  const std::string_view text(static_cast<const char*>(bytes), size);
  return capi::read_with(on_event, context, counts, error,
                         [&](const profgen::log::EventSink& sink, const auto& options) {
                           return profgen::log::read_text(text, name, sink, options);
                         });
}
