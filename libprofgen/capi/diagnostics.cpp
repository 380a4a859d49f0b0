#include <algorithm>

#include "capi/diagnostics_handle.hpp"

namespace {

const profgen::Diagnostic* listed(const profgen_diagnostics* list, std::size_t at) {
  return list == nullptr || at >= list->list.size() ? nullptr : &list->list[at];
}

const char* word_of(const profgen_diagnostics* list, std::size_t at,
                    std::string profgen::Diagnostic::*member) {
  const profgen::Diagnostic* diagnostic = listed(list, at);
  return diagnostic == nullptr ? nullptr : (diagnostic->*member).c_str();
}

}  // namespace

static_assert(static_cast<int>(profgen::Severity::error) == PROFGEN_FATAL &&
              static_cast<int>(profgen::Severity::warning) == PROFGEN_WARNING &&
              static_cast<int>(profgen::Severity::note) == PROFGEN_NOTE);

std::size_t profgen_diagnostics_size(const profgen_diagnostics* list) noexcept {
  return list == nullptr ? 0 : list->list.size();
}
std::size_t profgen_diagnostics_errors(const profgen_diagnostics* list) noexcept {
  if (list == nullptr) return 0;
  return static_cast<std::size_t>(std::count_if(
      list->list.begin(), list->list.end(),
      [](const profgen::Diagnostic& one) { return one.severity == profgen::Severity::error; }));
}
profgen_severity profgen_diagnostics_severity(const profgen_diagnostics* list,
                                              std::size_t at) noexcept {
  const profgen::Diagnostic* diagnostic = listed(list, at);
  return diagnostic == nullptr ? PROFGEN_FATAL
                               : static_cast<profgen_severity>(diagnostic->severity);
}
const char* profgen_diagnostics_file(const profgen_diagnostics* list, std::size_t at) noexcept {
  return word_of(list, at, &profgen::Diagnostic::file);
}
std::uint32_t profgen_diagnostics_line(const profgen_diagnostics* list, std::size_t at) noexcept {
  const profgen::Diagnostic* diagnostic = listed(list, at);
  return diagnostic == nullptr ? 0 : diagnostic->at.line;
}
std::uint32_t profgen_diagnostics_column(const profgen_diagnostics* list, std::size_t at) noexcept {
  const profgen::Diagnostic* diagnostic = listed(list, at);
  return diagnostic == nullptr ? 0 : diagnostic->at.column;
}
const char* profgen_diagnostics_id(const profgen_diagnostics* list, std::size_t at) noexcept {
  return word_of(list, at, &profgen::Diagnostic::id);
}
const char* profgen_diagnostics_message(const profgen_diagnostics* list, std::size_t at) noexcept {
  return word_of(list, at, &profgen::Diagnostic::message);
}
const char* profgen_diagnostics_hint(const profgen_diagnostics* list, std::size_t at) noexcept {
  return word_of(list, at, &profgen::Diagnostic::hint);
}
void profgen_diagnostics_free(profgen_diagnostics* list) noexcept { delete list; }
