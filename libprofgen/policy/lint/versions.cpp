#include "policy/lint/versions.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "grammar/vocabulary.hpp"
#include "policy/lint/table.hpp"

namespace profgen::inline v0::policy {
namespace {

using grammar::Since;

constexpr Version none{0, 0}, v3_0{3, 0}, v4_0{4, 0}, v4_1{4, 1}, v5_0{5, 0};

constexpr Version version_of(Since since) {
  switch (since) {
    case Since::v2:
      return none;
    case Since::v3:
      return v3_0;
    case Since::v4:
      return v4_0;
    case Since::v41:
      return v4_1;
    case Since::v5:
      return v5_0;
    case Since::v6:
      return {6, 0};
  }
  return none;
}

// Kinds of rules that are newer than the oldest compiler, or that not every abi mediates. An abi
// names what it mediates: the feature is a word of its file.
struct RuleKind {
  std::string_view keyword;
  Version abi, parser;
  std::string_view feature;
};
constexpr RuleKind rule_kinds[] = {
    {"userns", v4_0, v4_0, "userns_create"}, {"mqueue", v4_0, v4_0, "posix_mqueue"},
    {"io_uring", v4_0, v4_0, "io_uring"},    {"all", none, v4_0, ""},
    {"unix", none, none, "af_unix"},         {"dbus", none, none, "dbus"},
    {"signal", none, none, "signal"},        {"ptrace", none, none, "ptrace"},
};

class WordFinder {
 public:
  explicit WordFinder(const Source& source) : source_(source) {}

  void walk(const std::vector<Item>& items) {
    for (const Item& item : items) {
      span_ = item.body.empty() ? item.span : Span{item.span.begin, item.body.begin};
      std::visit([this](const auto& value) { look(value); }, item.value);
      walk(item.children);
    }
  }

  std::vector<NewWord> found;

 private:
  void add(std::string word, Version parser, Version abi = none, std::string_view feature = {}) {
    if (parser != none || abi != none || !feature.empty())
      found.push_back({span_, std::move(word), abi, parser, feature});
  }
  template <typename Table>
  void look_up(const Table& table, std::string_view word) {
    for (const auto& entry : table)
      if (entry.text == word) return add(std::string(word), version_of(entry.since));
  }

  template <typename T>
  void look(const T&) {}

  void look(const Abi&) { add("abi", v3_0); }
  void look(const Variable& variable) {
    if (variable.op == "?=" || variable.op == ":=") add(variable.op, v5_0);
  }
  void look(const Conditional& conditional) {
    const std::string_view text = source_.text(conditional.expression);
    for (const std::string_view word : {"==", "!=", "<", ">", " in ", " and ", " or "})
      if (text.find(word) != std::string_view::npos)
        return add(std::string(text::trim(word)), v5_0);
  }
  void look(const ProfileHeader& header) {
    if (!header.xattrs.empty()) add("xattrs", v3_0);
    if (!header.identities.empty()) add("identities", v5_0);
    for (const std::string& flag : header.flags) {
      const std::size_t equals = flag.find('=');
      look_up(grammar::profile_flags,
              equals == std::string::npos ? flag : flag.substr(0, equals + 1));
    }
  }
  void look(const Block& block) {
    const Prefix& prefix = block.prefix;
    look_prefix(prefix);
  }
  void look(const Rule& rule) {
    look_prefix(rule.prefix);
    const std::string_view keyword = keyword_of(rule);
    for (const RuleKind& kind : rule_kinds)
      if (kind.keyword == keyword) add(std::string(keyword), kind.parser, kind.abi, kind.feature);
    std::visit([this](const auto& body) { look_body(body); }, rule.body);
    for (const auto& [name, parser] : built_in)
      if (source_.text(span_).find(name) != std::string_view::npos) add(std::string(name), parser);
  }
  void look_prefix(const Prefix& prefix) {
    if (prefix.priority) add("priority", v4_1);
    if (prefix.decision == Decision::prompt) add("prompt", v4_1);
  }

