// Laws of the guard, over random guard files and rules. Each case follows from its seed.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <random>

#include "profgen/guard.hpp"
#include "suggest/rule_overlap.hpp"
#include "support/cases.hpp"

namespace profgen::suggest {
namespace {

constexpr const char* whole = R"(built-in: false
never:
  paths: ["/srv/a* w", {match: /x/**, deny: true}]
  capabilities: [net_admin]
  rules: [mount, "network inet*"]
  escapes: [ux]
except: [ux]
abstractions: {allow: [base], refuse: [user-tmp]}
deny: [/d]
ask: &some ["capability *"]
prefer:
  - {match: /p, kind: literal}
always: *some
maximum-severity: 5
exec:
  - {match: "/usr/**", as: ix}
generalise:
  - {match: "/etc/**", as: exact}
profiles:
  "p*": {ask: [/s], maximum-severity: 3}
)";

std::string mutated(std::mt19937& random) {
  static const std::string bytes = "{}[]:,-*&!|>'\"#% \n\t@?\\a0~/\x7f\xc3";
  std::string text = whole;
  const auto below = [&](std::size_t most) { return random() % most; };
  for (std::size_t i = 0, changes = 1 + below(3); i < changes; ++i) {
    const std::size_t at = below(text.size());
    switch (below(4)) {
      case 0:
        text.erase(at, 1 + below(12));
        break;
      case 1:
        text[at] = bytes[below(bytes.size())];
        break;
      case 2:
        text.insert(at, 1, bytes[below(bytes.size())]);
        break;
      default:
        text.insert(at, text.substr(below(text.size()), 1 + below(20)));
    }
    if (text.empty()) text = "a";
  }
  return text;
}

TEST(GuardProperty, AFileIsReadInFullOrRefusedWithAReason) {
  std::size_t read = 0;
  for (unsigned seed = 0; seed < proof::cases(3000); ++seed) {
    std::mt19937 random(seed);
    const std::string text = mutated(random);
    std::vector<Diagnostic> diagnostics;
    const auto guard = read_guard("g.yaml", text, diagnostics);
    EXPECT_EQ(guard.has_value(), !has_errors(diagnostics)) << seed << "\n" << text;
    const auto lines = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n') + 2);
    for (const Diagnostic& diagnostic : diagnostics) {
      EXPECT_LE(diagnostic.at.line, lines) << seed << "\n" << text << render(diagnostic);
      EXPECT_FALSE(diagnostic.message.empty());
    }
    if (!guard) continue;
    ++read;
    std::vector<Diagnostic> again;
    const auto back = read_guard("again.yaml", guard_text(*guard), again);
    ASSERT_TRUE(back) << seed << "\n" << guard_text(*guard);
    EXPECT_EQ(guard_text(*back, false), guard_text(*guard, false)) << seed;
  }
  EXPECT_GT(read, proof::cases(3000) / 100);
}

std::string random_glob(std::mt19937& random) {
  static constexpr const char* parts[] = {"a",    "b",     "*",  "**",    "?",
                                          "[ab]", "{a,b}", "a*", "{,a/}b"};
  std::string out;
  for (std::size_t i = 0, most = 1 + random() % 3; i < most; ++i)
    out += std::string("/") + parts[random() % std::size(parts)];
  return out;
}

policy::Rule random_rule(std::mt19937& random) {
  static constexpr FilePerms perms[] = {file_perm::read, file_perm::write,
                                        file_perm::read | file_perm::write};
  policy::FileRule rule;
  rule.path = random_glob(random);
  rule.perms = perms[random() % std::size(perms)];
  policy::Prefix prefix;
  if (random() % 3 == 0) prefix.ownership = policy::Ownership::owner;
  return {prefix, rule};
}

// Nothing that is refused may be had by asking for more.
TEST(GuardProperty, AWiderRuleIsRefusedToo) {
  std::size_t refused = 0;
  for (unsigned seed = 0; seed < proof::cases(6000); ++seed) {
    std::mt19937 random(seed);
    Guard guard;
    std::string entry = random_glob(random);
    if (random() % 4 == 0) entry = "other " + entry;
    if (random() % 3 == 0) entry += " w";
    if (random() % 2 == 0)
      guard.never_paths = {GuardEntry(entry)};
    else
      guard.deny = {GuardEntry(random_glob(random))};
    const policy::Rule one = random_rule(random);
    const policy::Rule other = random_rule(random);
    if (!contains(other, one)) continue;
    // What `/**NAME` says of globs is no law (docs/guard.md).
    if (entry.find("/**") != std::string::npos) continue;
    const auto narrow = explain(guard, {"", "p"}, one).judgement;
    const auto wide = explain(guard, {"", "p"}, other).judgement;
    if (narrow.answer == GuardAnswer::accept) continue;
    ++refused;
    EXPECT_NE(wide.answer, GuardAnswer::accept)
        << seed << " " << entry << "\n"
        << policy::to_text(one) << " " << narrow.reason << "\n"
        << policy::to_text(other) << " " << wide.reason;
  }
  EXPECT_GT(refused, proof::cases(6000) / 60);
}

}  // namespace
}  // namespace profgen::suggest
