// The only place where the policy grammar meets PEGTL: statements are read one at a time, their
// parts noted as marks; the nesting of bodies is kept here.
#include <fmt/format.h>

#include <tao/pegtl.hpp>

#include "base/text.hpp"
#include "grammar/messages.hpp"
#include "policy/findings.hpp"
#include "policy/marks.hpp"
#include "policy/recover.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::policy {
namespace {

namespace peg = tao::pegtl;
namespace g = profgen::grammar;

using Input = peg::memory_input<peg::tracking_mode::lazy, peg::eol::lf, const char*>;

// Thrown by the grammar where a rule that it committed to is not there; caught in read_statement().
struct SyntaxError {
  std::size_t offset;
  const g::Expected* expected;
};

template <typename Rule>
struct control : peg::normal<Rule> {
  template <typename ParseInput, typename... States>
  [[noreturn]] static void raise(const ParseInput& in, States&&...) {
    static_assert(g::never_fails<Rule> || !g::expected<Rule>.text.empty(),
                  "grammar/messages.hpp has no text for this rule");
    throw SyntaxError{static_cast<std::size_t>(in.current() - in.begin()), &g::expected<Rule>};
  }
};

struct State {
  const char* begin;  // of the source
  Statement statement;
  unsigned nesting = 0;  // of parentheses
};

class DepthGuard {
 public:
  explicit DepthGuard(unsigned& depth) : depth_(depth) { ++depth_; }
  ~DepthGuard() { --depth_; }
  DepthGuard(const DepthGuard&) = delete;
  DepthGuard& operator=(const DepthGuard&) = delete;

