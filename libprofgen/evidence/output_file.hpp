// A file that is written as a stream and takes its name only when it is complete.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "evidence/compressor.hpp"
#include "evidence/text_input.hpp"
#include "profgen/result.hpp"

namespace profgen::inline v0::evidence {

// What a killed run may leave: ".NAME" and this.
inline constexpr std::string_view temporary_suffix = ".profgen";

// The rules of Files::replace, for contents that need not fit into memory: a temporary file in the
// same directory, fsync, rename, fsync of the directory. A name in .zst is compressed. "-" is
// standard output: that, devices and pipes take bytes at once.
class OutputFile {
 public:
  [[nodiscard]] static Result<std::unique_ptr<OutputFile>> create(const std::string& path);
  // A temporary file without a name, uncompressed.
  [[nodiscard]] static Result<std::unique_ptr<OutputFile>> create_temporary();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();  // without commit(), nothing has happened

  [[nodiscard]] Status write(std::string_view bytes);
  [[nodiscard]] Status commit();
  // Of a committed temporary file.
  [[nodiscard]] Descriptor take() { return std::move(file_); }

 private:
  OutputFile() = default;
  [[nodiscard]] Status flush();

  std::string path_, target_, temporary_;
  Descriptor file_;
  std::string buffer_;
  std::unique_ptr<Compressor> compressor_;  // none: bytes are written as they are
  bool named_ = false;
  unsigned mode_ = 0644;
};

}  // namespace profgen::inline v0::evidence
