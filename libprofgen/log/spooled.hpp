// A pipe that can be read again from its start.
#pragma once

#include <cstdio>
#include <memory>
#include <optional>

#include "log/byte_source.hpp"

namespace profgen::inline v0::log {

// Keeps what is read in a temporary file without a name, until keep_no_more().
class Spooled : public ByteSource {
 public:
  explicit Spooled(std::unique_ptr<ByteSource> source);
  [[nodiscard]] Result<std::size_t> read(char* out, std::size_t size) override;
  // False if the temporary file could not take all of it.
  [[nodiscard]] bool rewind();
  void keep_no_more() { file_.reset(); }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<ByteSource> source_;
  std::unique_ptr<std::FILE, Close> file_;
  bool again_ = false;
  std::optional<Error> error_;  // of the source; comes again after what was read before it
};

}  // namespace profgen::inline v0::log
