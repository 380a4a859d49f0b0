#include "capi/event_handle.hpp"
#include "capi/guarded.hpp"

namespace {

const char* of_event(const std::string& text, std::size_t* size) {
  if (size != nullptr) *size = text.size();
  return text.c_str();
}

const char* no_event(std::size_t* size) {
  if (size != nullptr) *size = 0;
  return nullptr;
}

}  // namespace

// By number: the two lists are one.
static_assert(static_cast<int>(profgen::Verdict::error) == PROFGEN_ERROR &&
              static_cast<int>(profgen::Verdict::denied) == PROFGEN_DENIED &&
              static_cast<int>(profgen::Verdict::hint) == PROFGEN_HINT);

profgen_verdict profgen_event_verdict(const profgen_event* event) noexcept {
  return event == nullptr ? PROFGEN_ERROR : static_cast<profgen_verdict>(event->event.verdict);
}
const char* profgen_event_profile(const profgen_event* event, std::size_t* size) noexcept {
  return event == nullptr ? no_event(size) : of_event(event->event.profile, size);
}
const char* profgen_event_namespace(const profgen_event* event, std::size_t* size) noexcept {
  return event == nullptr ? no_event(size) : of_event(event->event.name_space, size);
}
const char* profgen_event_operation(const profgen_event* event, std::size_t* size) noexcept {
  return event == nullptr ? no_event(size) : of_event(event->event.operation, size);
}
const char* profgen_event_comm(const profgen_event* event, std::size_t* size) noexcept {
  return event == nullptr ? no_event(size) : of_event(event->event.comm, size);
}
const char* profgen_event_host(const profgen_event* event, std::size_t* size) noexcept {
  return event == nullptr ? no_event(size) : of_event(event->record.host, size);
}
const char* profgen_event_source(const profgen_event* event, std::size_t* size) noexcept {
  return event == nullptr ? no_event(size) : of_event(event->record.source, size);
}
const char* profgen_event_field(const profgen_event* event, const char* key,
                                std::size_t* size) noexcept {
  return profgen::capi::text_or_null([&]() -> const char* {
    const auto value = event == nullptr || key == nullptr ? std::nullopt : event->record.find(key);
    if (!value) return no_event(size);
    return of_event(event->made.emplace_back(*value), size);
  });
}
const char* profgen_event_access(const profgen_event* event) noexcept {
  if (event == nullptr) return nullptr;
  return profgen::capi::text_or_null([&] {
    const profgen::Access& access = event->event.access;
    return event->made.emplace_back(access.index() == 0 ? "" : profgen::describe(access)).c_str();
  });
}
const char* profgen_event_json(const profgen_event* event) noexcept {
  if (event == nullptr) return nullptr;
  return profgen::capi::text_or_null([&] {
    return event->made.emplace_back(profgen::log::to_json(event->record, event->event)).c_str();
  });
}
std::uint64_t profgen_event_line(const profgen_event* event) noexcept {
  return event == nullptr ? 0 : event->record.line;
}
std::int64_t profgen_event_time_us(const profgen_event* event) noexcept {
  return event == nullptr ? 0 : event->record.time_us;
}
std::int64_t profgen_event_pid(const profgen_event* event) noexcept {
  return event == nullptr ? 0 : event->event.pid;
}
int profgen_event_trusted(const profgen_event* event) noexcept {
  return event != nullptr && event->record.trusted() ? 1 : 0;
}
