#include "evidence/memory_stream.hpp"

#include "evidence/merged.hpp"
#include "evidence/seen.hpp"

namespace profgen::inline v0::evidence {

MemoryStream::MemoryStream(const Evidence& evidence) : evidence_(evidence) {
  std::map<std::string, Source> by_id;
  for (const Source& source : evidence.sources()) {
    const auto [at, is_new] = by_id.try_emplace(source.id, source);
    if (!is_new) add_source(at->second, source);
  }
  std::map<std::string, std::uint32_t> places;
  for (auto& [id, source] : by_id) {
    places[id] = static_cast<std::uint32_t>(sources_.size());
    sources_.push_back(std::move(source));
  }
  for (const Source& source : evidence.sources()) place_of_.push_back(places[source.id]);
  (void)rewind();
}

Status MemoryStream::rewind() {
  subject_ = evidence_.subjects().begin();
  in_subject_ = false;
  return Unit{};
}

Result<bool> MemoryStream::next(Entry& entry) {
  for (;; ++subject_, in_subject_ = false) {
    if (subject_ == evidence_.subjects().end()) return false;
    if (!in_subject_) {
      access_ = subject_->second.begin();
      in_subject_ = true;
    }
    if (access_ != subject_->second.end()) break;
  }
  entry.subject = subject_->first;
  entry.key = access_->first;
  entry.seen = access_->second;
  entry.seen.tallies.clear();
  for (const Tally& tally : access_->second.tallies) {
    Tally& into = tally_of(entry.seen, place_of_[tally.source]);
    for (std::size_t i = 0; i < into.counts.size(); ++i) into.counts[i] += tally.counts[i];
    into.untrusted += tally.untrusted;
  }
  ++access_;
  return true;
}

}  // namespace profgen::inline v0::evidence
