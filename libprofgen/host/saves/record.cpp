#include "host/saves/record.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"

namespace profgen::inline v0::host {
namespace {

constexpr std::string_view first_line = "profgen save 1\n";

std::string number_line(std::string_view word, std::uint64_t number) {
  return std::string(word) + " " + std::to_string(number) + "\n";
}

std::string bytes_line(std::string_view word, const std::optional<std::string>& bytes) {
  if (!bytes) return std::string(word) + " absent\n";
  return number_line(word, bytes->size()) + *bytes + "\n";
}

// Takes what the functions above made; the first thing that is not so makes it bad for good.
class RecordReader {
 public:
  explicit RecordReader(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool at(std::string_view word) const { return rest_.starts_with(word); }
  [[nodiscard]] bool empty() const { return rest_.empty(); }

  void expect(std::string_view text) { (void)take(text); }

  std::uint64_t number(std::string_view word) {
    const auto value = text::to_number(line(word));
    if (!value) good_ = false;
    return value.value_or(0);
  }

  std::optional<std::string> bytes(std::string_view word) {
    const std::string_view said = line(word);
    if (said == "absent") return std::nullopt;
    const auto size = text::to_number(said);
    if (!size || rest_.size() <= *size || rest_[*size] != '\n') {
      good_ = false;
      return std::nullopt;
    }
    std::string out(rest_.substr(0, *size));
    rest_.remove_prefix(*size + 1);
    return out;
  }

 private:
  bool take(std::string_view text) {
    good_ = good_ && rest_.starts_with(text);
    if (good_) rest_.remove_prefix(text.size());
    return good_;
  }
  // What stands behind the word on its line.
  std::string_view line(std::string_view word) {
    if (!take(word) || !take(" ")) return {};
    const std::size_t end = rest_.find('\n');
    good_ = end != std::string_view::npos;
    if (!good_) return {};
    const std::string_view found = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return found;
  }

  std::string_view rest_;
  bool good_ = true;
};

}  // namespace

std::string record_text(const SaveRecord& record) {
  std::string out(first_line);
  out += number_line("time", static_cast<std::uint64_t>(record.time_us));
  out += number_line("uid", record.uid);
  out += bytes_line("user", record.user);
  out += bytes_line("command", record.command);
  if (record.undoes) out += number_line("undoes", *record.undoes);
  for (const SavedFile& file : record.files) {
    out += bytes_line("file", file.path);
    out += bytes_line("before", file.before);
    out += bytes_line("after", file.after);
  }
  return out + "end " + hash128_hex(out) + "\n";
}

Result<SaveRecord> read_record(const std::string& path, const std::string& text) {
  const Error damaged{ErrorKind::system, "read the save", path,
                      "it is damaged, or of another version of profgen"};
  const std::size_t end = text.rfind("end ");
  if (end == std::string::npos) return damaged;
  const std::string_view above = std::string_view(text).substr(0, end);
  if (text.substr(end) != "end " + hash128_hex(above) + "\n") return damaged;

  SaveRecord record;
  RecordReader reader(above);
  reader.expect(first_line);
  record.time_us = static_cast<std::int64_t>(reader.number("time"));
  record.uid = static_cast<std::uint32_t>(reader.number("uid"));
  record.user = reader.bytes("user").value_or("");
  record.command = reader.bytes("command").value_or("");
  if (reader.at("undoes ")) record.undoes = reader.number("undoes");
  while (reader.good() && !reader.empty()) {
    SavedFile file;
    file.path = reader.bytes("file").value_or("");
    file.before = reader.bytes("before");
    file.after = reader.bytes("after");
    record.files.push_back(std::move(file));
  }
  if (!reader.good()) return damaged;
  return record;
}

}  // namespace profgen::inline v0::host
