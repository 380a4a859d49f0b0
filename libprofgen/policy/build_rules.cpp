// Rules with a keyword: marks become fields, permission words become bits.
#include <algorithm>

#include "base/text.hpp"
#include "grammar/vocabulary.hpp"
#include "policy/findings.hpp"
#include "policy/marks.hpp"

namespace profgen::inline v0::policy {
namespace {

using Words = std::span<const grammar::Word>;

// The parts that these rules share.
struct Parts {
  std::uint32_t perms = 0;
  std::vector<Span> words;
  std::vector<Condition> local, peer;
  std::vector<Span> keys;  // of local
  Span path, target, value;
  ExecEnvironment environment = ExecEnvironment::unstated;
  std::string_view keyword;
};

Parts collect(const Statement& statement, const BuildContext& context, Words permissions) {
  Parts parts;
  bool in_peer = false;
  for (const Mark& mark : statement.marks) {
    auto& conditions = in_peer ? parts.peer : parts.local;
    switch (mark.part) {
      case Part::perms:
        parts.perms |= grammar::bits_of(permissions, context.text(mark.span));
        break;
      case Part::word:
        parts.words.push_back(mark.span);
        break;
      case Part::key:
        conditions.push_back({std::string(context.text(mark.span)), {}, "="});
        if (!in_peer) parts.keys.push_back(mark.span);
        break;
      case Part::op:
        conditions.back().op = context.text(mark.span);
        break;
      case Part::value:
        if (conditions.empty())
          parts.value = mark.span;
        else
          conditions.back().values.push_back(context.word(mark.span));
        break;
      case Part::peer:
        in_peer = true;
        break;
      case Part::path:
        parts.path = mark.span;
        break;
      case Part::target:
        parts.target = mark.span;
        break;
      case Part::safe:
        parts.environment = ExecEnvironment::safe;
        break;
      case Part::unsafe:
        parts.environment = ExecEnvironment::unsafe;
        break;
      case Part::keyword:
        parts.keyword = context.text(mark.span);
        break;
      default:
        break;
    }
  }
  return parts;
}

// A condition whose field holds one value, by `=`: given once and with one value, unless the
// compiler takes the first of `many`.
enum class Takes { one, first_value, first };
bool single(const Parts& parts, const BuildContext& context, std::string_view key,
            std::string& field, Takes takes) {
  bool given = false;
  for (std::size_t i = 0; i < parts.local.size(); ++i) {
    const Condition& condition = parts.local[i];
    if (condition.key != key) continue;
    const std::string name(key);
    const bool twice = given && takes != Takes::first;
    const bool several = condition.values.size() != 1 && takes == Takes::one;
    if (twice || several || condition.values.empty() || condition.op != "=") {
      context.error(parts.keys[i], twice                 ? name + "= is given twice"
                                   : condition.op != "=" ? name + " takes `=` only"
                                                         : name + "= takes one value");
      return false;
    }
    if (given || condition.values.size() != 1)
      add_warning(context.diagnostics, context.source, parts.keys[i].begin, "value",
                  "only the first value of " + name + "= counts");
    if (!given) field = condition.values.front();
    given = true;
  }
  return true;
}

// A condition whose field is a list; it may be given several times.
bool listed(const Parts& parts, const BuildContext& context, std::string_view key,
            std::vector<std::string>& field) {
  for (std::size_t i = 0; i < parts.local.size(); ++i) {
    const Condition& condition = parts.local[i];
    if (condition.key != key) continue;
    if (condition.op != "=") {
      context.error(parts.keys[i], std::string(key) + " takes `=` only");
      return false;
    }
    field.insert(field.end(), condition.values.begin(), condition.values.end());
  }
  return true;
}

bool build_network(const Parts& parts, const BuildContext& context, NetworkRule& rule) {
  rule.perms = parts.perms;
  for (const Span span : parts.words) {
    const std::string word = context.word(span);
    // `packet` is both: a family where it is the first word, a type after a family.
    if (rule.domain.empty() && rule.type.empty() && rule.protocol.empty() &&
        grammar::find_word(grammar::network_families, word)) {
      rule.domain = word;
    } else if (rule.type.empty() && grammar::find_word(grammar::socket_types, word)) {
      rule.type = word;
    } else if (rule.protocol.empty() && grammar::find_word(grammar::network_protocols, word)) {
      rule.protocol = word;
    } else {
      std::vector<std::string_view> known;
      for (const Words table : {Words(grammar::network_families), Words(grammar::socket_types),
                                Words(grammar::network_protocols)})
        for (const grammar::Word& one : table) known.push_back(one.text);
      const std::string_view near = text::nearest(word, known);
      context.error(span, "expected a network family, type or protocol, found `" + word + "`",
                    near.empty() ? std::string() : "did you mean `" + std::string(near) + "`?");
      return false;
    }
  }
  rule.local = parts.local;
  rule.peer = parts.peer;
  return true;
}

// Of several type= the first counts, but each has to be right; that one is checked with the rule.
bool queue_types(const Parts& parts, const BuildContext& context) {
  bool first = true;
  for (std::size_t i = 0; i < parts.local.size(); ++i) {
    const Condition& condition = parts.local[i];
    if (condition.key != "type" || condition.values.empty()) continue;
    const std::string& type = condition.values.front();
    if (!first && type != "posix" && type != "sysv") {
      context.error(parts.keys[i], "`" + text::printable(type) + "` is not posix or sysv");
      return false;
    }
    first = false;
  }
  return true;
}

// The compiler reads any word among the permissions of io_uring and does nothing with it.
void warn_of_ignored(Span word, const BuildContext& context) {
  const std::string shown = text::printable(context.word(word));
  std::vector<std::string_view> known;
  for (const grammar::Word& one : grammar::io_uring_permissions) known.push_back(one.text);
  const std::string_view near = text::nearest(shown, known);
  add_warning(context.diagnostics, context.source, word.begin, "permissions",
              "`" + shown + "` is no permission of io_uring: the compiler ignores it",
              near.empty() ? std::string() : "did you mean `" + std::string(near) + "`?");
}

MountRule build_mount(Parts& parts, const BuildContext& context) {
  MountRule rule;
  rule.kind = parts.keyword == "mount"     ? MountKind::mount
              : parts.keyword == "remount" ? MountKind::remount
                                           : MountKind::umount;
  rule.conditions = std::move(parts.local);
  rule.source = context.word(parts.path);
  rule.mountpoint = context.word(parts.target);
  return rule;
}

}  // namespace

bool build_rule(const Statement& statement, const BuildContext& context, Rule& rule) {
  if (statement.kind == Kind::file || statement.kind == Kind::bare_file ||
      statement.kind == Kind::link)
    return build_file(statement, context, rule);
  const auto parts_with = [&](Words permissions) {
    return collect(statement, context, permissions);
  };
  switch (statement.kind) {
    case Kind::capability: {
      auto& body = rule.body.emplace<CapabilityRule>();
      for (const Mark& mark : statement.marks)
        if (mark.part == Part::word) body.names.emplace_back(context.text(mark.span));
      return true;
    }
    case Kind::network:
      return build_network(parts_with(grammar::socket_permissions), context,
                           rule.body.emplace<NetworkRule>());
    case Kind::unix_socket: {
      Parts parts = parts_with(grammar::socket_permissions);
      rule.body = UnixRule{parts.perms, std::move(parts.local), std::move(parts.peer)};
      return true;
    }
    case Kind::dbus: {
      Parts parts = parts_with(grammar::dbus_permissions);
      rule.body = DbusRule{parts.perms, std::move(parts.local), std::move(parts.peer)};
      return true;
    }
    case Kind::signal: {
      const Parts parts = parts_with(grammar::signal_permissions);
      auto& body = rule.body.emplace<SignalRule>();
      body.perms = parts.perms;
      return listed(parts, context, "set", body.set) && listed(parts, context, "peer", body.peer);
    }
    case Kind::ptrace: {
      const Parts parts = parts_with(grammar::ptrace_permissions);
      auto& body = rule.body.emplace<PtraceRule>();
      body.perms = parts.perms;
      return listed(parts, context, "peer", body.peer);
    }
    case Kind::mount:
    case Kind::remount: {
      Parts parts = parts_with({});
      rule.body = build_mount(parts, context);
      return true;
    }
    case Kind::pivot_root: {
      const Parts parts = parts_with({});
      rule.body = PivotRootRule{context.word(parts.value), context.word(parts.path),
                                context.word(parts.target)};
      return true;
    }
    case Kind::change_profile: {
      const Parts parts = parts_with({});
      rule.body = ChangeProfileRule{parts.environment, context.word(parts.path),
                                    context.word(parts.target)};
      return true;
    }
    case Kind::userns:
      rule.body = UsernsRule{std::any_of(statement.marks.begin(), statement.marks.end(),
                                         [](const Mark& m) { return m.part == Part::word; })};
      return true;
    case Kind::mqueue: {
      const Parts parts = parts_with(grammar::mqueue_permissions);
      auto& body = rule.body.emplace<MqueueRule>();
      body.perms = parts.perms;
      if (!parts.words.empty()) body.name = context.word(parts.words.front());
      if (!queue_types(parts, context)) return false;
      return single(parts, context, "type", body.type, Takes::first) &&
             single(parts, context, "label", body.label, Takes::first_value);
    }
    case Kind::io_uring: {
      const Parts parts = parts_with(grammar::io_uring_permissions);
      auto& body = rule.body.emplace<IoUringRule>();
      body.perms = parts.perms;
      for (const Span ignored : parts.words) warn_of_ignored(ignored, context);
      return single(parts, context, "label", body.label, Takes::one);
    }
    case Kind::all:
      rule.body = AllRule{};
      return true;
    default: {  // rlimit
      const Parts parts = parts_with({});
      std::string value;
      for (const char c : context.text(parts.value)) {
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
          value += c;
        else if (!value.empty() && value.back() != ' ')
          value += ' ';
      }
      rule.body = RlimitRule{std::string(context.text(parts.words.front())), std::move(value)};
      return true;
    }
  }
}

}  // namespace profgen::inline v0::policy
