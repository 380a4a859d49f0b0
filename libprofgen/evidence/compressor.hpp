// zstd on the way to a file. Programs that do without libarchive link no_compressor.cpp in place of
// compressor.cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "profgen/result.hpp"

namespace profgen::inline v0::evidence {

class Compressor {
 public:
  virtual ~Compressor() = default;
  virtual Status write(std::string_view bytes) = 0;
  // What is still held back; comes last.
  virtual Status close() = 0;
};
// Writes to a descriptor that outlives it; `path` names the file in errors.
[[nodiscard]] Result<std::unique_ptr<Compressor>> zstd_compressor(int fd, const std::string& path);

}  // namespace profgen::inline v0::evidence
