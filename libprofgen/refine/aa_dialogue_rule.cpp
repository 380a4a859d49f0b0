// The dialogue about rules.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "policy/aare.hpp"
#include "refine/aa_dialogue.hpp"
#include "refine/aa_headers.hpp"
#include "refine/glob_steps.hpp"

namespace profgen::inline v0::refine {
namespace {

bool allows(const policy::Profile& profile, const std::string& path, FilePerms perm, bool owned) {
  return covers(*profile.matcher, FileAccess{path, perm, owned}).answer == policy::Answer::allowed;
}

// "r + owner w": what the profile allows of the path already; empty: nothing.
std::string old_mode(const policy::Policy& policy, const suggest::Proposal& proposal) {
  const policy::Profile* profile =
      policy.find(proposal.subject.profile, proposal.subject.name_space);
  const auto* file = std::get_if<FileAccess>(&proposal.evidence.front().first.access);
  if (profile == nullptr || profile->matcher == nullptr || file == nullptr) return {};
  FilePerms all = 0, own = 0;
  for (unsigned perm = file_perm::map_exec; perm < file_perm::exec; perm <<= 1u) {
    const auto bit = static_cast<FilePerms>(perm);
    if (bit == file_perm::link) continue;
    if (allows(*profile, file->path, bit, false))
      all |= bit;
    else if (allows(*profile, file->path, bit, true))
      own |= bit;
  }
  std::string mode = file_perms_text(all);
  if (own != 0) mode += (mode.empty() ? "owner " : " + owner ") + file_perms_text(own);
  return mode;
}

bool is_about_a_path(const policy::Rule& rule) {
  return std::holds_alternative<policy::FileRule>(rule.body) ||
         std::holds_alternative<policy::LinkRule>(rule.body);
}

std::vector<AaHeader> rule_headers(const policy::Policy& policy, const AaOptions& options) {
  const suggest::Proposal& proposal = options.proposal();
  std::vector<AaHeader> headers = {{"Profile", aa_profile_name(proposal.subject.profile)}};
  if (options.audit()) headers.push_back({"Qualifier", "audit"});
  const std::vector<policy::Rule>& asked = options.asked();
  if (asked.empty()) {
    headers.push_back({"Access", describe(proposal.evidence.front().first.access)});
  } else {
    for (AaHeader& header : aa_headers_of(asked.front())) headers.push_back(std::move(header));
    if (is_about_a_path(asked.front())) {
      if (const std::string mode = old_mode(policy, proposal); !mode.empty())
        headers.push_back({"Old Mode", mode});
      std::vector<std::string> modes;
      for (policy::Rule rule : asked) {
        if (const auto owner = options.owner())
          rule.prefix.ownership = *owner ? policy::Ownership::owner : policy::Ownership::any;
        modes.push_back(aa_mode_of(rule));
      }
      headers.push_back({"New Mode", text::join(modes, " + ")});
    }
  }
  headers.push_back({"Severity", proposal.severity});
  return headers;
}

void set_path(policy::Rule& rule, std::string path) {
  std::get<policy::FileRule>(rule.body).path = std::move(path);
}

const std::string& path_of_rule(const policy::Rule& rule) {
  return std::get<policy::FileRule>(rule.body).path;
}

// A letter stands for each variable: its braces are no group.
std::string without_variables(std::string_view pattern) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size();) {
    const bool variable = pattern.substr(at, 2) == "@{";
    const std::size_t end = variable ? pattern.find('}', at) : std::string_view::npos;
    out += end == std::string_view::npos ? pattern[at] : 'v';
    at = end == std::string_view::npos ? at + 1 : end + 1;
  }
  return out;
}

// Why a path that was typed cannot stand in a rule of the profile; empty: it can.
std::string wrong_path(const policy::Policy& policy, const suggest::Proposal& proposal,
                       const policy::Rule& rule) {
  const std::string& path = path_of_rule(rule);
  if (path.front() != '/' && path.substr(0, 2) != "@{")
    return "it begins with / or a variable, as @{HOME}";
  if (const auto error = policy::aare_error(without_variables(path))) return error->message;
  if (policy::rule_from_text(to_text(rule)) != rule) return "it is not read back as it was typed";
  const policy::Profile* profile =
      policy.find(proposal.subject.profile, proposal.subject.name_space);
  if (profile != nullptr && !declares(*profile, path))
    return "the profile does not declare its variable";
  return {};
}

}  // namespace

