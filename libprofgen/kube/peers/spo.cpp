// security-profiles-operator.x-k8s.io AppArmorProfile, v1 and v1alpha1: abstract lists, or in
// releases before 2025 a text of policy.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "kube/peers/file_name.hpp"
#include "kube/peers/object.hpp"
#include "kube/peers/spo_rules.hpp"
#include "profgen/edit.hpp"

namespace profgen::inline v0::kube {
namespace {

// Why the operator should not have it on its nodes; "" if it should.
std::string why_idle(const PeerObject& object, const YamlNode* spec, Teller& tell) {
  if (value_of(object.node.get(), {"metadata", "labels", "spo.x-k8s.io/partial"}) != nullptr)
    return "it is a part of a recording that is not merged yet";
  if (const std::string* state = tell.text(value_of(spec, "state"), "spec.state"))
    if (*state == "Disabled") return "its state is Disabled";
  if (tell.boolean(value_of(spec, "disabled"), "spec.disabled").value_or(false))
    return "it is disabled";
  return {};
}

// mode of v1 and late v1alpha1, complainMode before.
bool complains(const YamlNode* spec, Teller& tell) {
  const YamlNode* node = value_of(spec, "mode");
  if (const std::string* mode = tell.text(node, "spec.mode")) {
    if (*mode == "Complain") return true;
    if (*mode != "Enforce" && !mode->empty())
      tell.error(node->at, fmt::format("expected Enforce or Complain for spec.mode, found `{}`",
                                       text::printable(*mode, 60)));
  }
  return tell.boolean(value_of(spec, "complainMode"), "spec.complainMode").value_or(false);
}

void import_policy(const PeerObject& object, const YamlNode& policy, bool complain,
                   const ImportOptions& options, Teller& tell, Import& out) {
  if (!import_verbatim(object, {&policy, object.name, complain}, options, tell, out)) return;
  const auto& names = out.files.back().profiles;
  const auto renamed = options.rename.find(object.name);
  const std::string& wanted = renamed == options.rename.end() ? object.name : renamed->second;
  if (std::ranges::find(names, wanted) == names.end())
    tell.warn(policy.at,
              fmt::format("its policy has no profile `{}`: security-profiles-operator would not "
                          "have loaded it",
                          text::printable(wanted, 80)));
}

std::string generated_text(const SpoRules& rules, const std::string& word, bool enforce,
                           const PeerObject& object, std::vector<Position>& lines) {
  LinedText made;
  made.add("# Imported from security-profiles-operator's AppArmorProfile " +
           text::printable(object.name) + ".");
  made.add("include <tunables/global>");
  made.add("");
  made.add(fmt::format("profile {} flags=(attach_disconnected,mediate_deleted{}) {{", word,
                       enforce ? "" : ",complain"),
           object.at);
  made.add("  include <abstractions/base>");
  const auto add_all = [&](const std::vector<SpoRule>& some) {
    int rank = -1;
    std::vector<SpoRule> sorted = some;
    std::ranges::stable_sort(sorted, {},
                             [](const SpoRule& one) { return policy::block_rank(one.rule); });
    for (const SpoRule& one : sorted) {
      if (policy::block_rank(one.rule) != rank) made.add("");
      rank = policy::block_rank(one.rule);
      made.add("  " + policy::to_text(one.rule), one.at);
    }
  };
  add_all(rules.allow);
  if (enforce) {
    add_all(rules.deny);
    made.add("");
    made.add("  # What security-profiles-operator denies to every profile.");
    for (const policy::Rule& rule : spo_fixed_denies()) made.add("  " + policy::to_text(rule));
  }
  made.add("}");
  lines = std::move(made.lines);
  return std::move(made.text);
}

}  // namespace

void import_spo_object(const PeerObject& object, const ImportOptions& options, Import& out) {
  Teller tell(object, out.diagnostics);
  const YamlNode* spec = value_of(object.node.get(), "spec");
  const std::string idle = why_idle(object, spec, tell);
  if (tell.failed()) return;
  if (!idle.empty()) {
    tell.note(object.at, idle + ": it is not imported",
              "some releases of security-profiles-operator load it all the same");
    return;
  }
  const bool complain = complains(spec, tell);
  const YamlNode* policy = value_of(spec, "policy");
  if (policy != nullptr && tell.text(policy, "spec.policy") != nullptr)
    return import_policy(object, *policy, complain, options, tell, out);
  const auto name = imported_name(object, object.name, object.at, options, tell);
  const SpoRules rules = spo_rules(object, tell);
  if (!name || tell.failed()) return;
  const std::string mode = imported_mode(options, !complain);
  const bool enforce = mode == "enforce";
  if (!enforce)
    tell.note(object.at,
              fmt::format("complain mode: {} rules that security-profiles-operator denies by in "
                          "enforce mode are left out, as it does, since deny rules block in "
                          "complain mode, too",
                          rules.deny.size() + spo_fixed_denies().size()),
              "before it is enforced, import it with --mode enforce: without them it is wider");
  const auto file = imported_file_name(*name, object.at, tell);
  if (!file) return;
  ImportedFile made{*file, {}, {*name}, mode, object.source, title_of(object), object.at, {}};
  made.text = generated_text(rules, *edit::profile_name_word(*name), enforce, object, made.lines);
  out.files.push_back(std::move(made));
}

}  // namespace profgen::inline v0::kube
