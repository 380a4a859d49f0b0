// A policy file: statements, nested in braces. One statement is read at a time, and what is open stands
// on a heap stack of the reader: no file can overflow the C++ stack.
#pragma once

#include "grammar/rules.hpp"

namespace profgen::grammar {

// clang-format off

//   file      = { statement }
//   body      = "{" { statement } "}"
//   statement = comment | include | abi | alias | variable | profile body | block body | conditional | rule
//   conditional = "if" expression body { "else" "if" expression body } [ "else" body ]
//   block     = prefix body                                           a body whose rules all have that prefix
// A rule and a block may stand in a profile (or in a file that is included there) only; an alias and a
// variable before the first profile only.

// ---- include, abi, alias -------------------------------------------------------------------------
//   include = ( "include" | "#include" ) [ "if" "exists" ] ( "<" path ">" | quoted | bare )
//   abi     = "abi" ( "<" path ">" | quoted | bare ) ","
//   alias   = ( "alias" | "rewrite" ) path "->" path ","
struct magic_rest : peg::plus<peg::not_one<'>', '\n', '\0'>> {};
struct magic_path : peg::if_must<peg::one<'<'>, magic_rest, peg::one<'>'>> {};
struct plain_include : peg::sor<quoted, peg::plus<peg::sor<escaped, peg::not_one<' ', '\t', '\r', '\n', '\0', '"'>>>> {};
struct hash_include : peg::string<'#','i','n','c','l','u','d','e'> {};
struct kw_exists : keyword<'e','x','i','s','t','s'> {};
struct if_exists : peg::seq<keyword<'i','f'>, blanks, kw_exists> {};
struct include_path : peg::sor<magic_path, plain_include> {};
struct include : peg::if_must<peg::seq<peg::sor<hash_include, keyword<'i','n','c','l','u','d','e'>>, peg::plus<blank>>,
                              peg::opt<if_exists, blanks>, include_path> {};
struct abi_path : peg::sor<magic_path, word> {};
struct abi_end : rule_end {};
struct abi : peg::if_must<keyword<'a','b','i'>, gap, abi_path, abi_end> {};
struct alias_from : path {};
struct alias_arrow : arrow {};
struct alias_to : path {};
struct alias_end : layout_rule_end {};
struct alias : peg::if_must<peg::sor<keyword<'a','l','i','a','s'>, keyword<'r','e','w','r','i','t','e'>>, layout, alias_from, layout, alias_arrow, gap, alias_to, alias_end> {};

// ---- expressions ---------------------------------------------------------------------------------
//   expression = term { "or" term }       term = factor { "and" factor }
//   factor  = "not" factor | "defined" variable | "(" expression ")" | operand [ operator operand ]
//   operator = "==" | "!=" | "in" | "<=" | "<" | ">=" | ">"
//   operand = bool_variable | set_variable | quoted | word
// Parentheses nest at most maximum_nesting deep: they are all that recurses here.
inline constexpr unsigned maximum_nesting = 64;
struct shallow_group : peg::failure {};
struct expression;  // recursive
struct operator_word : peg::sor<peg::string<'=','='>, peg::string<'!','='>, peg::string<'<','='>, peg::string<'>','='>, peg::one<'<'>, peg::one<'>'>, keyword<'i','n'>> {};
struct operand_char : peg::sor<escaped, peg::not_one<' ', '\t', '\r', '\n', '\0', '"', '!', ',', '(', ')', '<', '>', '='>> {};
struct operand_word : peg::seq<peg::not_at<open_brace, peg::sor<space, peg::eof>>, peg::plus<operand_char>> {};
struct operand : peg::sor<bool_variable, quoted, peg::seq<peg::at<set_variable, peg::not_at<operand_char>>, set_variable>, operand_word> {};
struct defined_variable : peg::sor<set_variable, bool_variable> {};
struct group_end : close_paren {};
struct group : peg::if_must<open_paren, layout, expression, layout, group_end> {};
struct truth : peg::sor<bool_variable, peg::istring<'t','r','u','e'>, peg::istring<'f','a','l','s','e'>> {};
struct comparison : peg::if_must<peg::seq<operand, layout, operator_word>, layout, operand> {};
struct factor : peg::seq<peg::star<keyword<'n','o','t'>, layout>,
                         peg::sor<group, peg::if_must<keyword<'d','e','f','i','n','e','d'>, layout, defined_variable>,
                                  comparison, peg::seq<truth, peg::not_at<identifier_char>>>> {};
struct term : peg::seq<factor, peg::star<peg::if_must<peg::seq<layout, keyword<'a','n','d'>>, layout, factor>>> {};
struct expression : peg::seq<term, peg::star<peg::if_must<peg::seq<layout, keyword<'o','r'>>, layout, term>>> {};

// ---- variables -----------------------------------------------------------------------------------
//   variable = set_variable  ( "=" | "+=" | "?=" | ":=" ) value { value }  to the end of the line
//            | bool_variable ( "=" | "?=" | ":=" ) expression              to the end of the line
// A "\" before the end of the line goes on in the next.
struct assign : peg::sor<peg::one<'='>, peg::seq<peg::one<'+', '?', ':'>, peg::one<'='>>> {};
struct continuation : peg::seq<peg::one<'\\'>, peg::opt<peg::one<'\r'>>, peg::one<'\n'>> {};
struct value_gap : peg::star<peg::sor<blank, continuation>> {};
struct value_char : peg::sor<peg::seq<peg::not_at<continuation>, escaped>, peg::seq<peg::not_at<continuation>, plain_char>, inner_comma> {};
struct value_start : peg::not_at<peg::one<'#'>> {};
struct value_bare : peg::seq<value_start, peg::plus<peg::seq<peg::not_at<peg::one<'#'>>, value_char>>> {};
struct variable_value : peg::sor<quoted, value_bare> {};
struct line_end : peg::seq<value_gap, peg::at<peg::sor<peg::eof, peg::one<'\n', '#'>>>> {};
struct assigned_set : set_variable {};
struct assigned_bool : bool_variable {};
struct bool_value : expression {};
struct set_assignment : peg::if_must<peg::seq<peg::at<set_variable, layout, assign>, assigned_set, layout, assign>, value_gap, variable_value,
                                     peg::star<value_gap, variable_value>, line_end> {};
struct bool_assignment : peg::if_must<assigned_bool, layout, assign, blanks, bool_value, line_end> {};

// ---- profile headers -----------------------------------------------------------------------------
//   header = ( "profile" | "hat" ) name rest | "^" name rest | ( path | ":" … ) rest
//   rest   = [ attachment ] [ "xattrs" "=" "(" … ")" ] { "+" "identities" "=" list }
//            [ [ "flags" "=" ] list ]
struct header_name : peg::seq<peg::not_at<open_brace>, word> {};
struct bare_header_name : peg::seq<peg::at<peg::opt<peg::one<'"'>>, peg::sor<path_start, peg::one<':'>>>, word> {};
struct attachment : path {};
struct xattr_key : peg::plus<peg::not_at<peg::one<'='>>, list_char> {};
struct xattr_value : list_word {};
struct xattr : peg::seq<peg::sor<xattr_key>, peg::opt<peg::if_must<peg::seq<gap, peg::one<'='>>, gap, xattr_value>>> {};
struct xattrs_end : close_paren {};
struct xattrs : peg::if_must<peg::seq<keyword<'x','a','t','t','r','s'>, blanks, peg::one<'='>, gap, open_paren>, list_gap, peg::star<xattr, list_gap>, xattrs_end> {};
struct identity : list_word {};
struct identity_gap : peg::star<peg::sor<space, comma>> {};  // a path may begin a line
struct kw_identities : keyword<'i','d','e','n','t','i','t','i','e','s'> {};
struct identities_begin : peg::seq<peg::one<'='>, gap, open_paren> {};
struct identities : peg::if_must<peg::one<'+'>, gap, kw_identities, gap, identities_begin, identity_gap, peg::star<identity, identity_gap>, list_end> {};
struct flag : list_word {};
struct flags_begin : peg::one<'='> {};
struct first_flag : flag {};
struct flags_list : peg::if_must<open_paren, list_gap, first_flag, list_gap, peg::star<flag, list_gap>, list_end> {};
struct flags : peg::sor<flags_list, peg::if_must<keyword<'f','l','a','g','s'>, blanks, flags_begin, gap, flags_list>> {};
struct header_rest : peg::seq<peg::opt<layout, attachment>, peg::opt<layout, xattrs>, peg::star<layout, identities>, peg::opt<layout, flags>> {};
struct body_begin : peg::seq<peg::at<layout, open_brace>, layout, open_brace> {};
struct header_begin : peg::seq<peg::plus<peg::sor<space, comment>>, peg::opt<path, peg::plus<peg::sor<space, comment>>>,
                                peg::sor<open_brace, open_paren, peg::one<'+'>, keyword<'f','l','a','g','s'>, keyword<'x','a','t','t','r','s'>>> {};
struct kw_profile : keyword<'p','r','o','f','i','l','e'> {};
struct kw_hat : keyword<'h','a','t'> {};
struct caret : peg::one<'^'> {};
struct keyword_header : peg::if_must<peg::sor<peg::seq<peg::sor<kw_profile, kw_hat>, peg::plus<space>>, caret>, header_name, header_rest, body_begin> {};
struct bare_header : peg::if_must<peg::seq<peg::at<bare_header_name, header_begin>, bare_header_name>, header_rest, body_begin> {};

// ---- conditionals and blocks ---------------------------------------------------------------------
struct condition_begin : peg::seq<peg::at<layout, open_brace>, layout, open_brace> {};
struct tested : expression {};
struct if_arm : peg::if_must<keyword<'i','f'>, layout, tested, condition_begin> {};
struct else_if : peg::if_must<peg::seq<keyword<'e','l','s','e'>, layout, keyword<'i','f'>>, layout, tested, condition_begin> {};
struct else_arm : peg::if_must<keyword<'e','l','s','e'>, condition_begin> {};
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
                            if_arm, else_if, else_arm, abi, alias, bool_assignment, block, peg::must<known_statement>> {};

// clang-format on

}  // namespace profgen::grammar
