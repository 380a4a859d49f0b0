// Every function of the C API that may fail goes through guarded(): nothing is thrown across it.
#pragma once

#include <exception>
#include <optional>
#include <string>

#include "profgen.h"
#include "profgen/diagnostic.hpp"
#include "profgen/result.hpp"

struct profgen_error {
  profgen_code code = PROFGEN_INTERNAL;
  std::string message, file;
  std::uint32_t line = 0, column = 0;
};

namespace profgen::inline v0::capi {

using Failed = std::optional<profgen_error>;  // nullopt: it went well

[[nodiscard]] profgen_error error_of(const Error& error);
[[nodiscard]] profgen_error error_of(const Diagnostic& diagnostic);
[[nodiscard]] profgen_error wrong_use(std::string message);

// Gives the caller what he asked for of it.
profgen_code hand_out(profgen_error&& failure, profgen_error** error) noexcept;
profgen_code hand_out_mistake(const char* what, profgen_error** error) noexcept;

// `act` returns Failed.
template <typename Act>
profgen_code guarded(profgen_error** error, Act&& act) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    Failed failed = act();
    return failed ? hand_out(std::move(*failed), error) : PROFGEN_OK;
  } catch (const std::exception& thrown) {
    return hand_out_mistake(thrown.what(), error);
  } catch (...) {
    return hand_out_mistake("an unknown exception", error);
  }
}

// For accessors that have to make what they return.
template <typename Make>
const char* text_or_null(Make&& make) noexcept {
  try {
    return make();
  } catch (...) {
    return nullptr;
  }
}

}  // namespace profgen::inline v0::capi
