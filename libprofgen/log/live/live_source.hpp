// A source that grows while it is read.
#pragma once

#include <cstdint>
#include <string>

#include "profgen/result.hpp"

namespace profgen::inline v0::log {

class LiveSource {
 public:
  virtual ~LiveSource() = default;
  // Appends what is there now, a part of a line too, and no more than a few hundred KiB; never
  // waits. After an Error it gives nothing more.
  [[nodiscard]] virtual Status fetch(std::string& text) = 0;
  // It will never give anything again.
  [[nodiscard]] virtual bool over() const = 0;
  // Readable when there is more, for poll(2); -1 where only asking tells.
  [[nodiscard]] virtual int descriptor() const { return -1; }
  // How many records it lost since this was last asked.
  [[nodiscard]] virtual std::uint64_t take_lost() { return 0; }
};

}  // namespace profgen::inline v0::log
