#include "kube/transport/mirrored_files.hpp"

#include <utility>

namespace profgen::inline v0::kube {
namespace {

constexpr std::string_view journal_ending = ".jsonl";

}  // namespace

Status MirroredFiles::append(const std::string& path, const std::string& bytes) {
  if (Status done = files_.append(path, bytes); !done) return done;
  if (!path.ends_with(journal_ending)) return Unit{};
  const auto journal = files_.read(path);
  if (!journal) return journal.error();
  const std::size_t begin = path.rfind('/') + 1;
  const std::string run = path.substr(begin, path.size() - begin - journal_ending.size());
  if (const Status put = store_.put(run, *journal); !put && trouble_)
    std::exchange(trouble_, nullptr)(put.error());
  return Unit{};
}

}  // namespace profgen::inline v0::kube
