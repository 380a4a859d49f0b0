// The grammar's own reading of a record (PEGTL), which the reader in log/ has to agree with.
#include "grammar_reader.hpp"

#include <algorithm>
#include <limits>

#include "base/text.hpp"
#include "grammar/audit_keys.hpp"
#include "grammar/audit_record.hpp"

namespace profgen::log {
namespace {

namespace audit_grammar = grammar::audit;
namespace pegtl = tao::pegtl;

// What the actions write to.
struct Builder {
  Record& record;
  std::string_view key{};
  bool enriched = false;
  Parsed parsed = Parsed::whole;

  void add(std::string_view value) {
    FieldList& list = enriched ? record.enrichment : record.fields;
    if (list.size() == most_fields)
      parsed = Parsed::crowded;
    else
      list.add(key, value);
  }
  void add_bare(std::string_view value);
};

bool is_upper_hex(std::string_view text) {
  return !text.empty() && text.size() % 2 == 0 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
  });
}

bool may_be_a_string(std::string_view key) {
  return std::any_of(
      audit_grammar::keys.begin(), audit_grammar::keys.end(),
      [key](const audit_grammar::KeyWord& known) { return known.string && known.word == key; });
}

void Builder::add_bare(std::string_view value) {
  // `type=AVC` before the first field is the record's head; later ones are fields like any other.
  if (!enriched && key == "type" && record.fields.empty()) {
    record.type = record_type_name(value);
    return;
  }
  if (is_upper_hex(value) && may_be_a_string(key)) return add(*text::from_hex(value));
  add(value);
}

// Digits only, as the grammar has seen to; what does not fit is cut down to the largest number.
template <typename Number>
Number digits(std::string_view text) {
  constexpr Number limit = std::numeric_limits<Number>::max();
  Number number = 0;
  for (const char c : text) {
    const auto digit = static_cast<Number>(c - '0');
    if (number > (limit - digit) / 10) return limit;
    number = static_cast<Number>(number * 10 + digit);
  }
  return number;
}

// Text is `msg=audit(1795457176.476:90):`, as the grammar has seen to.
void set_stamp(std::string_view text, Record& record) {
  const std::size_t open = text.find('('), dot = text.find('.', open);
  const std::size_t colon = text.find(':', dot), close = text.find(')', colon);
  const std::string_view millis = text.substr(dot + 1, colon - dot - 1);
  auto fraction = digits<std::int64_t>(millis);
  for (std::size_t place = millis.size(); place < 6; ++place) fraction *= 10;
  record.time_us =
      digits<std::int64_t>(text.substr(open + 1, dot - open - 1)) * 1'000'000 + fraction;
  record.serial = digits<std::uint64_t>(text.substr(colon + 1, close - colon - 1));
  record.has_stamp = true;
}

template <typename Rule>
struct Action : pegtl::nothing<Rule> {};

template <>
struct Action<audit_grammar::Stamp> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    // Only the head counts: what follows a field may have been written by anyone.
    if (builder.record.has_stamp || !builder.record.fields.empty()) return;
    set_stamp(in.string_view(), builder.record);
  }
};
template <>
struct Action<audit_grammar::Name> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.key = in.string_view();
  }
};
template <>
struct Action<audit_grammar::QuotedText> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    // Every quote in it has its backslash.
    std::string value = in.string();
    for (std::size_t at = 0; (at = value.find('"', at)) != std::string::npos;)
      value.erase(at - 1, 1);
    builder.add(value);
  }
};
template <>
struct Action<audit_grammar::Cut> {
  static void apply0(Builder& builder) { builder.parsed = Parsed::cut; }
};
template <>
struct Action<audit_grammar::BareText> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.add_bare(in.string_view());
  }
};
template <>
struct Action<audit_grammar::BareInner> : Action<audit_grammar::BareText> {};
template <>
struct Action<audit_grammar::Separator> {
  static void apply0(Builder& builder) { builder.enriched = true; }
};
template <>
struct Action<audit_grammar::Word> {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    // journald's audit transport writes the type as a bare first word: `AVC apparmor=…`.
    if (builder.record.fields.empty() &&
        (in.string_view() == "AVC" || in.string_view() == "USER_AVC"))
      builder.record.type = in.string();
  }
};

}  // namespace

Parsed parse_by_grammar(std::string_view text, Record& record) {
  pegtl::memory_input<pegtl::tracking_mode::lazy> in(text.data(), text.data() + text.size(),
                                                     std::string_view());
  (void)record.fields.copy(text);
  record.enrichment.clear();
  Builder builder{record};
  (void)pegtl::parse<audit_grammar::Record, Action>(in, builder);
  return builder.parsed;
}

}  // namespace profgen::log