  template <typename T>
  void look_body(const T&) {}
  void look_body(const CapabilityRule& rule) {
    for (const std::string& name : rule.names) look_up(grammar::capabilities, name);
  }
  void look_body(const SignalRule& rule) {
    for (const std::string& name : rule.set) look_up(grammar::signals, name);
  }
  void look_body(const MountRule& rule) {
    for (const Condition& condition : rule.conditions)
      for (const std::string& value : condition.values) look_up(grammar::mount_options, value);
  }
  void look_body(const NetworkRule& rule) {
    // Permissions of a network rule came with its addresses.
    for (const auto* part : {&rule.local, &rule.peer})
      for (const Condition& condition : *part) {
        const bool newer = condition.key == "interface" || condition.key == "label";
        add(condition.key + condition.op, newer ? v5_0 : v4_0);
      }
    if (rule.perms != 0 && rule.local.empty() && rule.peer.empty())
      add("network with permissions", v4_0);
  }

  static constexpr std::pair<std::string_view, Version> built_in[] = {{"@{attach_path}", v5_0}};

  const Source& source_;
  Span span_;
};

// The abi that holds for the whole file; empty: none is stated.
const Abi* abi_of(const std::vector<Item>& items) {
  for (const Item& item : items)
    if (const auto* abi = std::get_if<Abi>(&item.value)) return abi;
  return nullptr;
}

bool is_name_char(char c) {
  return text::trim(std::string_view(&c, 1)).size() == 1 && c != '{' && c != '}';
}

// A whole word of the text?
bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_name_char(text[at - 1])) &&
        (end == text.size() || !is_name_char(text[end])))
      return true;
  }
  return false;
}

}  // namespace

Version version_in(std::string_view text) {
  const std::size_t slash = text.rfind('/');
  if (slash != std::string_view::npos) text.remove_prefix(slash + 1);
  const auto number = [&text]() -> std::optional<unsigned> {
    std::size_t end = 0;
    while (end < text.size() && end < 6 && text[end] >= '0' && text[end] <= '9') ++end;
    const auto value = text::to_number(text.substr(0, end));
    text.remove_prefix(end);
    return value ? std::optional<unsigned>(static_cast<unsigned>(*value)) : std::nullopt;
  };
  Version version;
  const auto major = number();
  if (!major) return {};
  version.major = *major;
  if (text.empty() || text.front() != '.') return version;
  text.remove_prefix(1);
  version.minor = number().value_or(0);
  return version;
}

std::string version_text(Version version) {
  return std::to_string(version.major) + "." + std::to_string(version.minor);
}

std::vector<NewWord> new_words(const Tree& tree) {
  WordFinder finder(*tree.source);
  finder.walk(tree.items);
  return std::move(finder.found);
}

void lint_newer_than_abi(LintContext& context) {
  const Abi* abi = abi_of(context.file.tree.items);
  if (abi == nullptr || abi->path == "kernel" || abi->path == "default") return;
  const Version stated = version_in(abi->path);
  std::string features;
  if (stated == Version{}) {
    // It describes one kernel: what it mediates stands in it.
    const auto& target = context.library.resolve(abi->path, abi->magic);
    if (target.paths.size() != 1) return;
    auto text = context.library.files().read(target.paths.front());
    if (!text) return;
    features = std::move(*text);
  }
  for (const NewWord& word : new_words(context.file.tree)) {
    const bool lacks = stated != Version{}
                           ? word.abi > stated
                           : !word.feature.empty() && !has_word(features, word.feature);
    if (!lacks) continue;
    const std::string needed =
        word.abi == Version{} ? "an abi that has it" : "abi <abi/" + version_text(word.abi) + ">";
    context.report(word.span,
                   "`" + word.word + "` needs " + needed + ", and the file states <" + abi->path +
                       ">: the rule is read and not enforced",
                   "state " + needed + ", or leave the rule out", word.word);
  }
}

void lint_newer_than_parser(LintContext& context) {
  const Version here = version_in(context.options.parser_version);
  if (here == Version{}) return;
  for (const NewWord& word : new_words(context.file.tree)) {
    if (word.parser <= here) continue;
    context.report(word.span,
                   "`" + word.word + "` is read by apparmor_parser " + version_text(word.parser) +
                       " and later; this is " + context.options.parser_version +
                       ", which refuses the file",
                   "leave it out where this compiler has to take the profile", word.word);
  }
}

}  // namespace profgen::inline v0::policy
