// Steps wider than the literal rule, for rules that are no file rules.
#include <algorithm>

#include "suggest/literal_rules.hpp"

namespace profgen::inline v0::suggest {
namespace {

using policy::Rule;

void drop(std::vector<policy::Condition>& conditions, std::string_view key) {
  conditions.erase(std::remove_if(conditions.begin(), conditions.end(),
                                  [&](const policy::Condition& c) { return c.key == key; }),
                   conditions.end());
}

bool has(const std::vector<policy::Condition>& conditions, std::string_view key) {
  return std::any_of(conditions.begin(), conditions.end(),
                     [&](const policy::Condition& c) { return c.key == key; });
}

// One step of one kind of rule: what it leaves out. A rule that has nothing of it stays as it is.
template <typename Body>
struct Step {
  std::string_view without;  // for people: "the same without …"
  void (*take_out)(Body&);
};

constexpr Step<policy::NetworkRule> network_steps[] = {
    {"its type", [](policy::NetworkRule& rule) { rule.type.clear(); }},
};
constexpr Step<policy::UnixRule> unix_steps[] = {
    {"addresses",
     [](policy::UnixRule& rule) {
       drop(rule.local, "addr");
       drop(rule.peer, "addr");
     }},
    {"its peer", [](policy::UnixRule& rule) { rule.peer.clear(); }},
    {"permissions", [](policy::UnixRule& rule) { rule.perms = 0; }},
};
constexpr Step<policy::DbusRule> dbus_steps[] = {
    {"its member", [](policy::DbusRule& rule) { drop(rule.local, "member"); }},
    {"its interface", [](policy::DbusRule& rule) { drop(rule.local, "interface"); }},
    // Some peer must be named for this: everything on a bus is too much to offer.
    {"its path",
     [](policy::DbusRule& rule) {
       if (has(rule.peer, "label")) drop(rule.local, "path");
     }},
};
constexpr Step<policy::SignalRule> signal_steps[] = {
    {"its signals", [](policy::SignalRule& rule) { rule.set.clear(); }},
};
constexpr Step<policy::PtraceRule> ptrace_steps[] = {
    {"its peer", [](policy::PtraceRule& rule) { rule.peer.clear(); }},
};
constexpr Step<policy::MountRule> mount_steps[] = {
    {"options",
     [](policy::MountRule& rule) {
       // What is mounted, or how, has to be said by something.
       if (rule.kind == MountKind::mount) drop(rule.conditions, "options");
     }},
    {"its source",
     [](policy::MountRule& rule) {
       if (has(rule.conditions, "fstype") && !rule.mountpoint.empty()) rule.source.clear();
     }},
};
constexpr Step<policy::PivotRootRule> pivot_root_steps[] = {
    {"the old root",
     [](policy::PivotRootRule& rule) {
       if (!rule.new_root.empty()) rule.old_root.clear();
     }},
};
constexpr Step<policy::MqueueRule> mqueue_steps[] = {
    {"permissions", [](policy::MqueueRule& rule) { rule.perms = 0; }},
};

// The rules of one class take the same steps together, each on top of the one before.
template <typename Body, std::size_t count>
std::vector<Wider> climb(std::vector<Rule> rules, const Step<Body> (&steps)[count]) {
  std::vector<Wider> out;
  for (const Step<Body>& step : steps) {
    const std::vector<Rule> before = rules;
    for (Rule& rule : rules)
      if (auto* body = std::get_if<Body>(&rule.body)) step.take_out(*body);
    if (rules == before) continue;
    Wider wider{{}, "the same without " + std::string(step.without)};
    for (const Rule& rule : rules)
      if (std::find(wider.rules.begin(), wider.rules.end(), rule) == wider.rules.end())
        wider.rules.push_back(rule);
    out.push_back(std::move(wider));
  }
  return out;
}

struct Climb {
  const std::vector<Rule>& rules;

  template <typename Other>
  std::vector<Wider> operator()(const Other&) const {
    return {};
  }
  std::vector<Wider> operator()(const policy::NetworkRule&) const {
    return climb(rules, network_steps);
  }
  std::vector<Wider> operator()(const policy::UnixRule&) const { return climb(rules, unix_steps); }
  std::vector<Wider> operator()(const policy::DbusRule&) const { return climb(rules, dbus_steps); }
  std::vector<Wider> operator()(const policy::SignalRule&) const {
    return climb(rules, signal_steps);
  }
  std::vector<Wider> operator()(const policy::PtraceRule&) const {
    return climb(rules, ptrace_steps);
  }
  std::vector<Wider> operator()(const policy::MountRule&) const {
    return climb(rules, mount_steps);
  }
  std::vector<Wider> operator()(const policy::PivotRootRule&) const {
    return climb(rules, pivot_root_steps);
  }
  std::vector<Wider> operator()(const policy::MqueueRule&) const {
    return climb(rules, mqueue_steps);
  }
};

}  // namespace

std::vector<Wider> wider_rules(const std::vector<Rule>& literal) {
  if (literal.empty()) return {};
  return std::visit(Climb{literal}, literal.front().body);
}

}  // namespace profgen::inline v0::suggest
