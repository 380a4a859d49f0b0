#include <charconv>
#include <new>
#include <utility>

#include "capi/guarded.hpp"

namespace profgen::inline v0::capi {
namespace {

// Some name a line in their object: "web.evidence:12".
void split_line(profgen_error& error) {
  const std::size_t colon = error.file.rfind(':');
  if (colon == std::string::npos || colon + 1 == error.file.size()) return;
  std::uint32_t line = 0;
  const char* end = error.file.data() + error.file.size();
  const auto [stopped, failure] = std::from_chars(error.file.data() + colon + 1, end, line);
  if (failure != std::errc() || stopped != end) return;
  error.line = line;
  error.file.resize(colon);
}

}  // namespace

profgen_error error_of(const Error& error) {
  profgen_error out;
  out.code = error.kind == ErrorKind::input   ? PROFGEN_INPUT
             : error.kind == ErrorKind::usage ? PROFGEN_USAGE
                                              : PROFGEN_SYSTEM;
  out.message = error.text();
  out.file = error.object;
  split_line(out);
  return out;
}

profgen_error error_of(const Diagnostic& diagnostic) {
  profgen_error out;
  out.code = PROFGEN_INPUT;
  out.message = diagnostic.message;
  if (!diagnostic.hint.empty()) out.message += "; " + diagnostic.hint;
  out.file = diagnostic.file;
  out.line = diagnostic.at.line;
  out.column = diagnostic.at.column;
  return out;
}

profgen_error wrong_use(std::string message) {
  profgen_error out;
  out.code = PROFGEN_USAGE;
  out.message = std::move(message);
  return out;
}

profgen_code hand_out(profgen_error&& failure, profgen_error** error) noexcept {
  const profgen_code code = failure.code;
  if (error != nullptr) *error = new (std::nothrow) profgen_error(std::move(failure));
  return code;
}

profgen_code hand_out_mistake(const char* what, profgen_error** error) noexcept {
  try {
    profgen_error failure;
    failure.message = what;
    return hand_out(std::move(failure), error);
  } catch (...) {
    return PROFGEN_INTERNAL;
  }
}

}  // namespace profgen::inline v0::capi

profgen_code profgen_error_code(const profgen_error* error) noexcept {
  return error == nullptr ? PROFGEN_OK : error->code;
}
const char* profgen_error_message(const profgen_error* error) noexcept {
  return error == nullptr ? nullptr : error->message.c_str();
}
const char* profgen_error_file(const profgen_error* error) noexcept {
  return error == nullptr ? nullptr : error->file.c_str();
}
std::uint32_t profgen_error_line(const profgen_error* error) noexcept {
  return error == nullptr ? 0 : error->line;
}
std::uint32_t profgen_error_column(const profgen_error* error) noexcept {
  return error == nullptr ? 0 : error->column;
}
void profgen_error_free(profgen_error* error) noexcept { delete error; }