 private:
  unsigned& depth_;
};

template <typename Rule>
struct action : peg::nothing<Rule> {};

template <Part Noted>
struct note {
  template <typename ActionInput>
  static void apply(const ActionInput& in, State& state) {
    state.statement.marks.push_back({Noted,
                                     {static_cast<std::uint32_t>(in.begin() - state.begin),
                                      static_cast<std::uint32_t>(in.end() - state.begin)}});
  }
};
// Refuses parentheses that are too deep in each other before they exhaust the stack.
struct bounded : peg::maybe_nothing {
  template <typename Rule, peg::apply_mode A, peg::rewind_mode M,
            template <typename...> class Action, template <typename...> class Control,
            typename ParseInput>
  static bool match(ParseInput& in, State& state) {
    if (state.nesting >= g::maximum_nesting)
      throw SyntaxError{static_cast<std::size_t>(in.current() - in.begin()),
                        &g::expected<g::shallow_group>};
    const DepthGuard guard(state.nesting);
    return peg::match<Rule, A, M, Action, Control>(in, state);
  }
};
template <Kind Read>
struct is_a {
  static void apply0(State& state) { state.statement.kind = Read; }
};

// clang-format off
template <> struct action<g::priority_value> : note<Part::priority> {};
template <> struct action<g::kw_audit> : note<Part::audit> {};
template <> struct action<g::kw_allow> : note<Part::allow> {};
template <> struct action<g::kw_deny> : note<Part::deny> {};
template <> struct action<g::kw_prompt> : note<Part::prompt> {};
template <> struct action<g::kw_owner> : note<Part::owner> {};
template <> struct action<g::kw_other> : note<Part::other> {};
template <> struct action<g::kw_file> : note<Part::keyword> {};
template <> struct action<g::kw_mount> : note<Part::keyword> {};
template <> struct action<g::kw_remount> : note<Part::keyword> {};
template <> struct action<g::kw_umount> : note<Part::keyword> {};
template <> struct action<g::kw_safe> : note<Part::safe> {};
template <> struct action<g::kw_unsafe> : note<Part::unsafe> {};
template <> struct action<g::subset> : note<Part::subset> {};
template <> struct action<g::file_path> : note<Part::path> {};
template <> struct action<g::plain_file_path> : note<Part::path> {};
template <> struct action<g::link_path> : note<Part::path> {};
template <> struct action<g::file_permissions> : note<Part::perms> {};
template <> struct action<g::target> : note<Part::target> {};
template <> struct action<g::capability_name> : note<Part::word> {};
template <> struct action<g::network_word> : note<Part::word> {};
template <> struct action<g::userns_create> : note<Part::word> {};
template <> struct action<g::ignored_permission> : note<Part::word> {};
template <> struct action<g::mqueue_name> : note<Part::word> {};
template <> struct action<g::mount_source> : note<Part::path> {};
template <> struct action<g::new_root> : note<Part::path> {};
template <> struct action<g::change_exec> : note<Part::path> {};
template <> struct action<g::mountpoint> : note<Part::target> {};
template <> struct action<g::old_root> : note<Part::value> {};
template <> struct action<g::rlimit_name> : note<Part::word> {};
template <> struct action<g::rlimit_value> : note<Part::value> {};
template <const auto& Table> struct action<g::permission<Table>> : note<Part::perms> {};
template <const auto& Table> struct action<g::key<Table>> : note<Part::key> {};
template <> struct action<g::value_operator> : note<Part::op> {};
template <> struct action<g::in_operator> : note<Part::op> {};
template <> struct action<g::value_word> : note<Part::value> {};
template <> struct action<g::list_word> : note<Part::value> {};
template <> struct action<g::first_list_word> : note<Part::value> {};
template <> struct action<g::peer_begin> : note<Part::peer> {};

template <> struct action<g::hash_include> : note<Part::hash> {};
template <> struct action<g::kw_exists> : note<Part::exists> {};
template <> struct action<g::include_path> : note<Part::path> {};
template <> struct action<g::abi_path> : note<Part::path> {};
template <> struct action<g::alias_from> : note<Part::path> {};
template <> struct action<g::alias_to> : note<Part::target> {};
template <> struct action<g::assigned_set> : note<Part::name> {};
template <> struct action<g::assigned_bool> : note<Part::name> {};
template <> struct action<g::assign> : note<Part::op> {};
template <> struct action<g::variable_value> : note<Part::value> {};
template <> struct action<g::bool_value> : note<Part::value> {};
template <> struct action<g::tested> : note<Part::value> {};

template <> struct action<g::kw_profile> : note<Part::profile> {};
template <> struct action<g::kw_hat> : note<Part::hat> {};
template <> struct action<g::caret> : note<Part::caret> {};
template <> struct action<g::header_name> : note<Part::name> {};
template <> struct action<g::bare_header_name> : note<Part::name> {};
template <> struct action<g::attachment> : note<Part::attachment> {};
template <> struct action<g::xattr_key> : note<Part::xattr> {};
template <> struct action<g::xattr_value> : note<Part::value> {};
template <> struct action<g::identities_begin> : note<Part::identities> {};
template <> struct action<g::identity> : note<Part::value> {};
template <> struct action<g::flag> : note<Part::flag> {};
template <> struct action<g::first_flag> : note<Part::flag> {};
template <> struct action<g::flags> : note<Part::flags> {};

template <> struct action<g::group> : bounded {};
template <> struct action<g::include> : is_a<Kind::include> {};
template <> struct action<g::abi> : is_a<Kind::abi> {};
template <> struct action<g::alias> : is_a<Kind::alias> {};
template <> struct action<g::set_assignment> : is_a<Kind::set_variable> {};
template <> struct action<g::bool_assignment> : is_a<Kind::bool_variable> {};
template <> struct action<g::keyword_header> : is_a<Kind::header> {};
template <> struct action<g::bare_header> : is_a<Kind::header> {};
template <> struct action<g::if_arm> : is_a<Kind::if_arm> {};
template <> struct action<g::else_if> : is_a<Kind::else_if> {};
template <> struct action<g::else_arm> : is_a<Kind::else_arm> {};
template <> struct action<g::block> : is_a<Kind::block> {};
template <> struct action<g::file_end> : is_a<Kind::file> {};
template <> struct action<g::bare_file> : is_a<Kind::bare_file> {};
template <> struct action<g::link_rule> : is_a<Kind::link> {};
template <> struct action<g::capability_rule> : is_a<Kind::capability> {};
template <> struct action<g::network_rule> : is_a<Kind::network> {};
template <> struct action<g::unix_rule> : is_a<Kind::unix_socket> {};
template <> struct action<g::dbus_rule> : is_a<Kind::dbus> {};
template <> struct action<g::signal_rule> : is_a<Kind::signal> {};
template <> struct action<g::ptrace_rule> : is_a<Kind::ptrace> {};
template <> struct action<g::mount_rule> : is_a<Kind::mount> {};
template <> struct action<g::remount_rule> : is_a<Kind::remount> {};
template <> struct action<g::pivot_root_rule> : is_a<Kind::pivot_root> {};
template <> struct action<g::change_profile_rule> : is_a<Kind::change_profile> {};
template <> struct action<g::userns_rule> : is_a<Kind::userns> {};
template <> struct action<g::mqueue_rule> : is_a<Kind::mqueue> {};
template <> struct action<g::io_uring_rule> : is_a<Kind::io_uring> {};
template <> struct action<g::all_rule> : is_a<Kind::all> {};
template <> struct action<g::rlimit_rule> : is_a<Kind::rlimit> {};
// clang-format on

// Bodies inside each other; more is refused, so that no walk over a tree can exhaust the stack.
constexpr std::size_t maximum_depth = 128;
constexpr std::size_t maximum_size = 64u << 20;

class Reader {
 public:
  explicit Reader(Tree& tree)
      : tree_(tree),
        text_(tree.source->text()),
        in_(text_.data(), text_.data() + text_.size(), "") {
    state_.begin = text_.data();
  }

  void read() {
    while (skip_space()) {
      if (text_[at()] == '}')
        close();
      else if (text_[at()] == '#' && !is_hash_include(text_, at()))
        add_comment();
      else if (!read_statement())
        break;
    }
    while (!open_.empty()) close_at_end();
  }

 private:
  std::uint32_t at() const { return static_cast<std::uint32_t>(in_.current() - text_.data()); }
  // Also backwards: recovery may resume before the place that the grammar had reached.
  void go_to(std::size_t offset) { in_.iterator() = text_.data() + offset; }

