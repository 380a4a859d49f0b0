// Evidence in memory as a stream of entries.
#pragma once

#include <string>
#include <vector>

#include "profgen/evidence_file.hpp"

namespace profgen::inline v0::evidence {

// The evidence must outlive it and stay as it is. Sources of one id become one, their counts add
// up: within one run no record of a stream counts twice.
class MemoryStream : public EntryStream {
 public:
  explicit MemoryStream(const Evidence& evidence);
  [[nodiscard]] const std::vector<Source>& sources() const override { return sources_; }
  [[nodiscard]] Status rewind() override;
  [[nodiscard]] Result<bool> next(Entry& entry) override;

 private:
  const Evidence& evidence_;
  std::vector<Source> sources_;
  std::vector<std::uint32_t> place_of_;  // by the source's place in the evidence
  std::map<Subject, Accesses>::const_iterator subject_;
  Accesses::const_iterator access_;
  bool in_subject_ = false;
};

}  // namespace profgen::inline v0::evidence
