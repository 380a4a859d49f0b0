// The text of one audit record, as a PEGTL grammar: the specification. A log of records spends its
// time in reading them, so log/record_parse.cpp is written by hand; the tests run both over the
// same texts (tests/unit/log/grammar_test.cpp) and include this file alone.
//
//   record   = { blank }, { item, { blank } }, [ GS, { enriched, { blank } } ] ;
//   item     = stamp | nested | field | word ;
//   stamp    = [ "msg=" ], "audit(", seconds, ".", millis, ":", serial, ")", [ ":" ] ;
//   nested   = "msg='", { blank }, { inner, { blank } }, ( "'" | end ) ;
//   inner    = field of nested | word of nested ;          (* no second level: no recursion *)
//   field    = key, "=", value ;
//   value    = '"', { any - '"' | escaped }, ( '"' | cut ) | bare ;
//   escaped  = '\"', ? neither blank, GS, "'" nor end follows ? ;
//   cut      = end ;                                       (* a line that was cut off *)
//   bare     = { any - blank - GS } ;                      (* in nested also without "'" *)
//   word     = any - blank, { any - blank - GS } ;         (* "AVC", "audit:", "REJECTING" *)
//
// GS (0x1d) parts the record as the kernel wrote it from what auditd added (log_format=ENRICHED).
// The kernel writes a string that holds a blank, a quote, a control or a non-ASCII byte as bare
// upper-case hex, so its quoted values need no escapes, and a backslash may end one. Source:
// audit_log_n_untrustedstring(). The senders of a USER_AVC write what they like.
#pragma once

#include <cstddef>
#include <string_view>
#include <tao/pegtl.hpp>

namespace profgen::inline v0::grammar::audit {

namespace pegtl = tao::pegtl;

inline constexpr char group_separator = '\x1d';

struct Blank : pegtl::one<' ', '\t', '\r', '\n'> {};
struct Separator : pegtl::one<group_separator> {};

struct Seconds : pegtl::rep_min_max<1, 12, pegtl::digit> {};
struct Millis : pegtl::rep_min_max<1, 6, pegtl::digit> {};
struct Serial : pegtl::rep_min_max<1, 20, pegtl::digit> {};
struct Stamp
    : pegtl::seq<pegtl::opt<pegtl::string<'m', 's', 'g', '='>>,
                 pegtl::string<'a', 'u', 'd', 'i', 't', '('>, Seconds, pegtl::one<'.'>, Millis,
                 pegtl::one<':'>, Serial, pegtl::one<')'>, pegtl::opt<pegtl::one<':'>>> {};

struct Name : pegtl::plus<pegtl::ranges<'a', 'z', 'A', 'Z', '0', '9', '_', '_', '-', '-'>> {};
// By memchr: names are most of a record.
struct QuotedText {
  using rule_t = QuotedText;
  using subs_t = pegtl::empty_list;
  template <typename ParseInput>
  [[nodiscard]] static bool match(ParseInput& in) noexcept {
    const std::string_view text(in.current(), in.size());
    std::size_t quote = text.find('"');
    while (quote != text.npos && is_escaped(text, quote)) quote = text.find('"', quote + 1);
    in.bump(quote == text.npos ? text.size() : quote);
    return true;
  }
  static bool is_escaped(std::string_view text, std::size_t quote) noexcept {
    constexpr std::string_view behind = " \t\r\n\x1d'";
    return quote != 0 && text[quote - 1] == '\\' && quote + 1 < text.size() &&
           behind.find(text[quote + 1]) == behind.npos;
  }
};
struct BareText : pegtl::star<pegtl::not_one<' ', '\t', '\r', '\n', group_separator>> {};
struct BareInner : pegtl::star<pegtl::not_one<' ', '\t', '\r', '\n', group_separator, '\''>> {};

struct Cut : pegtl::eof {};
struct Quoted : pegtl::seq<pegtl::one<'"'>, QuotedText, pegtl::sor<pegtl::one<'"'>, Cut>> {};

struct Word : pegtl::plus<pegtl::not_one<' ', '\t', '\r', '\n', group_separator>> {};
struct WordInner : pegtl::plus<pegtl::not_one<' ', '\t', '\r', '\n', group_separator, '\''>> {};

struct Field : pegtl::seq<Name, pegtl::one<'='>, pegtl::sor<Quoted, BareText>> {};
struct Inner : pegtl::seq<Name, pegtl::one<'='>, pegtl::sor<Quoted, BareInner>> {};

struct Nested
    : pegtl::seq<pegtl::string<'m', 's', 'g', '=', '\''>,
                 pegtl::star<pegtl::sor<Blank, Inner, WordInner>>, pegtl::opt<pegtl::one<'\''>>> {};

struct Item : pegtl::sor<Blank, Stamp, Nested, Field, Word> {};
// Matches any bytes: a record that makes no sense has no fields.
struct Record : pegtl::seq<pegtl::star<Item>, pegtl::star<pegtl::sor<Separator, Item>>> {};

}  // namespace profgen::inline v0::grammar::audit
