// crd.security.sysdig.com/v1alpha1 AppArmorProfile: spec.rules (a text) and spec.enforced.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "kube/peers/file_name.hpp"
#include "kube/peers/manager_rules.hpp"
#include "kube/peers/object.hpp"
#include "profgen/edit.hpp"

namespace profgen::inline v0::kube {
namespace {

// A profile that ends before its rules do would leave them outside of it, or begin another one.
bool is_one_profile(const std::string& text, const std::string& name) {
  const policy::Tree tree = policy::parse(make_source("", text));
  std::size_t profiles = 0;
  for (const policy::Item& item : tree.items) {
    if (const auto* header = std::get_if<policy::ProfileHeader>(&item.value)) {
      ++profiles;
      if (edit::compiled_name(header->name) != name) return false;
    } else if (!std::holds_alternative<policy::Comment>(item.value) &&
               !std::holds_alternative<policy::Include>(item.value)) {
      return false;
    }
  }
  return profiles == 1;
}

void tell_of_rules(const PeerObject& object, const YamlNode& value, const ManagerRules& rules,
                   Teller& tell) {
  for (const ManagerLine& line : rules.lines)
    if (line.lost_include)
      tell.note(place_in(object, value, line.from),
                fmt::format("kube-apparmor-manager dropped `{}` as a comment; it counts here, and "
                            "the profile allows more than on its nodes",
                            text::printable(text::trim(line.text), 80)),
                "delete the line if the narrower profile is what is wanted");
  if (rules.ambiguous)
    tell.warn(value.at,
              "the rules can be read in two ways; each line is taken for a rule, as "
              "kube-apparmor-manager does",
              "end each rule with a comma");
}

}  // namespace

void import_manager_object(const PeerObject& object, const ImportOptions& options, Import& out) {
  Teller tell(object, out.diagnostics);
  const YamlNode* spec = value_of(object.node.get(), "spec");
  const YamlNode* value = value_of(spec, "rules");
  const std::string* rules_text = tell.text(value, "spec.rules");
  if (value == nullptr) tell.error(object.at, "it has no spec.rules", "there is nothing to import");
  const auto enforced = tell.boolean(value_of(spec, "enforced"), "spec.enforced");
  if (!enforced && !tell.failed() && options.mode.empty())
    tell.note(object.at, "it has no spec.enforced: complain mode, as kube-apparmor-manager does");
  const auto name = imported_name(object, object.name, object.at, options, tell);
  if (!name || tell.failed()) return;
  const ManagerRules rules = manager_rules(*rules_text);
  const std::string mode = imported_mode(options, enforced.value_or(false));

  LinedText made;
  made.add("# Imported from kube-apparmor-manager's AppArmorProfile " +
           text::printable(object.name) + ".");
  const bool needs_tunables = std::ranges::any_of(rules.lines, [](const ManagerLine& line) {
    const std::string_view text = text::trim(line.text);
    return text.starts_with("include") || text.starts_with("#include") ||
           (!text.starts_with('#') && text.find("@{") != std::string_view::npos);
  });
  if (needs_tunables) made.add("include <tunables/global>");
  made.add("");
  made.add(fmt::format("profile {} flags=(attach_disconnected,mediate_deleted{}) {{",
                       *edit::profile_name_word(*name), mode == "complain" ? ",complain" : ""),
           object.at);
  const bool flush = std::ranges::any_of(rules.lines, [](const ManagerLine& line) {
    return !line.text.empty() && line.text.front() != ' ' && line.text.front() != '\t';
  });
  for (const ManagerLine& line : rules.lines)
    made.add((flush && !line.text.empty() ? "  " : "") + line.text,
             place_in(object, *value, line.from));
  made.add("}");
  if (!is_one_profile(made.text, *name)) {
    const auto wrong = policy::parse(make_source("", made.text)).diagnostics;
    if (!has_errors(wrong)) {
      tell.error(value->at, "its rules end the profile and go on behind it",
                 "one profile an object: take out the brace that is too much");
      return;
    }
  }
  tell_of_rules(object, *value, rules, tell);
  const auto file = imported_file_name(*name, object.at, tell);
  if (!file) return;
  out.files.push_back({*file,
                       std::move(made.text),
                       {*name},
                       mode,
                       object.source,
                       title_of(object),
                       object.at,
                       std::move(made.lines)});
}

}  // namespace profgen::inline v0::kube
