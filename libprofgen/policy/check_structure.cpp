// Where statements may stand: the preamble before the first profile, rules in profiles, else after
// if, no name twice, prefixes of blocks that agree with what is in them.
#include <fmt/format.h>

#include <set>

#include "policy/check_context.hpp"

namespace profgen::inline v0::policy {
namespace {

struct Place {
  bool in_profile = false;
  bool fragment = false;
  bool after_profile = false;  // at file level: a profile stands before
  Prefix prefix;               // of the blocks around
  bool in_block = false;
};

class StructureCheck {
 public:
  StructureCheck(const Source& source, std::vector<Diagnostic>& findings)
      : source_(source), findings_(findings) {}

  void walk(const std::vector<Item>& items, Place place) {
    std::set<std::string_view> names;
    bool else_may_follow = false;
    for (const Item& item : items) {
      const CheckContext context{source_, findings_, item.span};
      if (std::holds_alternative<Comment>(item.value)) continue;
      bool opens_else = false;
      if (const auto* header = std::get_if<ProfileHeader>(&item.value)) {
        check_name(context, *header, names);
        if (place.in_profile && header->kind == ProfileKind::hat && !header->xattrs.empty())
          context.error("xattrs", "structure", "a hat in a profile takes no xattrs");
        if (place.in_profile && !header->keyword && !header->caret)
          context.error({}, "structure", "inside a profile another one begins with `profile`");
        place.after_profile = true;
        walk(item.children, {true, false, false, {}, false});
      } else if (const auto* arm = std::get_if<Conditional>(&item.value)) {
        check_arm(context, *arm, place, else_may_follow);
        opens_else = arm->arm != Conditional::Arm::else_arm;
        walk(item.children, {true, place.fragment, false, place.prefix, place.in_block});
      } else if (const auto* block = std::get_if<Block>(&item.value)) {
        need_profile(context, place);
        walk(item.children, {true, place.fragment, false,
                             inside_block(context, place.prefix, block->prefix), true});
      } else if (const auto* rule = std::get_if<Rule>(&item.value)) {
        need_profile(context, place);
        combine(context, place.prefix, rule->prefix);
        if (place.in_block) check_in_block(context, place.prefix.decision, *rule);
      } else {
        check_preamble(context, item, place);
        if (std::holds_alternative<Unknown>(item.value))
          walk(item.children, {true, true, false, {}, false});
      }
      else_may_follow = opens_else;
    }
  }

  void tell_how_many() {
    if (outside_ > 1 && first_outside_ < findings_.size())
      findings_[first_outside_].message +=
          fmt::format("; {} more of this file stand outside", outside_ - 1);
  }

 private:
  // The compiler judges exec permissions by the prefix of the block, too, and reads a
  // change_profile rule for a program as one of them.
  static void check_in_block(const CheckContext& context, Decision of_block, const Rule& rule) {
    const bool deny = of_block == Decision::deny;
    if (const auto* file = std::get_if<FileRule>(&rule.body)) {
      if (deny && (file->bare || (!file->exec.empty() && file->exec != "x")))
        context.error({}, "permissions", "a deny block takes no rule with an exec permission");
      const bool unsafe = file->environment == ExecEnvironment::unsafe;
      if (deny == unsafe && file->exec == "x")
        context.error({}, "permissions",
                      unsafe ? "a deny block takes no unsafe exec permission"
                             : "x without a qualifier stands in a deny block only");
    } else if (const auto* change = std::get_if<ChangeProfileRule>(&rule.body)) {
      if (!change->exec.empty() && (!deny || change->environment == ExecEnvironment::unsafe))
        context.error({}, "structure",
                      "a change_profile rule for a program cannot stand in a block");
    }
  }

  void check_name(const CheckContext& context, const ProfileHeader& header,
                  std::set<std::string_view>& names) {
    if (names.insert(header.name).second) return;
    context.error_at(header.name_span.begin, "duplicate-profile",
                     fmt::format("{} `{}` stands here twice",
                                 header.kind == ProfileKind::hat ? "hat" : "profile", header.name));
  }

  void check_arm(const CheckContext& context, const Conditional& arm, const Place& place,
                 bool else_may_follow) {
    need_profile(context, place);
    if (arm.arm != Conditional::Arm::if_arm && !else_may_follow)
      context.error({}, "structure", "`else` without an `if` before it");
  }

  void need_profile(const CheckContext& context, const Place& place) {
    if (place.in_profile || place.fragment) return;
    // Told once: in an abstraction it is true of every rule.
    if (++outside_ > 1) return;
    first_outside_ = findings_.size();
    context.error({}, "structure", "a rule can stand in a profile only",
                  "a file to be included is checked with a profile that includes it");
  }

  void check_preamble(const CheckContext& context, const Item& item, const Place& place) {
    const bool variable = std::holds_alternative<Variable>(item.value);
    const bool alias = std::holds_alternative<Alias>(item.value);
    if (variable && std::get<Variable>(item.value).boolean &&
        ends_with_carriage_return(source_.text(item.span)))
      context.error({}, "value", "no carriage return may stand behind a boolean",
                    "the lines of a policy file end with a line feed alone");
    if (place.in_profile && (variable || alias))
      context.error({}, "structure",
                    variable ? "a variable can be set before the first profile only"
                             : "an alias can stand before the first profile only");
    else if (place.after_profile && (variable || alias || std::holds_alternative<Abi>(item.value)))
      context.error({}, "structure", "this has to stand before the first profile");
  }

  // Of a boolean: to the compiler the carriage return is a part of the word that it touches. One
  // that is compared may end so.
  static bool ends_with_carriage_return(std::string_view assignment) {
    const auto at = assignment.find('\r');
    if (at == std::string_view::npos || at == 0) return false;
    const std::string_view before = assignment.substr(0, at);
    return std::string_view(" \t=\")").find(before.back()) == std::string_view::npos &&
           before.find_first_of("=<>", before.find('=') + 1) == std::string_view::npos &&
           before.find(" in ") == std::string_view::npos;
  }

  Prefix inside_block(const CheckContext& context, const Prefix& outer, const Prefix& inner) {
    if (inner.priority) context.error("priority", "prefix", "a block takes no priority");
    combine(context, outer, inner);
    Prefix prefix = outer;
    prefix.audit |= inner.audit;
    if (inner.decision != Decision::unstated) prefix.decision = inner.decision;
    if (inner.ownership != Ownership::any) prefix.ownership = inner.ownership;
    return prefix;
  }

  void combine(const CheckContext& context, const Prefix& outer, const Prefix& inner) {
    if (outer.decision != Decision::unstated && inner.decision != Decision::unstated &&
        outer.decision != inner.decision)
      context.warning("conflict", "allow, deny or prompt contradicts the block around it");
    if (outer.ownership != Ownership::any && inner.ownership != Ownership::any &&
        outer.ownership != inner.ownership)
      context.warning("conflict", "owner or other contradicts the block around it");
  }

  const Source& source_;
  std::vector<Diagnostic>& findings_;
  std::size_t outside_ = 0;  // rules in no profile
  std::size_t first_outside_ = 0;
};

}  // namespace

void check_structure(const Tree& tree, bool fragment, std::vector<Diagnostic>& findings) {
  Place place;
  place.fragment = fragment;
  StructureCheck check(*tree.source, findings);
  check.walk(tree.items, place);
  check.tell_how_many();
}

}  // namespace profgen::inline v0::policy
