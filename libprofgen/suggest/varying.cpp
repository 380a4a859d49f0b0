#include "suggest/varying.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.hpp"
#include "profgen/rules.hpp"
#include "suggest/random_word.hpp"

namespace profgen::inline v0::suggest {
namespace {

using Kind = Varying::Kind;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_word(char c) { return is_digit(c) || std::isalpha(static_cast<unsigned char>(c)) != 0; }

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

bool is_hash(std::string_view word) {
  if (word.size() < 8 || !std::all_of(word.begin(), word.end(), is_hex)) return false;
  const bool digit = std::any_of(word.begin(), word.end(), is_digit);
  return digit && !std::all_of(word.begin(), word.end(), is_digit);
}

bool in_range(std::string_view digits, std::uint64_t low, std::uint64_t high) {
  const auto value = text::to_number(digits);
  return value && *value >= low && *value <= high;
}
// YYYYMMDD
bool is_day(std::string_view d) {
  return d.size() == 8 && in_range(d.substr(0, 4), 1970, 2199) && in_range(d.substr(4, 2), 1, 12) &&
         in_range(d.substr(6, 2), 1, 31);
}
// The length of YYYY-MM-DD at the start of the text; 0: none.
std::size_t dashed_day(std::string_view t) {
  constexpr std::size_t length = 10;
  if (t.size() < length || t[4] != '-' || t[7] != '-') return 0;
  if (t.size() > length && is_digit(t[length])) return 0;
  const std::string day = std::string(t.substr(0, 4)).append(t.substr(5, 2)).append(t.substr(8, 2));
  return std::all_of(day.begin(), day.end(), is_digit) && is_day(day) ? length : 0;
}

// Names here are the kernel's or the hardware's, whoever writes to them.
bool is_given(std::string_view path) {
  return path.starts_with("/proc/") || path.starts_with("/sys/") ||
         (path.starts_with("/dev/") && !path.starts_with("/dev/shm/"));
}

// A process's id, or that of one started about then, which a script puts into names as `$$`.
bool is_process(std::uint64_t number, const NameContext& context) {
  return std::any_of(context.pids.begin(), context.pids.end(), [&](std::uint64_t pid) {
    if (number == pid) return number >= 10;
    const std::uint64_t apart = number > pid ? number - pid : pid - number;
    return number >= 100 && apart <= pid / 10;
  });
}

class Finder {
 public:
  Finder(std::string_view name, const NameContext& context)
      : name_(name),
        context_(context),
        chosen_(context.short_lived || in_volatile_directory(name) ||
                (context.written && !is_given(name))) {}

  std::vector<Varying> run() {
    while (at_ < name_.size()) {
      if (!is_word(name_[at_])) {
        ++at_;
        continue;
      }
      if (!unnamed_file() && !uuid() && !date() && !temporary()) word();
    }
    return std::move(out_);
  }

 private:
  void take(Kind kind, std::size_t length, bool visible) {
    out_.push_back({kind, at_, at_ + length, visible});
    at_ += length;
  }

  // "#1234": the name of a file that was opened without one (O_TMPFILE).
  bool unnamed_file() {
    if (at_ < 2 || name_[at_ - 1] != '#' || name_[at_ - 2] != '/') return false;
    const std::size_t length = digits_at(at_);
    if (length == 0 || at_ + length != name_.size()) return false;
    take(Kind::digits, length, true);
    return true;
  }

  bool uuid() {
    constexpr std::size_t length = 36;
    if (!is_uuid(name_.substr(at_, length))) return false;
    if (at_ + length < name_.size() && is_word(name_[at_ + length])) return false;
    take(Kind::uuid, length, chosen_);
    return true;
  }

  bool date() {
    std::size_t length = dashed_day(name_.substr(at_));
    if (length == 0 && digits_at(at_) == 8 && is_day(name_.substr(at_, 8))) length = 8;
    if (length == 0) return false;
    take(Kind::date, length, chosen_ || name_.find("/log/") != std::string_view::npos);
    return true;
  }

  // Python's tempfile: "tmp" and eight of a-z, 0-9 and '_'.
  bool temporary() {
    constexpr std::size_t head = 3;
    constexpr std::size_t length = 8;
    if (name_.substr(at_, head) != "tmp" || !starts_component()) return false;
    const std::string_view tail = name_.substr(at_ + head, length);
    const auto allowed = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '_'; };
    if (tail.size() != length || !std::all_of(tail.begin(), tail.end(), allowed)) return false;
    const std::size_t end = at_ + head + length;
    if (end < name_.size() && name_[end] != '/' && name_[end] != '.') return false;
    const bool letters_only =
        std::all_of(tail.begin(), tail.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (letters_only && !in_volatile_directory(name_)) return false;
    at_ += head;
    take(Kind::random, length, chosen_);
    return true;
  }

