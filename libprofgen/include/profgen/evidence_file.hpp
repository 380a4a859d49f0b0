// Evidence in files: JSON Lines with a checksum, merged as streams (docs/evidence.md).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "profgen/evidence.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::evidence {

inline constexpr int file_version = 1;

// Where reading of a log stopped, and the id of the Source that counts its records (empty: it had
// none yet).
struct Cursor {
  log::Position position;
  std::string source_id;
};

// What a file holds besides accesses.
struct FileHead {
  std::vector<Source> sources;             // sorted by id
  std::vector<Cursor> cursors;             // of collect --since-last; gone after a merge
  std::vector<Duplicates::Recent> recent;  // as well
};

// One access of a subject.
struct Entry {
  Subject subject;
  Key key;
  Seen seen;  // its tallies name sources by their place in FileHead::sources
};

// Entries sorted by subject and key, each once.
class EntryStream {
 public:
  virtual ~EntryStream() = default;
  [[nodiscard]] virtual const std::vector<Source>& sources() const = 0;
  // Begins once more.
  [[nodiscard]] virtual Status rewind() = 0;
  // False at the end.
  [[nodiscard]] virtual Result<bool> next(Entry& entry) = 0;
};

// Whether a file (compressed or not) begins as evidence does. False for what cannot be read, and
// for pipes.
[[nodiscard]] bool is_evidence_file(const std::string& path);
// Of the first bytes of a file or pipe (compressed or not), as many as are there.
[[nodiscard]] bool begins_as_evidence(std::string_view head);

class TextInput;

// A file of evidence. "-" is standard input. What is no evidence, newer, cut off or damaged gives
// an Error of kind input with file:line and what to do; nothing of it may be used then.
class EvidenceFile : public EntryStream {
 public:
  [[nodiscard]] static Result<std::unique_ptr<EvidenceFile>> open(const std::string& path);
  [[nodiscard]] static Result<std::unique_ptr<EvidenceFile>> of(Result<TextInput> input);
  ~EvidenceFile() override;
  [[nodiscard]] const FileHead& head() const;
  [[nodiscard]] const std::vector<Source>& sources() const override;
  [[nodiscard]] Status rewind() override;
  [[nodiscard]] Result<bool> next(Entry& entry) override;

 private:
  struct State;
  explicit EvidenceFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// What collect() joins.
struct Inputs {
  const Evidence* evidence = nullptr;  // of this run; may be absent
  std::vector<std::string> files;      // evidence files
  // The file that holds the former runs' (collect --since-last): it keeps its cursors, and of its
  // sources those go on that `evidence` names as theirs.
  EvidenceFile* base = nullptr;
  // Names of sources of `evidence` → the ids of those they go on from: these counts add up.
  std::map<std::string, std::string> continues;
  std::vector<Cursor> cursors;             // written as they are
  std::vector<Duplicates::Recent> recent;  // as well
  Limits limits;
};

struct Collected {
  std::uint64_t files = 0;      // evidence files that were read
  std::uint64_t accesses = 0;   // distinct ones, crowds too
  std::uint64_t crowds = 0;     // of these
  std::vector<Source> sources;  // of all
  std::vector<Error> failures;  // files that could not be read; nothing of them was used
};

// Joins the inputs in the memory of so many lines as there are files, and gives the entries,
// sorted, to the sink.
using EntrySink = std::function<Status(Entry&&)>;
[[nodiscard]] Result<Collected> join(const Inputs& inputs, const EntrySink& sink);

// The same into a file; the caller commits it.
class OutputFile;
[[nodiscard]] Result<Collected> collect(const Inputs& inputs, OutputFile& output);

// Evidence as a file that stands complete or not at all; a name in .zst is compressed. It is read
// again by EvidenceFile::open() and Evidence::merge().
[[nodiscard]] Status save(const Evidence& evidence, const std::string& path);

// An evidence file as text, and back; for tests and for what fits into memory.
[[nodiscard]] std::string to_text(const Evidence& evidence);
[[nodiscard]] Result<std::unique_ptr<EvidenceFile>> open_text(const std::string& text,
                                                              const std::string& name);

}  // namespace profgen::inline v0::evidence
#pragma GCC visibility pop