void AaDialogue::ask_rule() {
  AaPrompt prompt;
  prompt.headers = rule_headers(policy_, *rule_);
  prompt.options = rule_->texts();
  prompt.menu_items = rule_->menu();
  prompt.default_key = rule_->default_key();
  prompt.selected = rule_->selected();
  prompt.keys_of_options = "adgen";
  ask(std::move(prompt), [this](const AaReply& reply) { rule_key(reply); });
}

void AaDialogue::rule_key(const AaReply& reply) {
  switch (reply.key) {
    case 'a':
      return answer_rule(reply.selected, Act::allow);
    case 'd':
      if (!rule_->is_include(reply.selected)) return answer_rule(reply.selected, Act::deny);
      important("An include cannot be denied: choose one of the rules.");
      return ask_rule();
    case 'i':
      return answer_rule(rule_->selected(), Act::ignore);
    case 'g':
    case 'e':
      return widen(reply.selected, reply.key == 'e');
    case 'n':
      return edit_path(reply.selected);
    case 't':
      rule_->toggle_audit();
      return ask_rule();
    case 'o':
      rule_->toggle_owner();
      return ask_rule();
    case 'r':
      return ask_abort([this] { ask_rule(); });
    default:
      return finish();
  }
}

void AaDialogue::answer_rule(std::size_t option, Act act) {
  if (act != Act::ignore)
    info(fmt::format("{}: {}", text::printable(rule_->proposal().subject.profile),
                     rule_->text_of(option, act)));
  const RuleAnswer answer = rule_->answer(option, act);
  rule_.reset();
  session_->answer(answer);
  next_question();
}

void AaDialogue::widen(std::size_t option, bool with_extension) {
  rule_->select(option);
  std::optional<policy::Rule> rule = rule_->editable(option);
  if (!rule) {
    important("That line has no path of its own to widen: choose one of the file rules.");
    return ask_rule();
  }
  const std::string& path = path_of_rule(*rule);
  std::string wider = with_extension ? glob_step_with_extension(path) : glob_step(path);
  if (wider == path) {
    important(with_extension ? "The path has no extension to keep."
                             : "The path is as wide as can be.");
    return ask_rule();
  }
  set_path(*rule, std::move(wider));
  rule_->add(std::move(*rule));
  ask_rule();
}

void AaDialogue::edit_path(std::size_t option) {
  rule_->select(option);
  const std::optional<policy::Rule> rule = rule_->editable(option);
  if (!rule) {
    important("That line has no path of its own to edit: choose one of the file rules.");
    return ask_rule();
  }
  ask_text("New path: ", path_of_rule(*rule),
           [this, rule](const std::string& path) { new_path(*rule, path); });
}

void AaDialogue::new_path(const policy::Rule& rule, const std::string& path) {
  if (path.empty()) return ask_rule();
  policy::Rule edited = rule;
  set_path(edited, path);
  const auto& proposal = rule_->proposal();
  if (const std::string wrong = wrong_path(policy_, proposal, edited); !wrong.empty()) {
    important(fmt::format("`{}` is no path of a rule: {}", text::printable(path, 80), wrong));
    return ask_rule();
  }
  policy::Rule any = edited;
  any.prefix = {};
  const auto matcher = policy_.matcher_of({any}, proposal.subject.profile);
  const bool matches =
      std::any_of(proposal.evidence.begin(), proposal.evidence.end(), [&](const auto& seen) {
        return covers(*matcher, seen.first.access).answer == policy::Answer::allowed;
      });
  if (matches) {
    rule_->add(std::move(edited));
    return ask_rule();
  }
  ask_yesno(fmt::format("The path does not match what was logged:\n\n  {}\n  {}\n\nUse it all the "
                        "same?",
                        describe(proposal.evidence.front().first.access), text::printable(path)),
            'n', [this, edited](bool yes) {
              if (yes) rule_->add(edited);
              ask_rule();
            });
}

}  // namespace profgen::inline v0::refine