  void word() {
    std::size_t end = at_;
    while (end < name_.size() && is_word(name_[end])) ++end;
    const std::string_view word = name_.substr(at_, end - at_);
    const bool ends = end == name_.size() || name_[end] == '/';
    const bool before_extension = end < name_.size() && name_[end] == '.';
    if (is_hash(word)) return take(Kind::hex, word.size(), chosen_);
    if (behind_separator() && (ends || before_extension)) {
      if (looks_random(word)) return take(Kind::random, word.size(), chosen_);
      if (ends && is_mixed_six(word)) return take(Kind::random, word.size(), false);
      if (ends && word.size() == 6 && digits_at(at_) != 6) return take(Kind::word, 6, false);
    }
    if (ends && is_object_number(word)) return take(Kind::digits, word.size(), true);
    if (ends && is_process_directory(word)) return take(Kind::digits, word.size(), true);
    numbers(end);
  }

  // "/org/freedesktop/systemd1/job/731"
  bool is_object_number(std::string_view word) const {
    return context_.short_lived && starts_component() && digits_at(at_) == word.size();
  }

  // /proc/PID and /proc/PID/task/TID. The first process is always there.
  bool is_process_directory(std::string_view word) const {
    if (digits_at(at_) != word.size() || word == "1") return false;
    const std::string_view before = name_.substr(0, at_);
    constexpr std::string_view task = "/task/";
    return before == "/proc/" || (before.starts_with("/proc/") && before.size() > task.size() &&
                                  before.substr(before.size() - task.size()) == task);
  }

  void numbers(std::size_t end) {
    while (at_ < end) {
      const std::size_t length = digits_at(at_);
      if (length == 0) {
        ++at_;
        continue;
      }
      version(length);
      take(Kind::digits, length, chosen_ && is_passing_number(name_.substr(at_, length)));
    }
  }

  // From the first of several numbers that dots and dashes join, to the last.
  void version(std::size_t first) {
    if (at_ < version_end_) return;
    std::size_t end = at_ + first;
    std::size_t numbers = 1;
    while (end + 1 < name_.size() && (name_[end] == '.' || name_[end] == '-')) {
      const std::size_t more = digits_at(end + 1);
      if (more == 0) break;
      end += 1 + more;
      ++numbers;
    }
    version_end_ = end;
    if (numbers > 1) out_.push_back({Kind::version, at_, end, false});
  }

  // A time, a counter that is random for all we know, or a process.
  bool is_passing_number(std::string_view digits) const {
    if (digits.size() >= 9) return true;
    const auto value = text::to_number(digits);
    if (!value) return true;
    const auto& users = context_.users;
    if (std::find(users.begin(), users.end(), *value) != users.end()) return false;
    return is_process(*value, context_);
  }

  std::size_t digits_at(std::size_t from) const {
    std::size_t end = from;
    while (end < name_.size() && is_digit(name_[end])) ++end;
    return end - from;
  }
  bool behind_separator() const {
    return at_ > 0 && (name_[at_ - 1] == '.' || name_[at_ - 1] == '-' || name_[at_ - 1] == '_');
  }
  bool starts_component() const { return at_ == 0 || name_[at_ - 1] == '/'; }

  std::string_view name_;
  const NameContext& context_;
  bool chosen_;  // by a program, and for a while only
  std::size_t at_ = 0;
  std::size_t version_end_ = 0;
  std::vector<Varying> out_;
};

}  // namespace

std::vector<Varying> varying_parts(std::string_view name, const NameContext& context) {
  return Finder(name, context).run();
}

std::string pattern_of(Varying::Kind kind, std::string_view text) {
  switch (kind) {
    case Kind::uuid:
      return std::string(uuid_pattern);
    case Kind::hex:
      return "[0-9a-fA-F]*";
    case Kind::digits:
    case Kind::version:
      return "[0-9]*";
    case Kind::random:
    case Kind::word:
      return std::string(text.size(), '?');
    case Kind::date:
      break;
  }
  std::string out;
  for (const char c : text) out += is_digit(c) ? std::string("[0-9]") : std::string(1, c);
  return out;
}

std::string open_pattern(std::string_view name, const NameContext& context) {
  std::string out;
  std::size_t done = 0;
  for (const Varying& part : varying_parts(name, context)) {
    if (!part.visible) continue;
    if (part.begin > done) out += policy::literal_pattern(name.substr(done, part.begin - done));
    out += pattern_of(part.kind, name.substr(part.begin, part.end - part.begin));
    done = part.end;
  }
  if (done == 0) return {};
  if (done < name.size()) out += policy::literal_pattern(name.substr(done));
  return out;
}

bool in_volatile_directory(std::string_view path) {
  static constexpr std::array<std::string_view, 5> roots = {"/tmp/", "/var/tmp/", "/dev/shm/",
                                                            "/run/", "/var/run/"};
  return std::any_of(roots.begin(), roots.end(),
                     [&](std::string_view root) { return path.starts_with(root); }) ||
         path.find("/.cache/") != std::string_view::npos;
}

}  // namespace profgen::inline v0::suggest
