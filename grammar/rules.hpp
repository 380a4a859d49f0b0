// One section a kind of rule, its EBNF above it. A rule commits (peg::if_must) as soon as its
// keyword is read, so a mistake is reported where it stands; messages.hpp says what was expected
// there.
#pragma once

#include "grammar/lexical.hpp"

namespace profgen::inline v0::grammar {

// clang-format off

// ---- the end of a rule ---------------------------------------------------------------------------
// Reported at the end of the last word, not at the next line. One type a rule kind: the message tells
// what could have stood there instead of the comma.
struct rule_end : peg::seq<peg::at<gap, comma>, gap, comma> {};
struct spaced_rule_end : peg::seq<peg::at<gap, end_comma>, gap, end_comma> {};
struct layout_rule_end : peg::seq<peg::at<layout, comma>, layout, comma> {};

// ---- the prefix of a rule ------------------------------------------------------------------------
//   prefix = [ "priority" "=" [ "+" | "-" ] digits ] [ "audit" ] [ "allow" | "deny" | "prompt" ]
//            [ "owner" | "user" | "other" ]                                       in this order
// The number is in the line of its "=". Its digits may touch what follows: `priority=-1owner`.
struct priority_value : peg::seq<peg::opt<peg::one<'+', '-'>>, peg::plus<peg::digit>> {};
struct priority : peg::if_must<peg::seq<keyword<'p','r','i','o','r','i','t','y'>, gap, peg::one<'='>>, blanks, priority_value> {};
struct kw_audit : keyword<'a','u','d','i','t'> {};
struct kw_allow : keyword<'a','l','l','o','w'> {};
struct kw_deny : keyword<'d','e','n','y'> {};
struct kw_prompt : keyword<'p','r','o','m','p','t'> {};
struct kw_owner : peg::sor<keyword<'o','w','n','e','r'>, keyword<'u','s','e','r'>> {};
struct kw_other : keyword<'o','t','h','e','r'> {};
struct prefix : peg::seq<peg::opt<priority, layout>, peg::opt<kw_audit, layout>,
                         peg::opt<peg::sor<kw_allow, kw_deny, kw_prompt>, layout>,
                         peg::opt<peg::sor<kw_owner, kw_other>, layout>> {};

// ---- lists, permissions and conditions -----------------------------------------------------------
//   list       = "(" list_word { list_word | "," } ")"      list_word = quoted | list_bare
//   perms      = permission | "(" { permission | "," } ")"
//   condition  = key ( "=" | ":=" ) value | key "in" list        value = list | quoted | bare
//   peer       = "peer" "=" "(" { condition | "," } ")"
// A list does not go on over a line end into what is clearly the next statement: it lacks its `)`.
struct first_word : peg::seq<peg::sor<word_of<statement_keywords>, word_of<prefix_words>>, peg::not_at<identifier_char>> {};
struct next_statement : peg::sor<peg::seq<first_word, peg::at<peg::sor<space, comma>>>, path_start, close_brace> {};
struct list_gap : peg::star<peg::sor<blank, comma, peg::seq<peg::one<'\n'>, peg::not_at<gap, next_statement>>>> {};
struct list_end : close_paren {};
struct list_word : peg::seq<peg::not_at<open_brace, space>, peg::sor<quoted, list_bare>> {};
struct first_list_word : list_word {};
struct list : peg::if_must<open_paren, list_gap, first_list_word, list_gap, peg::star<list_word, list_gap>, list_end> {};

template <const auto& Table>
struct permission : word_of<Table> {};
template <const auto& Table>
struct bare_permission : peg::seq<peg::at<word_of<Table>, word_end>, permission<Table>> {};
template <const auto& Table>
struct listed_permission : peg::sor<peg::seq<permission<Table>, peg::not_at<identifier_char>>, peg::seq<peg::one<'"'>, permission<Table>, peg::one<'"'>>> {};
template <const auto& Table>
struct permissions_end : close_paren {};
template <const auto& Table>
struct permissions : peg::sor<bare_permission<Table>,
                              peg::if_must<open_paren, list_gap, peg::star<listed_permission<Table>, list_gap>, permissions_end<Table>>> {};

struct value_word : peg::sor<quoted, peg::seq<peg::not_at<open_paren>, bare>> {};
struct condition_value : peg::sor<peg::seq<peg::at<gap, open_paren>, gap, list>, value_word> {};
struct peer_value : peg::sor<list, list_word> {};
struct value_operator : peg::sor<peg::one<'='>, peg::string<':', '='>> {};
struct in_operator : keyword<'i','n'> {};
struct condition_operator : peg::sor<value_operator, in_operator> {};
template <const auto& Keys>
struct key : word_of<Keys> {};
template <const auto& Keys, typename Value>
struct condition_of : peg::seq<peg::at<word_of<Keys>, blanks, condition_operator>, key<Keys>, blanks,
                               peg::sor<peg::if_must<in_operator, blanks, list>, peg::if_must<value_operator, blanks, Value>>> {};
template <const auto& Keys>
struct condition : condition_of<Keys, condition_value> {};
// Inside parentheses a line may end anywhere.
template <const auto& Keys>
struct peer_condition_of : peg::if_must<peg::seq<peg::at<word_of<Keys>, gap, value_operator>, key<Keys>, gap, value_operator>, gap, peer_value> {};

struct peer_begin : peg::seq<keyword<'p','e','e','r'>, blanks, peg::one<'='>, blanks, open_paren> {};
template <const auto& Keys>
struct peer_end : close_paren {};
template <const auto& Keys>
struct peer : peg::if_must<peer_begin, list_gap, peg::star<peer_condition_of<Keys>, list_gap>, peer_end<Keys>> {};

// ---- file and link -------------------------------------------------------------------------------
//   file = [ "file" ] [ "safe" | "unsafe" ] ( path perms [ "->" target ]
//                                           | perms [ "subset" ] path [ "->" target ] ) ","
//        | "file" ","
//   link = "link" [ "subset" ] path "->" path ","
//   perms = letter { letter }       r w a l k m and ix ux px cx pix cix pux cux with their forms
// A path may be a plain_path too; it is tried last, for words that no other rule begins with.
struct kw_file : keyword<'f','i','l','e'> {};
struct kw_safe : keyword<'s','a','f','e'> {};
struct kw_unsafe : keyword<'u','n','s','a','f','e'> {};
struct file_letters : peg::plus<peg::one<'r','w','a','l','k','m','i','x','p','u','c','R','W','L','M','I','X','P','U','C'>> {};
struct letters_end : peg::sor<peg::eof, peg::at<peg::sor<space, comma>>> {};
struct file_permissions : peg::seq<peg::at<file_letters, letters_end>, peg::not_at<keyword<'a','l','l'>>, file_letters> {};
// What the compiler takes for permissions wherever it stands; `i`, `p`, `rp` and the like are words.
// (It takes `r` right before `#` or `->` for a word too: a path that could not be written again.)
struct mode_word : peg::seq<peg::plus<peg::sor<peg::one<'r','w','a','l','k','m','x','R','W','L','M','X'>,
                                               peg::seq<peg::one<'p','c','P','C'>, peg::one<'x','X'>>,
                                               peg::seq<peg::opt<peg::one<'p','c','P','C'>>, peg::one<'i','u','I','U'>, peg::one<'x','X'>>>>,
                            peg::not_at<identifier_char>> {};
struct subset : keyword<'s','u','b','s','e','t'> {};
struct target : peg::seq<peg::not_at<peg::one<'#'>>, word> {};
struct file_target : peg::opt<peg::if_must<arrow, gap, target>> {};
struct file_end : layout_rule_end {};
struct file_tail : peg::seq<peg::opt<peg::at<layout, arrow>, layout, file_target>, peg::must<file_end>> {};
struct file_path : path {};
struct modeless_path : peg::seq<peg::not_at<mode_word>, plain_path> {};
struct plain_file_path : modeless_path {};
struct environment : peg::seq<peg::at<peg::sor<kw_safe, kw_unsafe>, peg::sor<space, peg::one<'#'>>>, peg::sor<kw_safe, kw_unsafe>> {};
struct path_first : peg::seq<file_path, layout, file_permissions, file_tail> {};
struct path_first_committed : peg::if_must<file_path, layout, file_permissions, file_tail> {};
// What is looked at first is read only when it is sure: what a reading noted stays noted.
struct perms_first : peg::if_must<peg::seq<peg::at<file_letters, peg::at<space>, layout, peg::sor<peg::seq<subset, layout, peg::not_at<plain_path>>, path_start, peg::one<'"', '<'>>>,
                                           file_permissions, layout>,
                                  peg::opt<subset, layout>, file_path, file_tail> {};
struct plain_end : peg::at<layout, peg::sor<comma, arrow>> {};
struct plain_file : peg::sor<peg::seq<peg::at<modeless_path, layout, file_letters, plain_end>, plain_file_path, layout, file_permissions, plain_end, file_tail>,
                             peg::seq<peg::at<file_letters, space>, file_permissions, layout, peg::opt<subset, layout>, plain_file_path, plain_end, file_tail>> {};
struct bare_file : peg::seq<layout, comma> {};
struct path_or_permissions : peg::sor<path_first_committed, perms_first, plain_file> {};
struct file_after_keyword : peg::seq<peg::opt<environment, layout>, peg::must<path_or_permissions>> {};
struct file_rule : peg::sor<peg::if_must<kw_file, peg::sor<bare_file, peg::seq<layout, file_after_keyword>>>,
                            peg::if_must<environment, layout, path_or_permissions>,
                            perms_first> {};
struct prefixed_file_rule : peg::sor<path_first_committed, file_rule, plain_file> {};

struct link_path : peg::sor<path, modeless_path> {};
struct link_arrow : arrow {};
struct link_end : layout_rule_end {};
struct link_rule : peg::if_must<keyword<'l','i','n','k'>, layout, peg::opt<subset, layout>, link_path, layout, link_arrow, gap, target, link_end> {};

// ---- capability ----------------------------------------------------------------------------------
//   capability = "capability" { name } ","
// A name is never the first word of a statement: that one follows a missing comma.
struct capability_name : peg::plus<identifier_char> {};
struct capability_end : layout_rule_end {};
struct capability_rule : peg::if_must<keyword<'c','a','p','a','b','i','l','i','t','y'>,
                                      peg::star<layout, peg::not_at<first_word>, capability_name>, capability_end> {};

// ---- network -------------------------------------------------------------------------------------
//   network = "network" [ perms ] { domain | type | protocol } { condition } [ peer ] ","
//   conditions: ip port interface label                       a domain, type or protocol may be quoted
struct network_word : peg::sor<quoted, peg::seq<peg::plus<peg::sor<identifier_char, peg::one<'-'>>>, word_end>> {};
// `unix` begins a rule too: on a new line it is the family where the rule goes on as if it were.
struct unix_family : peg::seq<keyword<'u','n','i','x'>, gap, peg::sor<comma, peg::seq<word_of<socket_types>, word_end>>> {};
struct network_gap : peg::sor<peg::seq<peg::plus<blank>, peg::at<peg::not_one<'\n'>>>, peg::seq<gap, peg::at<unix_family>>, peg::seq<gap, peg::not_at<first_word>>> {};
struct network_end : rule_end {};
struct network_rule : peg::if_must<keyword<'n','e','t','w','o','r','k'>, peg::opt<gap, permissions<socket_permissions>>,
                                   peg::star<network_gap, peg::not_at<peg::sor<word_of<network_conditions>, peg::string<'p','e','e','r'>>, blanks, condition_operator>, network_word>,
                                   peg::star<gap, condition<network_conditions>>, peg::opt<gap, peer<network_conditions>>, network_end> {};

// ---- unix ----------------------------------------------------------------------------------------
//   unix = "unix" [ perms ] { condition } [ peer ] ","       conditions: type protocol addr label attr opt
struct unix_end : rule_end {};
struct unix_rule : peg::if_must<keyword<'u','n','i','x'>, gap, peg::opt<permissions<socket_permissions>>,
                                peg::star<gap, condition<unix_conditions>>, peg::opt<gap, peer<unix_conditions>>, unix_end> {};

// ---- dbus ----------------------------------------------------------------------------------------
//   dbus = "dbus" [ perms ] { condition } [ peer ] ","       conditions: bus path interface member name
struct dbus_end : rule_end {};
struct dbus_rule : peg::if_must<keyword<'d','b','u','s'>, gap, peg::opt<permissions<dbus_permissions>>,
                                peg::star<gap, condition<dbus_conditions>>, peg::opt<gap, peer<dbus_conditions>>, dbus_end> {};

// ---- signal and ptrace ---------------------------------------------------------------------------
//   signal = "signal" [ perms ] { "set" "=" value | "peer" "=" word } ","
//   ptrace = "ptrace" [ perms ] [ "peer" "=" word ] ","                        word = quoted | bare
struct signal_end : rule_end {};
struct ptrace_end : rule_end {};
struct signal_rule : peg::if_must<keyword<'s','i','g','n','a','l'>, gap, peg::opt<permissions<signal_permissions>>,
                                  peg::star<gap, peg::sor<condition<signal_conditions>, condition_of<peer_condition, value_word>>>, signal_end> {};
struct ptrace_rule : peg::if_must<keyword<'p','t','r','a','c','e'>, gap, peg::opt<permissions<ptrace_permissions>>,
                                  peg::star<gap, condition_of<peer_condition, value_word>>, ptrace_end> {};

// ---- mount, remount, umount ----------------------------------------------------------------------
//   mount   = "mount" { condition } [ source ] [ "->" mountpoint ] ","
//   remount = "remount" { condition } [ mountpoint ] ","
//   umount  = ( "umount" | "unmount" ) { condition } [ mountpoint ] ","       conditions: fstype options
struct kw_mount : keyword<'m','o','u','n','t'> {};
struct kw_remount : keyword<'r','e','m','o','u','n','t'> {};
struct kw_umount : peg::sor<keyword<'u','m','o','u','n','t'>, keyword<'u','n','m','o','u','n','t'>> {};
// A blank or a quote has to follow this arrow, else it begins a word. What looks like a condition is
// no source and no mount point.
struct spaced_arrow : peg::seq<arrow, peg::sor<word_end, peg::at<peg::one<'"'>>>> {};
struct mount_char : peg::seq<peg::not_at<peg::one<'=', ')'>>, word_char> {};
struct mount_word : peg::sor<path, peg::seq<peg::not_at<peg::string<':','='>>, label>,
                             peg::seq<peg::not_at<peg::one<'=', '+', '(', ')', ','>>, peg::not_at<peg::plus<identifier_char>, blanks, peg::one<'='>>,
                                      peg::sor<quoted, peg::plus<mount_char>>>> {};
struct mount_source : peg::seq<peg::not_at<spaced_arrow>, mount_word> {};
struct mountpoint : peg::seq<peg::not_at<spaced_arrow>, mount_word> {};
struct mount_end : rule_end {};
struct mount_conditions_part : peg::star<gap, condition<mount_conditions>> {};
struct mount_rule : peg::if_must<kw_mount, mount_conditions_part, peg::opt<gap, mount_source>,
                                 peg::opt<peg::if_must<peg::seq<gap, spaced_arrow>, gap, mountpoint>>, mount_end> {};
struct remount_rule : peg::if_must<peg::sor<kw_remount, kw_umount>, mount_conditions_part, peg::opt<gap, mountpoint>, mount_end> {};

// ---- pivot_root ----------------------------------------------------------------------------------
//   pivot_root = "pivot_root" [ "oldroot" "=" word ] [ path | plain_path ] [ "->" target ] ","
struct old_root : value_word {};
// Not a variable alone, which is another token, nor a word on a new line that begins a rule.
struct new_root : peg::sor<peg::seq<peg::not_at<set_variable, word_end>, path>, modeless_path> {};
struct pivot_root_end : layout_rule_end {};
struct pivot_root_rule : peg::if_must<keyword<'p','i','v','o','t','_','r','o','o','t'>, layout,
                                      peg::opt<peg::if_must<peg::seq<keyword<'o','l','d','r','o','o','t'>, blanks, peg::one<'='>>, blanks, old_root>>,
                                      peg::opt<layout, new_root>, peg::opt<peg::if_must<peg::seq<layout, arrow>, gap, target>>, pivot_root_end> {};

// ---- change_profile ------------------------------------------------------------------------------
//   change_profile = "change_profile" [ [ "safe" | "unsafe" ] exec ] [ "->" target ] ","
struct change_exec : peg::seq<peg::not_at<arrow, word_end>, peg::not_at<peg::string<'"', '"'>>, word> {};
struct change_profile_end : spaced_rule_end {};
struct change_profile_rule : peg::if_must<keyword<'c','h','a','n','g','e','_','p','r','o','f','i','l','e'>, gap,
                                          peg::sor<peg::if_must<environment, gap, change_exec>, peg::opt<peg::not_at<spaced_arrow>, change_exec>>,
                                          peg::opt<peg::if_must<peg::seq<gap, spaced_arrow>, gap, target>>, change_profile_end> {};

// ---- userns, mqueue, io_uring, all ---------------------------------------------------------------
//   userns   = "userns" [ "create" ] ","
//   mqueue   = "mqueue" [ perms ] { "type" "=" value | "label" "=" value } [ name ] ","
//   io_uring = "io_uring" [ perms ] [ "label" "=" value ] ","     any word is read in its parentheses
//   all      = "all" ","
struct userns_create : keyword<'c','r','e','a','t','e'> {};
struct userns_end : rule_end {};
struct userns_rule : peg::if_must<keyword<'u','s','e','r','n','s'>, gap,
                                  peg::opt<userns_create>, userns_end> {};
struct mqueue_name : word {};
struct mqueue_end : rule_end {};
struct mqueue_rule : peg::if_must<keyword<'m','q','u','e','u','e'>, gap, peg::opt<permissions<mqueue_permissions>>,
                                  peg::star<gap, condition<mqueue_conditions>>, peg::opt<gap, peg::at<peg::sor<peg::digit, peg::one<'/', '"'>>>, mqueue_name>, mqueue_end> {};
// No comma is part of this word.
struct io_uring_word : peg::seq<permission<io_uring_permissions>, peg::at<peg::sor<space, comma, peg::eof>>> {};
struct ignored_permission : list_word {};
struct io_uring_list : peg::if_must<open_paren, list_gap, peg::star<peg::sor<peg::seq<listed_permission<io_uring_permissions>, peg::at<peg::one<' ', '\t', '\r', '\n', ',', ')'>>>, ignored_permission>, list_gap>,
                                    permissions_end<io_uring_permissions>> {};
struct io_uring_access : peg::sor<io_uring_word, io_uring_list> {};
struct io_uring_end : layout_rule_end {};
struct io_uring_rule : peg::if_must<keyword<'i','o','_','u','r','i','n','g'>, gap, peg::opt<io_uring_access>,
                                    peg::star<gap, condition<label_conditions>>, io_uring_end> {};
struct all_end : layout_rule_end {};
struct all_rule : peg::if_must<keyword<'a','l','l'>, all_end> {};

// ---- rlimit --------------------------------------------------------------------------------------
//   rlimit = "set" "rlimit" resource "<=" value [ unit ] ","
struct kw_rlimit : keyword<'r','l','i','m','i','t'> {};
struct rlimit_name : peg::plus<identifier_char> {};
struct rlimit_operator : peg::string<'<', '='> {};
struct rlimit_word : peg::plus<peg::sor<identifier_char, peg::one<'-', '+'>>> {};
struct rlimit_value : peg::seq<rlimit_word, peg::opt<gap, rlimit_word>> {};
struct rlimit_end : rule_end {};
struct rlimit_rule : peg::if_must<keyword<'s','e','t'>, layout, kw_rlimit, gap, rlimit_name, gap, rlimit_operator, gap, rlimit_value, rlimit_end> {};

// ---- any rule that begins with a keyword ---------------------------------------------------------
struct keyword_rule : peg::sor<capability_rule, network_rule, unix_rule, dbus_rule, signal_rule, ptrace_rule, mount_rule, remount_rule,
                               pivot_root_rule, change_profile_rule, link_rule, userns_rule, mqueue_rule, io_uring_rule, all_rule, rlimit_rule> {};

// clang-format on

}  // namespace profgen::inline v0::grammar
