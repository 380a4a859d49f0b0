// Reads evidence files. All of a file is looked at before anything of it is used: its checksum and
// its end when it is opened, each line and their order when it is read.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "evidence/lines.hpp"
#include "evidence/text_input.hpp"
#include "log/byte_source.hpp"
#include "profgen/evidence_file.hpp"

namespace profgen::inline v0::evidence {

struct EvidenceFile::State {
  explicit State(TextInput text) : input(std::move(text)) {}
  TextInput input;
  FileHead head;
  std::uint64_t lines = 0;  // before the last one
  Subject last_subject;
  Key last_key;
  bool any = false;
  FileHead scratch;  // what a head line behind the first access would go to

  [[nodiscard]] Error error(std::string reason) const {
    return {ErrorKind::input, "read evidence",
            fmt::format("{}:{}", input.name(), std::max<std::uint64_t>(input.number(), 1)),
            std::move(reason)};
  }
  [[nodiscard]] Status check_end();
  [[nodiscard]] Status read_head();
};

// The first line, the last line, and the checksum over all before it.
Status EvidenceFile::State::check_end() {
  Hash128 hash;
  std::string_view line;
  bool ended = false;
  for (;;) {
    const Result<bool> more = input.next(line);
    if (!more) return more.error();
    if (!*more) break;
    if (ended) return error("something stands behind the end: the file is damaged");
    const bool begun = line.substr(0, magic.size()) == magic;
    if (input.number() == 1 && (!begun || input.whole_lines()))
      if (const std::string reason = read_first_line(line); !reason.empty()) return error(reason);
    if (line.substr(0, end_mark.size()) != end_mark) {
      hash.add(line);
      hash.add("\n");
      ++lines;
      continue;
    }
    End end;
    if (const std::string reason = read_end_line(line, end); !reason.empty()) return error(reason);
    if (end.lines != lines)
      return error(fmt::format("{} lines are there and {} were written: the file is damaged", lines,
                               end.lines));
    if (end.checksum != hash.hex())
      return error(
          fmt::format("the checksum of the lines before is {} and not {}: the file is damaged; "
                      "collect it again",
                      hash.hex(), end.checksum));
    ended = true;
  }
  if (input.number() == 0) return error("the file is empty: this is no evidence file");
  if (!ended || !input.whole_lines())
    return error("the file is cut off: its last line is not there; collect or copy it again");
  return Unit{};
}

// What stands before the first access.
Status EvidenceFile::State::read_head() {
  input.rewind();
  std::string_view line;
  Entry entry;
  while (input.number() < lines) {
    const Result<bool> more = input.next(line);
    if (!more) return more.error();
    if (!*more) return error("the file became shorter while it was read; try again");
    if (input.number() == 1) continue;
    LineKind kind = LineKind::head;
    // Accesses are looked at by next(): here the first one ends the head.
    if (line.substr(0, 11) == "{\"profile\":") break;
    const std::size_t sources = head.sources.size(), cursors = head.cursors.size();
    if (const std::string reason = read_line(line, head, entry, kind); !reason.empty())
      return error(reason);
    const std::size_t count = head.sources.size();
    // As the writer has them: sources, cursors, what came last.
    if ((count > sources && !(head.cursors.empty() && head.recent.empty())) ||
        (head.cursors.size() > cursors && !head.recent.empty()))
      return error("the lines of the head are not in their order: the file is damaged");
    if (count > 1 && head.sources[count - 2].id >= head.sources[count - 1].id)
      return error("the sources are not sorted: the file is damaged");
  }
  return Unit{};
}

EvidenceFile::EvidenceFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
EvidenceFile::~EvidenceFile() = default;

Result<std::unique_ptr<EvidenceFile>> EvidenceFile::of(Result<TextInput> input) {
  if (!input) return input.error();
  auto state = std::make_unique<State>(std::move(*input));
  if (Status good = state->check_end(); !good) return good.error();
  if (Status good = state->read_head(); !good) return good.error();
  std::unique_ptr<EvidenceFile> file(new EvidenceFile(std::move(state)));
  (void)file->rewind();
  return file;
}

Result<std::unique_ptr<EvidenceFile>> EvidenceFile::open(const std::string& path) {
  return of(TextInput::open(path));
}

Result<std::unique_ptr<EvidenceFile>> open_text(const std::string& text, const std::string& name) {
  return EvidenceFile::of(TextInput::of_text(text, name));
}

const FileHead& EvidenceFile::head() const { return state_->head; }
const std::vector<Source>& EvidenceFile::sources() const { return state_->head.sources; }

Status EvidenceFile::rewind() {
  State& state = *state_;
  state.input.rewind();
  state.any = false;
  return Unit{};
}

Result<bool> EvidenceFile::next(Entry& entry) {
  State& state = *state_;
  std::string_view line;
  for (;;) {
    if (state.input.number() >= state.lines) return false;
    const Result<bool> more = state.input.next(line);
    if (!more) return more.error();
    if (!*more) return state.error("the file became shorter while it was read; try again");
    if (state.input.number() == 1) continue;
    if (!state.any && line.substr(0, 11) != "{\"profile\":") continue;
    LineKind kind = LineKind::head;
    state.scratch.sources.swap(state.head.sources);
    const std::string reason = read_line(line, state.scratch, entry, kind);
    state.scratch.sources.swap(state.head.sources);
    if (!reason.empty()) return state.error(reason);
    if (kind != LineKind::entry) return state.error("a line of the head stands among the accesses");
    if (state.any &&
        std::tie(entry.subject, entry.key) <= std::tie(state.last_subject, state.last_key))
      return state.error("the accesses are not sorted, or one is there twice: the file is damaged");
    state.any = true;
    state.last_subject = entry.subject;
    state.last_key = entry.key;
    return true;
  }
}

namespace {

// Also what was evidence before its beginning was damaged (one wrong bit of a compressed file
// spoils many bytes): as a log, the samples in it would be read as records.
bool resembles_evidence(std::string_view head) {
  const auto has = [&](std::string_view text) { return head.find(text) != std::string_view::npos; };
  return has("profgen_evidence") || has("\"made_by\":\"profgen ") ||
         has("\n{\"source\":0,\"id\":\"") ||
         (has("\n{\"profile\":\"") && has("\",\"class\":\"") && has(",\"counts\":{\""));
}

bool is_binary(std::string_view head) {
  return !text::is_utf8(head) ||
         std::any_of(head.begin(), head.end(), [](char c) { return c >= 0 && c < '\t'; });
}

bool starts_as_evidence(const std::string& path) {
  const auto source = log::open_source(path);
  if (!source) return false;
  std::array<char, 4096> head{};
  std::size_t size = 0;
  while (size < head.size()) {
    const auto count = source->bytes->read(head.data() + size, head.size() - size);
    if (!count || *count == 0) break;
    size += *count;
  }
  const std::string_view first(head.data(), size);
  // Compressed by name, and damaged in the bytes that say so.
  constexpr std::string_view compressed = ".zst";
  const bool named =
      path.size() > compressed.size() &&
      path.compare(path.size() - compressed.size(), compressed.size(), compressed) == 0;
  constexpr std::size_t first_words = 64;
  return resembles_evidence(first) || (named && is_binary(first.substr(0, first_words)));
}

}  // namespace

bool is_evidence_file(const std::string& path) {
  struct stat info {};
  const bool standard_input = path == "-";
  const int status = standard_input ? fstat(STDIN_FILENO, &info) : stat(path.c_str(), &info);
  // Standard input is opened once more: nothing of it may be used up.
  return status == 0 && S_ISREG(info.st_mode) &&
         starts_as_evidence(standard_input ? "/dev/stdin" : path);
}

bool begins_as_evidence(std::string_view head) {
  if (resembles_evidence(head.substr(0, 64))) return true;
  const Result<Descriptor> copy = temporary_file();
  return copy && write_all(copy->get(), head, "a temporary file") &&
         starts_as_evidence(fmt::format("/dev/fd/{}", copy->get()));
}

}  // namespace profgen::inline v0::evidence
