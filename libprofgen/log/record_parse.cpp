// A record's text → its fields. Written by hand because this is where a log of AppArmor records
// spends its time; grammar/audit_record.hpp is what it has to agree with, byte for byte
// (tests/unit/log/grammar_test.cpp).
#include "log/record_parse.hpp"

#include <algorithm>
#include <cstring>

#include "base/scan.hpp"
#include "log/keys.hpp"
#include "log/prefix.hpp"
#include "log/set.hpp"
#include "log/stamp.hpp"

namespace profgen::inline v0::log {
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

// Reads on from a place and returns the next one: what is passed on stays in a register.
class RecordReader {
 public:
  RecordReader(Record& record, KeyGuesses& guesses)
      : record_(record), guesses_(guesses), list_(&record.fields) {}

  Parsed read(std::string_view text) {
    begin(text);
    // The head is read from where the text came from: its copy is still on its way to memory.
    const char* at = text_;
    if (const std::size_t head = read_usual_head(text); head != 0) at = read_usual_begin(at + head);
    while (at != end_) {
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
    if (list_ != &record_.enrichment)
      record_.enrichment.clear();
    else if (parsed_ == Parsed::whole)
      record_.enrichment.set_whole();
    return parsed_;
  }

 private:
  struct Part {
    const char *begin, *end;
  };

  void begin(std::string_view text) {
    static_assert(FieldList::padding >= scan::padding && scan::padding >= word_padding);
    char* const copy = list_->copy(text);
    text_ = copy;
    end_ = text_ + text.size();
    decoded_ = copy + text.size() + FieldList::padding;
    followers_ = &guesses_.of_none();
    last_ = 0;
  }
  [[nodiscard]] std::string_view from(const char* at) const {
    return {at, static_cast<std::size_t>(end_ - at)};
  }

  // What follows is auditd's, in a list of its own. Most often it is what the record before had:
  // then it need not be read again. (Before any field it may still tell the record's type.)
  const char* read_separator(const char* at) {
    nested_ = false;
    ++at;
    if (list_ == &record_.enrichment) return at;
    list_ = &record_.enrichment;
    if (!record_.fields.empty() && list_->is_whole(from(at))) return end_;
    begin(from(at));
    return text_;
  }
  const char* end_nested(const char* at) {
    nested_ = false;
    return at + 1;
  }

  // `type=AVC msg=audit(1795457176.476:90):`: what nearly every record begins with is not worth two
  // searches for its keys. Its size; 0 if something else stands there.
  std::size_t read_usual_head(std::string_view text) {
    constexpr std::string_view type = "type=AVC ", usual = "type=AVC msg=audit(";
    if (!begins_with(text, "type=AVC msg=audit(")) return 0;
    Stamp stamp = guesses_.stamps().read(text.substr(usual.size()));
    std::size_t size = usual.size() + stamp.size;
    if (stamp.size == 0) {
      stamp = read_stamp(text.substr(type.size()));
      size = type.size() + stamp.size;
    }
    if (stamp.size == 0) return 0;
    note_stamp(stamp);
    set(record_.type, type.substr(5, 3));
    return size;
  }

  // ` apparmor="DENIED" operation="open"`: what nearly always stands behind the head. Where it
  // ends; `at` if something else stands there.
  const char* read_usual_begin(const char* at) {
    static constexpr ShortWord before(" apparmor=\""), between("\" operation=\"");
    if (!list_->empty() || !before.is_at(at)) return at;
    const char* const verdict = at + before.size;
    const char* const verdict_end = scan::byte_before_zeros<'"'>(verdict, end_);
    if (!verdict_end || verdict_end[-1] == '\\' || !between.is_at(verdict_end)) return at;
    const char* const operation = verdict_end + between.size;
    const char* const operation_end = scan::byte_before_zeros<'"'>(operation, end_);
    if (!operation_end || operation_end[-1] == '\\') return at;
    add_expected(Key::apparmor, at + 1, verdict, verdict_end);
    add_expected(Key::operation, verdict_end + 2, operation, operation_end);
    followers_ = &guesses_.of_operation(operation);
    last_ = static_cast<std::uint8_t>(Key::operation);
    at = operation_end + 1;
    return *at == ' ' ? at + 1 : at;
  }

  // Fields with the keys that stood there in the last record of this kind, and one blank between
  // them: most of what a log holds. Stops where something else comes, also where anything is odd
  // about a value, and leaves that to read_item().
  const char* read_expected(const char* at) {
    const char* const text = text_;
    const char* const end = end_;
    const KeyGuesses::Followers& followers = *followers_;
    const bool nested = nested_;
    std::size_t last = last_;
    FieldList::Place* place = list_->next_place();
    const FieldList::Place* const room_end =
        place +
        std::min(static_cast<std::size_t>(list_->room_end() - place), most_fields - list_->size());
    while (place != room_end) {
      const std::uint8_t number = followers[last];
      const ExpectedKey& expected = expected_key(number);
      if (!expected.with_equals.is_at(at)) break;
      const char* value = at + expected.with_equals.size;
      const char* value_end;
      const char* next;
      if (*value == '"') {
        ++value;
        value_end = scan::byte_before_zeros<'"'>(value, end);
        // Cut off, or perhaps a quote that belongs to the value.
        if (!value_end || value_end[-1] == '\\') break;
        next = value_end + 1;
      } else {
        if (!expected.bare) break;
        value_end = next = scan::at_most_before_zeros<' '>(value, end);
        if (*next != ' ') [[unlikely]]
          if (*next != group_separator && next != end) break;
        if (nested && scan::byte<'\''>(value, next) != next) break;
      }
      *place++ = place_of(expected, text, at, value, value_end);
      last = number;
      at = next;
      if (*at != ' ') break;
      ++at;
    }
    list_->end_at(place);
    last_ = static_cast<std::uint8_t>(last);
    return at;
  }
  static FieldList::Place place_of(const ExpectedKey& key, const char* text, const char* at,
                                   const char* value, const char* value_end) {
    return {key.place, static_cast<std::uint32_t>(at - text),
            static_cast<std::uint32_t>(value - text),
            static_cast<std::uint32_t>(value_end - value)};
  }
  void add_expected(Key key, const char* at, const char* value, const char* value_end) {
    const ExpectedKey& expected = expected_key(static_cast<std::uint8_t>(key));
    list_->add(place_of(expected, text_, at, value, value_end));
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
      if (key == Key::operation) followers_ = &guesses_.of_operation(value + 1);
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
    equals = std::find_if_not(at, end_, [](char c) { return is_key_byte(c); });
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
    char* const out = decoded_;
    const char* at = begin;
    for (;;) {
      const char* const quote = scan::byte<'"'>(at, end_);
      const bool more = quote != end_ && is_embedded(quote);
      const auto size = static_cast<std::size_t>(quote - at) - (more ? 1 : 0);
      std::memcpy(decoded_, at, size);
      decoded_ += size;
      at = quote;
      if (!more) break;
      *decoded_++ = '"';
      ++at;
    }
    add(key, name, {out, decoded_});
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
    add(key, name, string ? decode_hex({value, end}) : Part{value, end});
    return end;
  }

  // Only the head's stamp counts: what follows a field may have been written by anyone. nullptr if
  // no stamp stands there.
  const char* read_head_stamp(const char* at) {
    const Stamp stamp = read_stamp(from(at));
    if (stamp.size == 0) return nullptr;
    if (record_.fields.empty()) note_stamp(stamp);
    return read_usual_begin(at + stamp.size);
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

  void add(Key key, Part name, Part value) {
    if (list_->size() == most_fields) {
      parsed_ = Parsed::crowded;
      return;
    }
    (*followers_)[last_] = static_cast<std::uint8_t>(key);
    last_ = static_cast<std::uint8_t>(key);
    const auto key_size = static_cast<std::size_t>(name.end - name.begin);
    list_->add({FieldList::Place::key_part(last_, key_size),
                static_cast<std::uint32_t>(name.begin - text_),
                static_cast<std::uint32_t>(value.begin - text_),
                static_cast<std::uint32_t>(value.end - value.begin)});
  }

  // The kernel writes a string that holds a blank, a quote, a control or a non-ASCII byte as
  // upper-case hex.
  Part decode_hex(Part value) {
    if ((value.end - value.begin) % 2 != 0 ||
        !std::all_of(value.begin, value.end, [](char c) { return is_upper_hex(c); }))
      return value;
    char* const out = decoded_;
    for (const char* at = value.begin; at != value.end; at += 2)
      *decoded_++ = static_cast<char>(hex_value(at[0]) << 4 | hex_value(at[1]));
    return {out, decoded_};
  }

  Record& record_;
  KeyGuesses& guesses_;
  FieldList* list_;
  const char* text_ = nullptr;
  const char* end_ = nullptr;
  char* decoded_ = nullptr;  // where the next decoded value goes
  KeyGuesses::Followers* followers_ = nullptr;
  std::uint8_t last_ = 0;  // the last field's key
  bool nested_ = false;
  Parsed parsed_ = Parsed::whole;
};

}  // namespace

Parsed parse_record(std::string_view text, Record& record, KeyGuesses& guesses) {
  return RecordReader(record, guesses).read(text);
}

}  // namespace profgen::inline v0::log
