// Long lines that container runtimes cut into pieces (of 16 KiB), whole again.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace profgen::inline v0::log {

// CRI (containerd, CRI-O): `TIME stdout P piece` … `TIME stdout F rest`. Docker's json-file:
// `{"log":"piece","stream":"stdout",…}` … `{"log":"rest\n","stream":"stdout",…}`.
class PartialLines {
 public:
  // The line itself, or what it ends; nullopt where more has to come. Good until the next call.
  [[nodiscard]] std::optional<std::string_view> join(std::string_view line);
  // Some line waits for its end.
  [[nodiscard]] bool waiting() const { return !pieces_[0].empty() || !pieces_[1].empty(); }

 private:
  std::array<std::string, 2> pieces_;  // of standard output and standard error
  std::string joined_;
};

}  // namespace profgen::inline v0::log
