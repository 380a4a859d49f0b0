#include "edit/compare/header.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "grammar/vocabulary.hpp"
#include "policy/aare_sets.hpp"
#include "policy/matcher.hpp"
#include "policy/plain_table.hpp"

namespace profgen::inline v0::edit::by_meaning {
namespace {

using policy::Mode;
using policy::Profile;

struct ModeWord {
  Mode mode;
  std::string_view name;
  int strictness;
};
constexpr ModeWord modes[] = {
    {Mode::kill, "kill", 3},         {Mode::enforce, "enforce", 3},
    {Mode::prompt, "prompt", 2},     {Mode::default_allow, "default_allow", 1},
    {Mode::complain, "complain", 0}, {Mode::unconfined, "unconfined", 0},
};

const ModeWord& word_of(Mode mode) {
  return *std::find_if(std::begin(modes), std::end(modes),
                       [mode](const ModeWord& word) { return word.mode == mode; });
}

Culprit header_of(const Profile& profile, bool before) {
  return {"profile " + profile.name, profile.where, before, false, false};
}

std::set<std::string> other_flags(const Profile& profile) {
  constexpr unsigned mode_group = 1;
  std::set<std::string> flags;
  for (const std::string& flag : profile.flags) {
    const auto* known =
        std::find_if(std::begin(grammar::profile_flags), std::end(grammar::profile_flags),
                     [&flag](const grammar::ProfileFlag& word) { return word.text == flag; });
    if (known == std::end(grammar::profile_flags) || known->group != mode_group) flags.insert(flag);
  }
  return flags;
}

struct Limit {
  std::uint64_t value = std::numeric_limits<std::uint64_t>::max();
  std::string written = "no limit";
  const policy::ResolvedRule* rule = nullptr;
};

std::map<std::string, Limit> limits_of(const Profile& profile) {
  std::map<std::string, Limit> limits;
  for (const policy::ResolvedRule& resolved : profile.rules)
    if (const auto* rule = std::get_if<policy::RlimitRule>(&resolved.rule.body))
      if (const auto value = policy::rlimit_value(rule->resource, rule->value))
        limits[rule->resource == "ofile" ? "nofile" : rule->resource] = {*value, rule->value,
                                                                         &resolved};
  return limits;
}

class Headers {
 public:
  Headers(const Profile& before, const Profile& after) : before_(before), after_(after) {}

  std::vector<Difference> run() {
    compare_modes();
    compare_flags();
    compare_attachments();
    compare_limits();
    return std::move(found_);
  }

 private:
  Difference& add(Change change, std::string class_name, std::string detail) {
    Difference difference;
    difference.change = change;
    difference.class_name = std::move(class_name);
    difference.detail = std::move(detail);
    difference.culprit = header_of(after_, false);
    difference.others = {header_of(before_, true)};
    found_.push_back(std::move(difference));
    return found_.back();
  }

  void compare_modes() {
    if (before_.mode == after_.mode) return;
    const ModeWord &a = word_of(before_.mode), &b = word_of(after_.mode);
    const Change change = b.strictness < a.strictness   ? Change::granted
                          : b.strictness > a.strictness ? Change::removed
                                                        : Change::changed;
    add(change, "mode", std::string(a.name) + " → " + std::string(b.name));
  }

  void compare_flags() {
    const auto a = other_flags(before_), b = other_flags(after_);
    for (const std::string& flag : b)
      if (a.count(flag) == 0) add(Change::changed, "flags", flag + " is set");
    for (const std::string& flag : a)
      if (b.count(flag) == 0) add(Change::changed, "flags", flag + " is no longer set");
  }

  static std::string expanded(const Profile& profile) {
    policy::Expander expander(profile.matcher->setup().scope);
    return expander.expand_path(profile.attachment).value_or(profile.attachment);
  }

  void compare_attachments() {
    const std::string a = expanded(before_), b = expanded(after_);
    if (a == b) return;
    const auto shown = [](const Profile& profile) {
      return profile.attachment.empty() ? std::string("none") : profile.attachment;
    };
    std::optional<policy::Example> more, fewer;
    if (!b.empty()) more = policy::aare_example(b, {a});
    if (!a.empty()) fewer = policy::aare_example(a, {b});
    if (!more && !fewer) return;
    std::string detail = shown(before_) + " → " + shown(after_);
    if (a.empty() == b.empty() && more && !more->given_up) detail += ", now also " + more->text;
    if (a.empty() == b.empty() && fewer && !fewer->given_up) detail += ", no longer " + fewer->text;
    add(Change::changed, "attachment", std::move(detail));
  }

  void compare_limits() {
    auto a = limits_of(before_), b = limits_of(after_);
    std::set<std::string> names;
    for (const auto& [name, limit] : a) names.insert(name);
    for (const auto& [name, limit] : b) names.insert(name);
    for (const std::string& name : names) {
      const Limit &old = a[name], &fresh = b[name];
      if (old.value == fresh.value) continue;
      Difference& difference = add(fresh.value > old.value ? Change::granted : Change::removed,
                                   "rlimit", name + ": " + old.written + " → " + fresh.written);
      const auto culprit = [](const Limit& limit, bool before) {
        return Culprit{policy::to_text(limit.rule->rule), limit.rule->where, before,
                       limit.rule->from_include, false};
      };
      if (fresh.rule != nullptr) difference.culprit = culprit(fresh, false);
      if (old.rule != nullptr) difference.others = {culprit(old, true)};
    }
  }

  const Profile& before_;
  const Profile& after_;
  std::vector<Difference> found_;
};

}  // namespace

std::string_view mode_name(Mode mode) { return word_of(mode).name; }

std::vector<Difference> compare_headers(const Profile& before, const Profile& after) {
  return Headers(before, after).run();
}

}  // namespace profgen::inline v0::edit::by_meaning