  bool skip_space() {
    std::size_t p = at();
    while (p < text_.size() && is_space(text_[p])) ++p;
    go_to(p);
    return p < text_.size();
  }

  std::vector<Item>& siblings() { return open_.empty() ? tree_.items : open_.back().children; }

  void add(ItemValue value, Span span) {
    siblings().push_back(Item{std::move(value), span, {}, {}});
  }

  void add_comment() {
    const auto begin = at();
    go_to(std::min(text_.find('\n', begin), text_.size()));
    auto end = at();
    if (end > begin && text_[end - 1] == '\r') --end;
    add(Comment{}, {begin, end});
  }

  void report(std::size_t offset, std::string message, std::string hint = {}) {
    add_error(tree_.diagnostics, *tree_.source, static_cast<std::uint32_t>(offset), "syntax",
              std::move(message), std::move(hint));
  }

  void open(ItemValue value, Span head) {
    open_.push_back(Item{std::move(value), head, {head.end, head.end}, {}});
  }

  void close() {
    const auto brace = at();
    go_to(brace + 1);
    if (open_.empty()) {
      report(brace, "`}` without a `{`");
      add(Unknown{}, {brace, brace + 1});
      return;
    }
    pop(brace, brace + 1);
  }

  void close_at_end() {
    const Item& item = open_.back();
    const auto end = static_cast<std::uint32_t>(text_.size());
    const Position from = tree_.source->position(item.span.begin);
    report(place_of_mistake(text_, 0, text_.size()), "expected `}`, found the end of the file",
           fmt::format("it would close the `{{` of line {}", from.line));
    pop(end, end);
  }

  void pop(std::uint32_t body_end, std::uint32_t end) {
    Item item = std::move(open_.back());
    open_.pop_back();
    item.body.end = body_end;
    item.span.end = end;
    siblings().push_back(std::move(item));
  }

  // False: nothing more can be read.
  bool read_statement() {
    const auto begin = at();
    Statement& statement = state_.statement;
    statement.kind = Kind::none;
    statement.marks.clear();
    try {
      if (!peg::parse<g::statement, action, control>(in_, state_)) {
        recover(begin, begin, g::expected<g::known_statement>);
        return true;
      }
    } catch (const SyntaxError& error) {
      recover(begin, error.offset, *error.expected);
      return true;
    }
    statement.span = {begin, at()};
    if (opens_body(statement.kind) && open_.size() >= maximum_depth) {
      report(begin, fmt::format("bodies are nested deeper than {}", maximum_depth));
      go_to(text_.size());
      add(Unknown{}, {begin, at()});
      return false;
    }
    ItemValue value = build_item(statement, {*tree_.source, tree_.diagnostics});
    if (opens_body(statement.kind))
      open(std::move(value), statement.span);
    else
      add(std::move(value), statement.span);
    return true;
  }

  void recover(std::size_t begin, std::size_t offset, const g::Expected& expected) {
    const std::size_t place = place_of_mistake(text_, begin, offset);
    if (tree_.diagnostics.size() < maximum_findings) report_expected(place, expected);
    const Recovery next = recovery_point(text_, begin, place);
    go_to(next.resume);
    const Span span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(next.end)};
    if (next.opens && open_.size() < maximum_depth)
      open(Unknown{}, span);
    else
      add(Unknown{}, span);
  }

  void report_expected(std::size_t place, const g::Expected& expected) {
    const std::string_view found = word_at(text_, place);
    std::string hint(expected.hint);
    std::vector<std::string_view> known;
    for (const auto table : {expected.near, expected.near_too})
      for (const g::Word& word : table) known.push_back(word.text);
    if (const auto near = text::nearest(leading_identifier(found), known); !near.empty())
      hint = fmt::format("did you mean `{}`?", near);
    if (found.substr(0, 2) == "@{" && found.find('}') == std::string_view::npos)
      hint = "a `}` has to end the name of the variable";
    if (expected.text == g::expected<g::known_statement>.text && place < text_.size() &&
        text_[place] == ',')
      hint = "no comma stands after an include, a variable or a `}`";
    if (place == 0 && found.substr(0, 3) == "\xef\xbb\xbf")
      hint = "the file begins with a byte order mark, which the compiler refuses: save it without";
    report(place,
           fmt::format("expected {}, found {}", expected.text, describe_found(found, text_, place)),
           std::move(hint));
  }

  Tree& tree_;
  std::string_view text_;
  Input in_;
  State state_{};
  std::vector<Item> open_;
};

}  // namespace

Tree parse(SourcePtr source) {
  Tree tree;
  tree.source = std::move(source);
  const std::string_view text = tree.source->text();
  if (text.size() > maximum_size) {
    tree.items.push_back(Item{Unknown{}, {0, static_cast<std::uint32_t>(text.size())}, {}, {}});
    tree.diagnostics.push_back(diagnose(*tree.source, 0, Severity::error, "syntax",
                                        "the file is larger than 64 MiB and was not read"));
    return tree;
  }
  Reader(tree).read();
  return tree;
}

}  // namespace profgen::inline v0::policy
