// Tells how far reading has come, a block of bytes at a time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "log/byte_source.hpp"
#include "profgen/progress.hpp"

namespace profgen::inline v0::log {

class ProgressTeller {
 public:
  // Nothing is looked at where `tell` is empty. `report` counts the records.
  ProgressTeller(const ProgressSink& tell, const std::vector<std::string>& paths,
                 const ReadReport& report);

  // The next source, or what stands for it from here on: good until the next call.
  [[nodiscard]] ByteSource& watch(ByteSource& source);

 private:
  class Told;
  void step(std::uint64_t of_this_source);

  const ProgressSink& tell_;
  const ReadReport& report_;
  Progress progress_;
  std::uint64_t before_ = 0;  // bytes of the sources before this one
  std::shared_ptr<Told> told_;
};

}  // namespace profgen::inline v0::log
