#include "log/live/journal_source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <systemd/sd-id128.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "log/lines.hpp"

namespace profgen::inline v0::log {
namespace {

using nlohmann::json;

constexpr std::string_view scheme = "journal:";

// Alternatives: an entry with any of these.
constexpr std::array<const char*, 6> matches = {
    "_TRANSPORT=audit",
    "_TRANSPORT=kernel",
    "_TRANSPORT=driver",  // journald itself
    "SYSLOG_IDENTIFIER=dbus-daemon",
    "SYSLOG_IDENTIFIER=dbus-broker",
    "SYSLOG_IDENTIFIER=dbus-broker-launch",
};
constexpr std::array<const char*, 6> fields = {
    "MESSAGE", "_TRANSPORT", "_HOSTNAME", "_AUDIT_ID", "_AUDIT_TYPE", "_SOURCE_REALTIME_TIMESTAMP"};

Error failed(const std::string& name, int code, std::string_view hint = {}) {
  std::string reason = std::strerror(-code);
  if (code == -EBADMSG) reason = "the journal is damaged (try `journalctl --verify`)";
  if (!hint.empty()) reason += fmt::format(": {}", hint);
  return {ErrorKind::input, "read", name == scheme ? "the journal" : name, std::move(reason)};
}

std::string id_text(const unsigned char* id) {
  std::string out;
  for (int i = 0; i < 16; ++i) out += fmt::format("{:02x}", id[i]);
  return out;
}

std::string machine_id() {
  sd_id128_t id;
  return sd_id128_get_machine(&id) < 0 ? std::string() : id_text(id.bytes);
}

// The file's own id, which it keeps when it is rotated: bytes 24 to 39 of its header.
std::string file_id(const std::string& path) {
  std::array<unsigned char, 40> head{};
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {};
  const ssize_t count = ::read(fd, head.data(), head.size());
  close(fd);
  return count == static_cast<ssize_t>(head.size()) ? id_text(head.data() + 24) : std::string();
}

// As JSON: bytes that are no UTF-8 as an array of their numbers.
json value_of(std::string_view bytes) {
  if (text::is_utf8(bytes)) return json(std::string(bytes));
  json out = json::array();
  for (const char c : bytes) out.push_back(static_cast<unsigned char>(c));
  return out;
}

}  // namespace

bool is_journal_name(std::string_view source) { return source.substr(0, scheme.size()) == scheme; }

void JournalSource::Close::operator()(sd_journal* journal) const { sd_journal_close(journal); }

Result<std::unique_ptr<JournalSource>> JournalSource::open(const std::string& source) {
  std::unique_ptr<JournalSource> out(new JournalSource);
  out->name_ = source;
  const std::string path = is_journal_name(source) ? source.substr(scheme.size()) : source;
  sd_journal* journal = nullptr;
  int code = 0;
  std::error_code error;
  if (path.empty()) {
    out->fingerprint_ = std::string(scheme) + machine_id();
    code = sd_journal_open(&journal, SD_JOURNAL_LOCAL_ONLY);
  } else if (std::filesystem::is_directory(path, error)) {
    const auto whole = std::filesystem::weakly_canonical(path, error);
    out->fingerprint_ = std::string(scheme) + hash128_hex(error ? path : whole.string());
    code = sd_journal_open_directory(&journal, path.c_str(), 0);
  } else {
    out->fingerprint_ = std::string(scheme) + file_id(path);
    std::array<const char*, 2> paths = {path.c_str(), nullptr};
    code = sd_journal_open_files(&journal, paths.data(), 0);
  }
  if (code < 0) return failed(source, code);
  out->journal_.reset(journal);
  if (path.empty() && sd_journal_has_runtime_files(journal) <= 0 &&
      sd_journal_has_persistent_files(journal) <= 0)
    return failed(source, -ENOENT,
                  "there is no journal that this user may read; root may, and the members of "
                  "group systemd-journal");
  sd_journal_set_data_threshold(journal, Lines::longest + 64);
  if (const Status added = out->add_matches(); !added) return added.error();
  code = sd_journal_seek_head(journal);
  if (code < 0) return failed(source, code);
  return out;
}

Status JournalSource::add_matches() {
  for (const char* match : matches) {
    int code = sd_journal_add_match(journal_.get(), match, 0);
    if (code >= 0) code = sd_journal_add_disjunction(journal_.get());
    if (code < 0) return failed(name_, code);
  }
  return Unit{};
}

bool JournalSource::go_behind(const std::string& cursor) {
  if (sd_journal_seek_cursor(journal_.get(), cursor.c_str()) < 0 ||
      sd_journal_next(journal_.get()) <= 0) {
    (void)sd_journal_seek_head(journal_.get());
    return false;
  }
  const bool same = sd_journal_test_cursor(journal_.get(), cursor.c_str()) > 0;
  given_ = same;
  present_ = !same;
  return same;
}

void JournalSource::go_to_end() {
  if (sd_journal_seek_tail(journal_.get()) >= 0) (void)sd_journal_previous(journal_.get());
}

Result<bool> JournalSource::next_entry() {
  for (;;) {
    if (!present_) {
      const int code = sd_journal_next(journal_.get());
      if (code == 0 && damaged_ != 0) {
        const std::uint64_t count = std::exchange(damaged_, 0);
        return failed(name_, -EBADMSG, fmt::format("entries that could not be read: {}", count));
      }
      if (code == 0) return false;
      if (code < 0) return failed(name_, code);
    }
    present_ = false;
    json entry = json::object();
    int bad = 0;
    for (const char* name : fields) {
      const void* data = nullptr;
      std::size_t size = 0;
      const int code = sd_journal_get_data(journal_.get(), name, &data, &size);
      if (code == -ENOENT) continue;
      if (code < 0) {
        bad = code;
        break;
      }
      const std::size_t key = std::strlen(name) + 1;
      entry[name] = value_of(std::string_view(static_cast<const char*>(data), size).substr(key));
    }
    if (bad != 0) {
      ++damaged_;
      continue;
    }
    std::uint64_t time = 0;
    if (sd_journal_get_realtime_usec(journal_.get(), &time) >= 0)
      entry["__REALTIME_TIMESTAMP"] = std::to_string(time);
    given_ = true;
    pending_ += entry.dump();
    pending_ += '\n';
    return true;
  }
}

Result<std::size_t> JournalSource::read(char* out, std::size_t size) {
  if (at_ == pending_.size()) {
    pending_.clear();
    at_ = 0;
    while (pending_.size() < size) {
      const Result<bool> found = next_entry();
      // What was found before a failure is given first; the failure comes again.
      if (!found && pending_.empty()) return found.error();
      if (!found || !*found) break;
    }
  }
  const std::size_t count = std::min(size, pending_.size() - at_);
  pending_.copy(out, count, at_);
  at_ += count;
  return count;
}

std::string JournalSource::cursor() const {
  char* text = nullptr;
  if (!given_ || sd_journal_get_cursor(journal_.get(), &text) < 0) return {};
  std::string out(text);
  std::free(text);
  return out;
}

int JournalSource::descriptor() const { return sd_journal_get_fd(journal_.get()); }

void JournalSource::more() { (void)sd_journal_process(journal_.get()); }

}  // namespace profgen::inline v0::log
