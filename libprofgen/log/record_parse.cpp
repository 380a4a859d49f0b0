// A record's text → its fields. Written by hand because this is where a log of AppArmor records
// spends its time; grammar/audit_record.hpp is what it has to agree with, byte for byte
// (tests/unit/log/grammar_test.cpp).
#include "log/record_parse.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/scan.hpp"
#include "log/keys.hpp"
#include "log/prefix.hpp"
#include "log/set.hpp"

namespace profgen::log {
namespace {

namespace audit = grammar::audit;

constexpr char group_separator = '\x1d';

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_key_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '-';
}
bool is_upper_hex(char c) { return is_digit(c) || (c >= 'A' && c <= 'F'); }
char hex_value(char c) { return static_cast<char>(is_digit(c) ? c - '0' : c - 'A' + 10); }

// Up to `most` digits (20 at most); a number that does not fit becomes the largest one. False if
// there is no digit.
[[gnu::always_inline]] inline bool take_digits(std::string_view& text, std::size_t most,
                                               std::uint64_t& number) {
  constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
  constexpr std::size_t always_fit = 19;
  const char* at = text.data();
  const char* const end = at + std::min(text.size(), std::min(most, always_fit));
  number = 0;
  for (; at != end && is_digit(*at); ++at)
    number = number * 10 + static_cast<std::uint64_t>(*at - '0');
  const auto count = static_cast<std::size_t>(at - text.data());
  text.remove_prefix(count);
  if (count == always_fit && most > always_fit && !text.empty() && is_digit(text.front())) {
    const auto digit = static_cast<std::uint64_t>(text.front() - '0');
    number = number > (largest - digit) / 10 ? largest : number * 10 + digit;
    text.remove_prefix(1);
  }
  return count != 0;
}
bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// Eight digits as a number; false if these bytes are not all digits.
bool eight_digits(const char* at, std::uint64_t& number) {
  constexpr std::uint64_t zeros = 0x3030303030303030, high = 0xf0f0f0f0f0f0f0f0;
  const std::uint64_t bytes = ShortWord::load(at);
  // '0' to '9' are 0x30 to 0x39: six more must not change the high half either.
  if ((((bytes & high) ^ zeros) | (((bytes + 0x0606060606060606) & high) ^ zeros)) != 0)
    return false;
  // Pairs, then fours, then all eight, added up side by side.
  std::uint64_t sum = bytes - zeros;
  sum = (sum * 10 + (sum >> 8)) & 0x00ff00ff00ff00ff;
  sum = (sum * 100 + (sum >> 16)) & 0x0000ffff0000ffff;
  number = (sum * 10'000 + (sum >> 32)) & 0xffffffff;
  return true;
}

struct Stamp {
  std::int64_t time_us = 0;
  std::uint64_t serial = 0;
  std::size_t size = 0;  // of its text; 0: it is none
};
// "audit(1795457176.476:90):", behind "msg=" or not.
Stamp read_stamp(std::string_view text) {
  constexpr std::size_t seconds_most = 12, fraction_most = 6, serial_most = 20;
  Stamp stamp;
  std::string_view rest = text;
  if (begins_with(rest, "msg=")) rest.remove_prefix(4);
  if (!begins_with(rest, "audit(")) return stamp;
  rest.remove_prefix(6);
  std::uint64_t seconds = 0, fraction = 0;
  if (!take_digits(rest, seconds_most, seconds) || !take(rest, '.')) return stamp;
  std::size_t places = rest.size();
  if (!take_digits(rest, fraction_most, fraction)) return stamp;
  places -= rest.size();
  if (!take(rest, ':') || !take_digits(rest, serial_most, stamp.serial) || !take(rest, ')'))
    return stamp;
  (void)take(rest, ':');
  for (; places < fraction_most; ++places) fraction *= 10;
  stamp.time_us = static_cast<std::int64_t>(seconds * 1'000'000 + fraction);
  stamp.size = text.size() - rest.size();
  return stamp;
}

// What stands behind "audit(" in nearly every stamp of these decades, "1795457176.476:90):", read
// without a loop but for the serial. `size` of 0: it has another form, and read_stamp() has to
// look.
[[gnu::always_inline]] inline Stamp read_usual_stamp(std::string_view text) {
  constexpr std::size_t dot = 10, colon = 14, serial = 15;
  Stamp stamp;
  const char* at = text.data();
  std::uint64_t seconds = 0;
  if (text.size() <= serial || !eight_digits(at, seconds) || !is_digit(at[8]) || !is_digit(at[9]) ||
      at[dot] != '.' || !is_digit(at[11]) || !is_digit(at[12]) || !is_digit(at[13]) ||
      at[colon] != ':')
    return stamp;
  const auto digit = [at](std::size_t i) { return static_cast<std::uint64_t>(at[i] - '0'); };
  std::string_view rest = text.substr(serial);
  constexpr std::size_t serial_most = 19;  // these fit
  if (!take_digits(rest, serial_most, stamp.serial) || !take(rest, ')') || !take(rest, ':'))
    return stamp;
  seconds = seconds * 100 + digit(8) * 10 + digit(9);
  const std::uint64_t millis = digit(11) * 100 + digit(12) * 10 + digit(13);
  stamp.time_us = static_cast<std::int64_t>(seconds * 1'000'000 + millis * 1000);
  stamp.size = text.size() - rest.size();
  return stamp;
}

// Reads on from a place and returns the next one: what is passed on stays in a register.
class RecordReader {
 public:
  RecordReader(std::string_view text, Record& record) : record_(record), list_(&record.fields) {
    record.enrichment.clear();
    begin(text);
  }

  Parsed read() {
    for (const char* at = read_usual_head(text_); at != end_;) {
      const char c = *at;
      if (is_blank(c))
        ++at;
      else if (c == group_separator)
        at = read_separator(at);
      else if (nested_ && c == '\'')
        at = end_nested(at);
      else if (const char* const behind = read_expected(at); behind != at)
        at = behind;
      else
        at = read_item(at);
    }
    return parsed_;
  }

 private:
  struct Part {
    const char *begin, *end;
  };

  void begin(std::string_view text) {
    text_ = list_->copy(text);
    end_ = text_ + text.size();
  }
  [[nodiscard]] std::string_view from(const char* at) const {
    return {at, static_cast<std::size_t>(end_ - at)};
  }

  // What follows is auditd's, in a list of its own.
  const char* read_separator(const char* at) {
    nested_ = false;
    ++at;
    if (list_ == &record_.enrichment) return at;
    list_ = &record_.enrichment;
    begin(from(at));
    return text_;
  }
  const char* end_nested(const char* at) {
    nested_ = false;
    return at + 1;
  }

  // `type=AVC msg=audit(1795457176.476:90):`: what nearly every record begins with is not worth two
  // searches for its keys.
  const char* read_usual_head(const char* at) {
    constexpr std::string_view type = "type=AVC ", usual = "type=AVC msg=audit(";
    if (!begins_with(from(at), "type=AVC msg=audit(")) return at;
    const char* const stamp_at = at + usual.size();
    const Stamp stamp = read_usual_stamp(from(stamp_at));
    const char* behind = stamp_at + stamp.size;
    if (stamp.size != 0)
      note_stamp(stamp);
    else if (behind = read_head_stamp(at + type.size()); !behind)
      return at;
    set(record_.type, type.substr(5, 3));
    return behind;
  }

  // Fields with the keys that stood there in the last record of this kind, and one blank between
  // them: most of what a log holds. Stops where something else comes, also where anything is odd
  // about a value, and leaves that to read_item().
  const char* read_expected(const char* at) {
    FieldList& list = *list_;
    const char* const text = text_;
    const char* const end = end_;
    while (list.size() != most_fields) {
      const auto key = static_cast<Key>(list.expected());
      const ShortWord& word = with_equals(key);
      if (!word.is_at(at)) break;
      const char* value = at + word.size;
      const char* value_end = value;
      const char* next = value;
      if (*value == '"') {
        ++value;
        value_end = scan::byte<'"'>(value, end);
        // Cut off, or perhaps a quote that belongs to the value.
        if (value_end == end || value_end[-1] == '\\') break;
        next = value_end + 1;
        if (key == Key::operation) list.set_shape(shape_of(value));
      } else {
        if (audit::keys[static_cast<std::size_t>(key)].string || key == Key::type || nested_) break;
        value_end = next = scan::at_most<' '>(value, end);
        if (next != end && *next != ' ' && *next != group_separator) break;
      }
      list.add_expected(place_of(key, text, {at, at + word.size - 1}, {value, value_end}));
      at = next;
      if (*at != ' ') break;
      ++at;
    }
    return at;
  }

  // A field, a stamp, a word, or the begin of a nested message.
  const char* read_item(const char* at) {
    const Found found = find_key(at);
    if (!found.equals) return read_unnamed(found.key, at);
    const Key key = found.key;
    const char* const equals = found.equals;
    const char* const value = equals + 1;
    if (value != end_ && *value == '"') {
      const char* const end = scan::byte<'"'>(value + 1, end_);
      if (is_embedded(end)) return read_escaped(key, {at, equals}, value + 1);
      add(key, {at, equals}, {value + 1, end});
      if (key == Key::operation) list_->set_shape(shape_of(value + 1));
      if (end != end_) return end + 1;
      parsed_ = Parsed::cut;
      return end;
    }
    return read_bare(key, {at, equals}, value);
  }

  struct Found {
    Key key = Key::none;
    const char* equals = nullptr;  // nullptr: no field stands there
  };
  [[nodiscard]] Found find_key(const char* at) const {
    // The '=' of nearly all keys is one of the next sixteen bytes.
    const char* equals = scan::byte<'='>(at, std::min(at + word_padding, end_));
    Key key = Key::none;
    if (equals != end_ && *equals == '=') key = key_of({at, static_cast<std::size_t>(equals - at)});
    if (key == Key::msg && !nested_) {
      const std::string_view message = from(equals + 1);
      if (begins_with(message, "'") || read_stamp(from(at)).size != 0) return {key, nullptr};
    }
    if (key != Key::none) return {key, equals};
    equals = std::find_if_not(at, end_, is_key_byte);
    if (equals == at || equals == end_ || *equals != '=') return {};
    return {key, equals};
  }

  const char* read_unnamed(Key key, const char* at) {
    if (key == Key::msg && begins_with(from(at), "msg='")) {
      nested_ = true;
      return at + 5;
    }
    if (!nested_)
      if (const char* next = read_head_stamp(at)) return next;
    return read_word(at);
  }

  // A quote that a backslash escapes: one that ends a value (of a name that ends in a backslash)
  // has a blank, GS or "'" behind it, or nothing.
  [[nodiscard]] bool is_embedded(const char* quote) const {
    return quote[-1] == '\\' && end_ - quote > 1 && !is_blank(quote[1]) &&
           quote[1] != group_separator && quote[1] != '\'';
  }
  // A quoted value with such quotes in it. The kernel would write hex; the senders of USER_AVC do
  // not.
  const char* read_escaped(Key key, Part name, const char* begin) {
    char* out = text_ + (begin - text_);
    const char* at = begin;
    for (;;) {
      const char* const quote = scan::byte<'"'>(at, end_);
      const bool more = quote != end_ && is_embedded(quote);
      const auto size = static_cast<std::size_t>(quote - at) - (more ? 1 : 0);
      std::memmove(out, at, size);
      out += size;
      at = quote;
      if (!more) break;
      *out++ = '"';
      ++at;
    }
    add(key, name, {begin, out});
    if (at != end_) return at + 1;
    parsed_ = Parsed::cut;
    return at;
  }

  const char* read_bare(Key key, Part name, const char* value) {
    const char* const end = end_of_bare(value);
    // `type=AVC` before the first field is the record's head; later ones are fields like any other.
    if (key == Key::type && record_.fields.empty() && list_ == &record_.fields) {
      record_.type = record_type_name({value, static_cast<std::size_t>(end - value)});
      return end;
    }
    const bool string = audit::keys[static_cast<std::size_t>(key)].string;
    add(key, name, {value, string ? decode_hex(value, end) : end});
    return end;
  }

  // Only the head's stamp counts: what follows a field may have been written by anyone. nullptr if
  // no stamp stands there.
  const char* read_head_stamp(const char* at) {
    const Stamp stamp = read_stamp(from(at));
    if (stamp.size == 0) return nullptr;
    if (record_.fields.empty()) note_stamp(stamp);
    return at + stamp.size;
  }
  void note_stamp(const Stamp& stamp) {
    if (record_.has_stamp) return;
    record_.time_us = stamp.time_us;
    record_.serial = stamp.serial;
    record_.has_stamp = true;
  }

  const char* read_word(const char* at) {
    const char* const end = end_of_bare(at);
    const std::string_view word(at, static_cast<std::size_t>(end - at));
    // journald's audit transport writes the type as a bare first word: `AVC apparmor=…`.
    if (!nested_ && record_.fields.empty() && (word == "AVC" || word == "USER_AVC"))
      record_.type = word;
    return end;
  }

  // The next blank or GS, in a nested message also "'".
  [[nodiscard]] const char* end_of_bare(const char* at) const {
    const char* end = at;
    for (;; ++end) {
      end = scan::at_most<' '>(end, end_);
      if (end == end_ || is_blank(*end) || *end == group_separator) break;
    }
    return nested_ ? scan::byte<'\''>(at, end) : end;
  }

  // A few bits of the first eight bytes, which tell one operation from nearly any other.
  static std::size_t shape_of(const char* operation) {
    return static_cast<std::size_t>(ShortWord::load(operation) * 0x9e3779b97f4a7c15 >> 59);
  }

  void add(Key key, Part name, Part value) {
    if (list_->size() == most_fields) {
      parsed_ = Parsed::crowded;
      return;
    }
    list_->add(place_of(key, text_, name, value));
  }
  static FieldList::Place place_of(Key key, const char* text, Part name, Part value) {
    FieldList::Place place;
    place.key_at = static_cast<std::uint32_t>(name.begin - text);
    place.key_size = static_cast<std::uint32_t>(name.end - name.begin) & 0xffffff;
    place.known = static_cast<std::uint8_t>(key);
    place.value_at = static_cast<std::uint32_t>(value.begin - text);
    place.value_size = static_cast<std::uint32_t>(value.end - value.begin);
    return place;
  }

  // The kernel writes a string that holds a blank, a quote, a control or a non-ASCII byte as
  // upper-case hex. It is decoded where it stands: the copy is ours. Returns its end.
  const char* decode_hex(const char* begin, const char* end) {
    if ((end - begin) % 2 != 0 || !std::all_of(begin, end, is_upper_hex)) return end;
    char* out = text_ + (begin - text_);
    for (const char* at = begin; at != end; at += 2)
      *out++ = static_cast<char>(hex_value(at[0]) << 4 | hex_value(at[1]));
    return out;
  }

  Record& record_;
  FieldList* list_;
  char* text_ = nullptr;
  const char* end_ = nullptr;
  bool nested_ = false;
  Parsed parsed_ = Parsed::whole;
};

}  // namespace

Parsed parse_record(std::string_view text, Record& record) {
  record.text.assign(text);
  return RecordReader(text, record).read();
}

}  // namespace profgen::log
