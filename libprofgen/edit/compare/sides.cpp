#include "edit/compare/sides.hpp"

#include <algorithm>
#include <limits>

#include "policy/matcher.hpp"

namespace profgen::inline v0::edit::by_meaning {

using policy::Profile;

Sides::Sides(const Profile& before_profile, const Profile& after_profile) {
  everything_.rule.body = policy::AllRule{};
  everything_.rule.prefix.priority = std::numeric_limits<int>::min();
  add(before, before_profile);
  add(after, after_profile);
  for (Field& field : fields_) field.close();
}

void Sides::add(Side side, const Profile& profile) {
  const policy::MatcherSetup& setup = profile.matcher->setup();
  policy::Expander expander(setup.scope);
  const auto& aliases = setup.scope.environment->aliases;
  const auto add_rule = [&](const policy::ResolvedRule& rule) {
    for (const policy::Grant& grant : grants_of(rule, aliases, expander))
      field(grant.of).add(side, grant);
  };
  for (const policy::ResolvedRule& rule : setup.rules) add_rule(rule);
  if (setup.allows_by_default) add_rule(everything_);
}

bool same_text(const Profile& before, const Profile& after) {
  const policy::MatcherSetup &a = before.matcher->setup(), &b = after.matcher->setup();
  const policy::Environment &in_a = *a.scope.environment, &in_b = *b.scope.environment;
  const bool same_scope = a.scope.environment == b.scope.environment ||
                          (in_a.sets == in_b.sets && in_a.aliases == in_b.aliases);
  return same_scope && a.allows_by_default == b.allows_by_default &&
         a.scope.profile_name == b.scope.profile_name && a.scope.attachment == b.scope.attachment &&
         a.rules.size() == b.rules.size() &&
         std::equal(a.rules.begin(), a.rules.end(), b.rules.begin(),
                    [](const policy::ResolvedRule& x, const policy::ResolvedRule& y) {
                      return x.rule == y.rule;
                    });
}

}  // namespace profgen::inline v0::edit::by_meaning
