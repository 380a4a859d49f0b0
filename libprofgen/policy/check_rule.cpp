// Prefixes, and the rules whose whole check is a table look-up.
#include <fmt/format.h>

#include "policy/check_context.hpp"
#include "policy/signal_name.hpp"

namespace profgen::inline v0::policy {
namespace {

struct PrefixRow {
  bool ownership;  // takes owner and other
  bool priority;
  bool any;  // takes a prefix at all
};
// In the order of RuleBody.
constexpr PrefixRow prefixes[] = {
    {false, false, false},  // rlimit
    {false, true, true},    // userns
    {false, true, true},    // capability
    {false, false, true},   // network
    {false, true, true},    // mount
    {false, true, true},    // pivot_root
    {false, true, true},    // change_profile
    {false, true, true},    // mqueue
    {false, true, true},    // signal
    {false, true, true},    // ptrace
    {false, true, true},    // unix
    {false, true, true},    // io_uring
    {false, true, true},    // dbus
    {true, true, true},     // link
    {true, true, true},     // file
    {false, false, true},   // all
};
static_assert(std::size(prefixes) == std::variant_size_v<RuleBody>);

constexpr int maximum_priority = 1000;

void check_prefix(const CheckContext& context, const Rule& rule) {
  const PrefixRow& row = prefixes[rule.body.index()];
  const Prefix& prefix = rule.prefix;
  const std::string_view keyword = keyword_of(rule);
  if (!row.any && prefix != Prefix{}) {
    context.error({}, "prefix", fmt::format("a {} rule takes no prefix", keyword));
    return;
  }
  if (prefix.ownership != Ownership::any && !row.ownership)
    context.error(prefix.ownership == Ownership::owner ? "owner" : "other", "prefix",
                  fmt::format("a {} rule takes no owner and no other", keyword));
  if (!prefix.priority) return;
  if (!row.priority)
    context.error("priority", "prefix", fmt::format("a {} rule takes no priority", keyword));
  if (*prefix.priority > maximum_priority || *prefix.priority < -maximum_priority)
    context.error("priority", "value", "a priority is a number from -1000 to 1000");
}

struct BodyCheck {
  const CheckContext& context;
  const Rule& rule;

  void operator()(const FileRule& body) const { check_file(context, rule, body); }
  void operator()(const LinkRule& body) const { check_link(context, body); }
  void operator()(const CapabilityRule& body) const {
    for (const std::string& name : body.names)
      check_word(context, name, grammar::capabilities, "a capability");
  }
  void operator()(const NetworkRule& body) const { check_network(context, body); }
  void operator()(const UnixRule& body) const { check_unix(context, body); }
  void operator()(const DbusRule& body) const { check_dbus(context, body); }
  void operator()(const SignalRule& body) const { check_signals(context, body); }
  void operator()(const PtraceRule& body) const {
    if (body.peer.size() > 1) context.error("peer", "value", "peer= takes one value");
    for (const std::string& peer : body.peer) check_pattern(context, peer);
  }
  void operator()(const MountRule& body) const { check_mount(context, body); }
  void operator()(const PivotRootRule& body) const {
    check_pattern(context, body.old_root);
    check_pattern(context, body.new_root);
  }
  void operator()(const ChangeProfileRule& body) const { check_change_profile(context, body); }
  void operator()(const UsernsRule&) const {}
  void operator()(const MqueueRule& body) const { check_mqueue(context, body); }
  void operator()(const IoUringRule& body) const {
    check_pattern(context, body.label);
    // The compiler expands no variable here, and `{NAME}` is a group without a comma.
    if (body.label.find("@{") != std::string::npos)
      context.error(body.label, "value", "the label of an io_uring rule takes no variable");
  }
  void operator()(const RlimitRule& body) const { check_rlimit(context, body); }
  void operator()(const AllRule&) const {}
};

}  // namespace

void check_rule(const CheckContext& context, const Rule& rule) {
  check_prefix(context, rule);
  std::visit(BodyCheck{context, rule}, rule.body);
}

void check_change_profile(const CheckContext& context, const ChangeProfileRule& rule) {
  if (!rule.exec.empty() && rule.exec.front() != '/' && rule.exec.substr(0, 2) != "@{")
    context.error(rule.exec, "value", "the program of a change_profile rule begins with /",
                  rule.exec.substr(0, 2) == "->" ? "a blank has to follow `->`" : "");
  check_pattern(context, rule.exec);
  check_pattern(context, rule.target);
}

void check_signal(const CheckContext& context, std::string_view signal) {
  if (signal.substr(0, 6) != "rtmin+") {
    check_word(context, signal, grammar::signals, "a signal");
    return;
  }
  const auto number = realtime_signal(signal);
  if (!number)
    context.error(signal, "value", fmt::format("`{}` is not in rtmin+0 … rtmin+32", signal));
  else if (signal != fmt::format("rtmin+{}", *number))
    context.warning("value", fmt::format("`{}` is read as `rtmin+{}`", signal, *number));
}

void check_signals(const CheckContext& context, const SignalRule& rule) {
  for (const std::string& signal : rule.set) check_signal(context, signal);
  if (rule.peer.size() > 1) context.error("peer", "value", "peer= takes one value");
  for (const std::string& peer : rule.peer) check_pattern(context, peer);
}

}  // namespace profgen::inline v0::policy
