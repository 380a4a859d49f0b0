// Writes an evidence file, line after line.
#pragma once

#include <functional>
#include <string_view>

#include "base/hash.hpp"
#include "profgen/evidence_file.hpp"

namespace profgen::inline v0::evidence {

class Writer {
 public:
  using Sink = std::function<Status(std::string_view)>;
  explicit Writer(Sink sink) : sink_(std::move(sink)) {}

  // In this order; entries sorted.
  [[nodiscard]] Status head(const FileHead& head);
  [[nodiscard]] Status entry(const Entry& entry);
  [[nodiscard]] Status end();

 private:
  [[nodiscard]] Status put(std::string_view lines);

  Sink sink_;
  Hash128 hash_;
  std::uint64_t lines_ = 0;
};

}  // namespace profgen::inline v0::evidence
