// Bytes of a log, in chunks: a file, standard input, decompressed where their first bytes say so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "profgen/result.hpp"

namespace profgen::inline v0::log {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Up to `size` bytes; 0 at the end. After an Error the source gives nothing more.
  [[nodiscard]] virtual Result<std::size_t> read(char* out, std::size_t size) = 0;
  // Goes on from that byte; false (and nothing done) where only reading gets there.
  [[nodiscard]] virtual bool seek(std::uint64_t /*offset*/) { return false; }
  // How far the file is read, in bytes as it stores them; nullopt where there is no file.
  [[nodiscard]] virtual std::optional<std::uint64_t> taken() const { return std::nullopt; }
};

struct OpenedSource {
  std::unique_ptr<ByteSource> bytes;
  bool journal = false;          // a binary journal: `bytes` is empty, JournalSource reads it
  bool file = false;             // may be opened again by its name
  std::int64_t modified_us = 0;  // of a file; 0 for a pipe
  std::uint64_t device = 0, inode = 0;
};
// "-" is standard input. gz, xz, zst and bz2 are known by content; a truncated one gives what can
// be read and then an Error that says how far it got.
[[nodiscard]] Result<OpenedSource> open_source(const std::string& path);

}  // namespace profgen::inline v0::log
