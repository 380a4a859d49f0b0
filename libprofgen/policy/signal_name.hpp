// What the compiler takes for the name of a signal.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace profgen::inline v0::policy {

// N of `rtmin+N`, read as strtol() does: blanks and a sign may stand before the digits, anything
// behind them, and no digits are 0. nullopt: no such word, or N is none of 0 … maximum_rtmin.
[[nodiscard]] std::optional<unsigned> realtime_signal(std::string_view name);

// One name for each signal: some have two, and realtime signals any number. What is no signal is
// returned as it is.
[[nodiscard]] std::string canonical_signal(const std::string& name);

}  // namespace profgen::inline v0::policy
