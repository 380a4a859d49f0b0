// A policy file: statements, nested in braces. One statement is read at a time, and what is open
// stands on a heap stack of the reader: no file can overflow the C++ stack.
#pragma once

#include "grammar/rules.hpp"

namespace profgen::inline v0::grammar {

// clang-format off

//   file      = { statement }
//   body      = "{" { statement } "}"
//   statement = comment | include | abi | alias | variable | profile body | block body | conditional | rule
//   conditional = "if" expression body { "else" "if" expression body } [ "else" body ]
//   block     = prefix body                                           a body whose rules all have that prefix
// A rule and a block may stand in a profile (or in a file that is included there) only; an alias and a
// variable before the first profile only.

// ---- include, abi, alias -------------------------------------------------------------------------
//   include = ( "include" blank | "#include" ) [ "if" blank "exists" blank ] ( "<" path ">" | quoted | bare )
// `#include` begins an include even where neither a blank nor a path follows in its line: the path may
// be in a line below.
//   abi     = "abi" ( "<" path ">" | quoted | bare ) ","
//   alias   = ( "alias" | "rewrite" ) path "->" word ","           a path that begins with no variable
struct magic_quoted : peg::seq<peg::one<'"'>, peg::plus<peg::not_one<'"', '>', '\n', '\0'>>, peg::one<'"'>> {};
struct magic_rest : peg::seq<peg::not_at<blanks, peg::one<'>'>>, peg::sor<magic_quoted, peg::seq<peg::not_at<blanks, peg::one<'"'>>, peg::plus<peg::not_one<'"', '>', '\n', '\0'>>>>> {};
struct magic_path : peg::if_must<peg::one<'<'>, magic_rest, peg::one<'>'>> {};
struct include_char : peg::sor<escaped, peg::not_one<' ', '\t', '\r', '\n', '\0', '"', '!', ',', '<', '>'>,
                               peg::seq<comma, peg::at<peg::not_one<' ', '\t', '\r', '\n', '\0', '"', '!', ',', '<', '>'>>>> {};
struct plain_include : peg::sor<quoted, peg::plus<include_char>> {};
struct hash_include : peg::string<'#','i','n','c','l','u','d','e'> {};
struct kw_exists : keyword<'e','x','i','s','t','s'> {};
struct if_exists : peg::seq<keyword<'i','f'>, peg::plus<blank>, kw_exists, peg::plus<blank>> {};
struct include_path : peg::sor<magic_path, plain_include> {};
struct glued_include : peg::seq<hash_include, peg::not_at<blank>, gap> {};
struct spaced_include : peg::sor<peg::seq<hash_include, peg::plus<blank>, peg::sor<if_exists, gap>>,
                                 peg::seq<keyword<'i','n','c','l','u','d','e'>, peg::plus<blank>, peg::opt<if_exists>>> {};
struct include : peg::if_must<peg::sor<glued_include, spaced_include>, include_path> {};
struct abi_path : peg::sor<magic_path, word> {};
struct abi_end : spaced_rule_end {};
struct abi : peg::if_must<keyword<'a','b','i'>, gap, abi_path, abi_end> {};
struct alias_from : peg::sor<peg::seq<peg::not_at<peg::one<'@'>>, path>, modeless_path> {};
struct alias_arrow : arrow {};
struct alias_to : target {};
struct alias_end : layout_rule_end {};
struct alias : peg::if_must<peg::sor<keyword<'a','l','i','a','s'>, keyword<'r','e','w','r','i','t','e'>>, layout, alias_from, layout, alias_arrow, gap, alias_to, alias_end> {};

// ---- expressions ---------------------------------------------------------------------------------
//   expression = term { "or" term }       term = factor { "and" factor }
//   factor  = "not" factor | "defined" variable | "(" expression ")" | operand operator operand
//           | bool_variable | "true" | "false"
//   operator = "==" | "!=" | "in" | "<=" | "<" | ">=" | ">"
//   operand = set_variable | quoted | word         a word goes on up to a blank, a quote, "!", "=" or ")",
//                                                  one that begins as a path or a label as those do
// Parentheses nest at most maximum_nesting deep: they are all that recurses here.
inline constexpr unsigned maximum_nesting = 64;
struct shallow_group : peg::failure {};
struct expression;  // recursive
struct operand_char : peg::sor<peg::seq<comma, peg::at<peg::not_one<' ', '\t', '\r', '\n', '\0', '"', '!', ',', '=', ')'>>>,
                               peg::not_one<' ', '\t', '\r', '\n', '\0', '"', '!', ',', '=', ')'>> {};
template <char... Letters>
struct whole_word : peg::seq<peg::string<Letters...>, peg::not_at<operand_char>> {};
struct expression_keyword : peg::sor<whole_word<'i','n'>, whole_word<'n','o','t'>, whole_word<'a','n','d'>, whole_word<'o','r'>, whole_word<'d','e','f','i','n','e','d'>> {};
struct operator_word : peg::sor<peg::string<'=','='>, peg::string<'!','='>, peg::string<'<','='>, peg::string<'>','='>, whole_word<'<'>, whole_word<'>'>, whole_word<'i','n'>> {};
struct path_operand : peg::seq<peg::sor<path_start, peg::one<':', '&'>>, peg::star<word_char>> {};
struct tested_set : peg::seq<set_variable, peg::not_at<peg::not_at<peg::one<'=', '+', '?'>>, word_char>> {};
struct tested_bool : peg::seq<bool_variable, peg::not_at<operand_char>> {};
struct operand_word : peg::seq<peg::not_at<peg::sor<whole_word<'{'>, expression_keyword, tested_bool>>, peg::not_at<peg::one<'(', '+', '&'>>, peg::plus<operand_char>> {};
struct operand : peg::sor<quoted, tested_set, path_operand, operand_word> {};
struct defined_variable : peg::sor<tested_set, tested_bool> {};
struct group_end : close_paren {};
struct group : peg::if_must<open_paren, gap, expression, gap, group_end> {};
struct truth_word : peg::sor<peg::istring<'t','r','u','e'>, peg::istring<'f','a','l','s','e'>> {};
struct truth : peg::sor<tested_bool, peg::seq<truth_word, peg::not_at<operand_char>>, peg::seq<peg::one<'"'>, truth_word, peg::one<'"'>>> {};
struct comparison : peg::if_must<peg::seq<operand, gap, operator_word>, gap, operand> {};
struct factor : peg::seq<peg::star<whole_word<'n','o','t'>, gap>,
                         peg::sor<group, peg::if_must<whole_word<'d','e','f','i','n','e','d'>, gap, defined_variable>,
                                  comparison, truth>> {};
struct term : peg::seq<factor, peg::star<peg::if_must<peg::seq<gap, whole_word<'a','n','d'>>, gap, factor>>> {};
struct expression : peg::seq<term, peg::star<peg::if_must<peg::seq<gap, whole_word<'o','r'>>, gap, term>>> {};

// ---- variables -----------------------------------------------------------------------------------
//   variable = set_variable  ( "=" | "+=" | "?=" | ":=" ) value { value }  to the end of the line
//            | bool_variable ( "=" | "?=" | ":=" ) expression              to the end of the line
// A "\" alone before the end of the line goes on in the next. ":=" needs a blank before it: else it
// belongs to a path. "#" begins a comment where a value may begin, and an expression may begin in a
// line below.
struct assign : peg::sor<peg::one<'='>, peg::seq<peg::one<'+', '?', ':'>, peg::one<'='>>> {};
struct continuation : peg::seq<peg::one<'\\'>, peg::opt<peg::one<'\r'>>, peg::one<'\n'>> {};
struct value_gap : peg::star<peg::sor<blank, continuation>> {};
struct value_char : word_char {};
struct value_start : peg::not_at<peg::sor<peg::one<'#'>, continuation>> {};
struct value_bare : peg::seq<value_start, peg::plus<value_char>> {};
struct variable_value : peg::sor<quoted, value_bare> {};
struct line_end : peg::seq<value_gap, peg::at<peg::sor<peg::eof, peg::one<'\n', '#'>>>> {};
struct assigned_set : set_variable {};
struct assigned_bool : bool_variable {};
struct bool_value : expression {};
struct glued_assign : peg::sor<peg::one<'='>, peg::string<'+', '='>, peg::string<'?', '='>> {};
struct assignment_start : peg::sor<peg::seq<set_variable, space, layout, assign>,
                                   peg::seq<peg::one<'@'>, peg::sor<peg::alpha, peg::seq<open_brace, variable_name, close_brace>>, glued_assign>> {};
struct unglued_assign : peg::failure {};
struct set_assignment : peg::sor<peg::if_must<peg::seq<peg::at<assignment_start>, assigned_set, layout, assign>, value_gap, variable_value,
                                              peg::star<value_gap, variable_value>, line_end>,
                                 peg::if_must<peg::at<set_variable, peg::one<'?', ':', '+', '='>, peg::opt<peg::one<'='>>, peg::star<word_char>, value_gap,
                                                      peg::sor<peg::eof, peg::one<'\n'>>>, unglued_assign>> {};
struct bool_gap : peg::star<peg::sor<space, comment, continuation>> {};
struct bool_assignment : peg::if_must<assigned_bool, layout, assign, bool_gap, bool_value, line_end> {};

// ---- profile headers -----------------------------------------------------------------------------
//   header = ( "profile" | "hat" ) { blank } name rest | "^" name rest | ( path | ":" … ) rest
// The last form stands outside of profiles only, and the compiler wants no variable at its begin; both
// are checked later. The name is in the line of its keyword.
//   rest   = [ attachment ] [ "xattrs" "=" "(" … ")" ] { "+" "identities" "=" list }
//            [ [ "flags" "=" ] list ]
struct header_name : peg::seq<peg::not_at<peg::sor<peg::seq<open_brace, word_end>, peg::one<'='>>>, word> {};
struct bare_header_name : peg::seq<peg::at<peg::opt<peg::one<'"'>>, peg::sor<path_start, peg::one<':'>>>, word> {};
struct attachment : path {};
struct xattr_key : peg::plus<peg::not_at<peg::one<'='>>, list_char> {};
struct xattr_value : list_word {};
struct xattr_value_end : close_paren {};
struct xattr_group : peg::if_must<open_paren, gap, xattr_value, gap, xattr_value_end> {};  // of one
struct xattr : peg::seq<peg::sor<xattr_key>, peg::opt<peg::if_must<peg::seq<gap, peg::one<'='>>, gap, peg::sor<xattr_group, peg::must<xattr_value>>>>> {};
struct xattrs_end : close_paren {};
struct xattrs : peg::if_must<peg::seq<keyword<'x','a','t','t','r','s'>, blanks, peg::one<'='>, gap, open_paren>, list_gap, peg::star<xattr, list_gap>, xattrs_end> {};
struct identity : list_word {};
struct identity_gap : peg::star<peg::sor<space, comma>> {};  // a path may begin a line
struct kw_identities : keyword<'i','d','e','n','t','i','t','i','e','s'> {};
struct identities_begin : peg::seq<peg::one<'='>, gap, open_paren> {};
struct identities : peg::if_must<peg::one<'+'>, gap, kw_identities, gap, identities_begin, identity_gap, identity, identity_gap, peg::star<identity, identity_gap>, list_end> {};
struct flag : list_word {};
struct flags_begin : peg::one<'='> {};
struct first_flag : flag {};
struct flags_list : peg::if_must<open_paren, list_gap, first_flag, list_gap, peg::star<flag, list_gap>, list_end> {};
struct flags : peg::sor<flags_list, peg::if_must<keyword<'f','l','a','g','s'>, blanks, flags_begin, gap, flags_list>> {};
struct header_rest : peg::seq<peg::opt<layout, attachment>, peg::opt<layout, xattrs>, peg::star<layout, identities>, peg::opt<layout, flags>> {};
struct body_begin : peg::seq<peg::at<layout, open_brace>, layout, open_brace> {};
struct header_begin : peg::seq<layout, peg::opt<path, layout>,
                                peg::sor<open_brace, open_paren, peg::one<'+'>, keyword<'f','l','a','g','s'>, keyword<'x','a','t','t','r','s'>>> {};
struct kw_profile : keyword<'p','r','o','f','i','l','e'> {};
struct kw_hat : keyword<'h','a','t'> {};
struct caret : peg::one<'^'> {};
struct keyword_header : peg::if_must<peg::sor<peg::seq<peg::sor<kw_profile, kw_hat>, blanks>, caret>, header_name, header_rest, body_begin> {};
struct bare_header : peg::if_must<peg::seq<peg::at<bare_header_name, header_begin>, bare_header_name>, header_rest, body_begin> {};

// ---- conditionals and blocks ---------------------------------------------------------------------
// The brace of `if` ends where a word would: `{/a` is one word there. No comment is read before it.
struct condition_begin : peg::seq<peg::at<gap, whole_word<'{'>>, gap, open_brace> {};
struct else_begin : peg::seq<peg::at<layout, open_brace>, layout, open_brace> {};
struct tested : expression {};
struct if_arm : peg::if_must<keyword<'i','f'>, gap, tested, condition_begin> {};
struct else_if : peg::if_must<peg::seq<keyword<'e','l','s','e'>, layout, keyword<'i','f'>>, gap, tested, condition_begin> {};
struct else_arm : peg::if_must<keyword<'e','l','s','e'>, else_begin> {};
struct block : open_brace {};

// ---- statements ----------------------------------------------------------------------------------
struct permissions_or_body : peg::failure {};
struct path_statement : peg::sor<path_first, bare_header, peg::seq<path, layout, peg::must<permissions_or_body>>> {};
struct prefix_start : peg::at<peg::sor<keyword<'p','r','i','o','r','i','t','y'>, kw_audit, kw_allow, kw_deny, kw_prompt, kw_owner, kw_other>> {};
struct rule_or_block : peg::sor<keyword_rule, prefixed_file_rule, block> {};
struct prefixed : peg::if_must<peg::seq<prefix_start, prefix>, rule_or_block> {};
struct known_statement : peg::failure {};
struct statement : peg::sor<peg::seq<peg::at<peg::one<'/', '@', '"'>>, peg::sor<set_assignment, path_statement>>,
                            include, comment, prefixed, keyword_rule, file_rule, bare_header, keyword_header,
                            if_arm, else_if, else_arm, abi, alias, bool_assignment, block, plain_file, peg::must<known_statement>> {};

// clang-format on

}  // namespace profgen::inline v0::grammar
