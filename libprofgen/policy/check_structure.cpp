// Where statements may stand: the preamble before the first profile, rules in profiles, else after
// if, no name twice, prefixes of blocks that agree with what is in them.
#include <fmt/format.h>

#include <set>

#include "policy/check_context.hpp"

namespace profgen::policy {
namespace {

struct Place {
  bool in_profile = false;
  bool fragment = false;
  bool after_profile = false;  // at file level: a profile stands before
  Prefix prefix;               // of the blocks around
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
        if (place.in_profile && !header->keyword && !header->caret)
          context.error({}, "structure", "inside a profile another one begins with `profile`");
        place.after_profile = true;
        walk(item.children, {true, false, false, {}});
      } else if (const auto* arm = std::get_if<Conditional>(&item.value)) {
        check_arm(context, *arm, place, else_may_follow);
        opens_else = arm->arm != Conditional::Arm::else_arm;
        walk(item.children, {true, place.fragment, false, place.prefix});
      } else if (const auto* block = std::get_if<Block>(&item.value)) {
        need_profile(context, place);
        walk(item.children,
             {true, place.fragment, false, inside_block(context, place.prefix, block->prefix)});
      } else if (const auto* rule = std::get_if<Rule>(&item.value)) {
        need_profile(context, place);
        combine(context, place.prefix, rule->prefix);
        if (place.prefix.decision == Decision::deny) check_denied(context, *rule);
      } else {
        check_preamble(context, item, place);
        if (std::holds_alternative<Unknown>(item.value))
          walk(item.children, {true, true, false, {}});
      }
      else_may_follow = opens_else;
    }
  }

 private:
  // A bare x in a deny block is refused by itself: the rule alone is none that denies.
  static void check_denied(const CheckContext& context, const Rule& rule) {
    const auto* file = std::get_if<FileRule>(&rule.body);
    if (file != nullptr && (file->bare || (!file->exec.empty() && file->exec != "x")))
      context.error({}, "permissions", "a deny block takes no rule with an exec permission");
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
    if (!place.in_profile && !place.fragment)
      context.error({}, "structure", "a rule can stand in a profile only");
  }

  void check_preamble(const CheckContext& context, const Item& item, const Place& place) {
    const bool variable = std::holds_alternative<Variable>(item.value);
    const bool alias = std::holds_alternative<Alias>(item.value);
    if (place.in_profile && (variable || alias))
      context.error({}, "structure",
                    variable ? "a variable can be set before the first profile only"
                             : "an alias can stand before the first profile only");
    else if (place.after_profile && (variable || alias || std::holds_alternative<Abi>(item.value)))
      context.error({}, "structure", "this has to stand before the first profile");
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
};

}  // namespace

void check_structure(const Tree& tree, bool fragment, std::vector<Diagnostic>& findings) {
  Place place;
  place.fragment = fragment;
  StructureCheck(*tree.source, findings).walk(tree.items, place);
}

}  // namespace profgen::policy
