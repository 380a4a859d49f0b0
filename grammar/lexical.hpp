// What words, blanks, comments, variables and patterns are made of. EBNF stands above each section;
// a blank in it means nothing, "x" is literal text, [ ] optional, { } repeated, | a choice.
#pragma once

#include <span>
#include <string_view>
#include <tao/pegtl.hpp>

#include "grammar/vocabulary.hpp"

namespace profgen::inline v0::grammar {

namespace peg = tao::pegtl;

// clang-format off

// ---- blanks and comments -------------------------------------------------------------------------
//   blank   = " " | TAB | CR
//   comment = "#" any byte up to the end of the line      not `#include`: that is read as an include
//   blanks  = { blank }                   around the operator of a condition
//   gap     = { blank | LF }              between the words of a rule that has its own mode
//   layout  = { blank | LF | comment }    between the words of file, link, capability and pivot_root
//                                         rules, headers and conditionals
// The compiler reads no comment inside network, unix, dbus, signal, ptrace, mount, mqueue, io_uring,
// userns, change_profile and rlimit rules, nor inside parentheses, nor between `->` and its target.
struct blank : peg::one<' ', '\t', '\r'> {};
struct space : peg::one<' ', '\t', '\r', '\n'> {};
struct comment : peg::seq<peg::one<'#'>, peg::not_at<peg::string<'i', 'n', 'c', 'l', 'u', 'd', 'e'>>, peg::star<peg::not_one<'\n'>>> {};
struct blanks : peg::star<blank> {};
struct gap : peg::star<space> {};
struct layout : peg::star<peg::sor<space, comment>> {};

// ---- keywords ------------------------------------------------------------------------------------
struct identifier_char : peg::sor<peg::alnum, peg::one<'_'>> {};
template <char... Letters>
struct keyword : peg::seq<peg::string<Letters...>, peg::not_at<identifier_char>> {};
struct comma : peg::one<','> {};
struct open_brace : peg::one<'{'> {};
struct close_brace : peg::one<'}'> {};
struct open_paren : peg::one<'('> {};
struct close_paren : peg::one<')'> {};
struct arrow : peg::string<'-', '>'> {};

// A word of a vocabulary table.
template <const auto& Table>
struct word_of {
  using rule_t = word_of;
  using subs_t = peg::empty_list;
  template <typename Input>
  static bool match(Input& in) {
    const char* const begin = in.current();
    const char* end = begin;
    const char* const limit = in.end();
    while (end != limit && ((*end >= 'a' && *end <= 'z') || (*end >= '0' && *end <= '9') || *end == '_'))
      ++end;
    const std::string_view text(begin, static_cast<std::size_t>(end - begin));
    for (const auto& word : Table)
      if (word.text == text) {
        in.bump_in_this_line(text.size());
        return true;
      }
    return false;
  }
};

// ---- words ---------------------------------------------------------------------------------------
//   escaped   = "\" ( " " | TAB | '"' | "!" | "," )        "\\" is no pair here: the last "\" of it escapes
//   word_char = escaped | any byte but blank, LF, NUL, '"', "!", "," | "," before a word_char
//   bare      = word_char { word_char }
//   quoted    = '"' { '\"' | any byte but '"' and NUL } '"'
//   list_bare = like bare, without commas and parentheses
// A comma goes on with a word unless a blank, a quote or "!" follows: `r,}` is one word.
struct escaped : peg::seq<peg::one<'\\'>, peg::one<' ', '\t', '"', '!', ','>> {};
struct plain_char : peg::not_one<' ', '\t', '\r', '\n', '\0', '"', '!', ','> {};
struct inner_comma : peg::seq<comma, peg::at<peg::not_one<' ', '\t', '\r', '\n', '\0', '"', '!', ','>>> {};
struct word_char : peg::sor<escaped, plain_char, inner_comma> {};
struct bare : peg::plus<word_char> {};
// What ends a word, and a comma that is none of a word's.
struct end_comma : peg::seq<comma, peg::not_at<peg::not_one<' ', '\t', '\r', '\n', '\0', '"', '!', ','>>> {};
struct word_end : peg::sor<peg::eof, peg::at<peg::sor<space, end_comma>>> {};
struct list_char : peg::sor<escaped, peg::seq<peg::one<'\\'>, peg::one<'(', ')'>>, peg::not_one<' ', '\t', '\r', '\n', '\0', '"', '!', ',', '(', ')'>> {};
struct list_bare : peg::plus<list_char> {};
struct quoted_char : peg::sor<peg::string<'\\', '"'>, peg::not_one<'"', '\0'>> {};
struct closed_quote : peg::seq<peg::one<'"'>, peg::star<quoted_char>, peg::one<'"'>> {};
struct whole_quote : peg::failure {};
struct quoted : peg::sor<closed_quote, peg::seq<peg::at<peg::one<'"'>>, peg::must<whole_quote>>> {};

// ---- variables -----------------------------------------------------------------------------------
//   name         = letter { letter | digit | "_" }
//   set_variable = "@{" name "}" | "@" name
//   bool_variable = "${" name "}" | "$" name
struct variable_name : peg::seq<peg::alpha, peg::star<identifier_char>> {};
struct set_variable : peg::seq<peg::one<'@'>, peg::sor<peg::seq<open_brace, variable_name, close_brace>, variable_name>> {};
struct bool_variable : peg::seq<peg::one<'$'>, peg::sor<peg::seq<open_brace, variable_name, close_brace>, variable_name>> {};

// ---- paths and names -----------------------------------------------------------------------------
//   path = ( "/" | set_variable ) { word_char }      quoted or not
//   name = any word that is no other token: a profile name, a label, a value
//   plain_path = label | identifier that is no keyword      label = ( ":" | "&" ) word_char { word_char }
// A path that begins with a variable does not go on with "=", "+" or "?": that would be an assignment.
// The compiler also takes words that are no path where it needs one; they match nothing.
struct path_start : peg::sor<peg::one<'/'>, peg::seq<peg::string<'@', '{'>, variable_name, close_brace, peg::not_at<peg::one<'=', '+', '?'>>>,
                             peg::seq<peg::one<'@'>, variable_name, peg::not_at<peg::one<'=', '+', '?'>>>> {};
struct quoted_path : peg::seq<peg::at<peg::one<'"'>, peg::sor<peg::one<'/'>, set_variable>>, quoted> {};
struct bare_path : peg::seq<path_start, peg::star<word_char>> {};
struct path : peg::sor<bare_path, quoted_path> {};
struct keyword_word : peg::seq<peg::sor<word_of<statement_keywords>, word_of<prefix_words>, word_of<other_keywords>>, peg::not_at<identifier_char>> {};
struct identifier : peg::seq<peg::sor<peg::alpha, peg::one<'_'>>, peg::star<identifier_char>> {};
struct label : peg::seq<peg::one<':', '&'>, peg::plus<word_char>> {};
struct plain_path : peg::sor<label, peg::seq<peg::not_at<keyword_word>, identifier>> {};
struct word : peg::sor<quoted, bare> {};

// clang-format on

}  // namespace profgen::inline v0::grammar
