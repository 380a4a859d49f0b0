// Times as Kubernetes writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace profgen::inline v0::kube {

// "2026-11-27T20:23:13.123456Z": RFC 3339 as metav1.MicroTime has it (which metav1.Time takes,
// too).
[[nodiscard]] std::string time_text(std::int64_t time_us);
// Also without or with fewer digits of a fraction; nullopt for anything else. Only in UTC ("Z").
[[nodiscard]] std::optional<std::int64_t> time_of(std::string_view text);

}  // namespace profgen::inline v0::kube
