#include "suggest/candidates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "suggest/file_forms.hpp"
#include "suggest/literal_rules.hpp"
#include "suggest/name_context.hpp"
#include "suggest/reach.hpp"

namespace profgen::inline v0::suggest {
namespace {

// Of each line more in a profile, however harmless.
constexpr double line_price = 0.05;
// Asks that base must answer to be taken for granted: what every dynamically linked program needs.
constexpr std::size_t base_answers = 3;

constexpr const char* exactly_asked = "exactly what was asked";

bool is_exec(const Ask& ask) { return ask.exec.has_value(); }

void drop_network_conditions(std::vector<policy::Rule>& rules) {
  for (policy::Rule& rule : rules) {
    auto* network = std::get_if<policy::NetworkRule>(&rule.body);
    if (network == nullptr) continue;
    network->perms = 0;
    network->local.clear();
    network->peer.clear();
  }
  rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
}

// The variables of a pattern are declared in the profile's own file. A new file declares them all.
bool declares(const ProfileView& view, std::string_view pattern) {
  return view.profile == nullptr || policy::declares(*view.profile, pattern);
}

}  // namespace

ProfileView view_of(std::string name, const policy::Profile* profile) {
  ProfileView view;
  view.name = std::move(name);
  view.profile = profile;
  view.abstractions = abstraction_use(profile);
  if (profile == nullptr) return view;
  view.tunables = policy::declares(*profile, "@{HOME}@{PROC}@{sys}");
  for (const policy::ResolvedRule& rule : profile->rules) {
    const auto* file = std::get_if<policy::FileRule>(&rule.rule.body);
    const auto decision = rule.rule.prefix.decision;
    if (file == nullptr || rule.from_include || decision == policy::Decision::deny ||
        decision == policy::Decision::prompt)
      continue;
    view.own_files.emplace(file->path, &rule);
  }
  return view;
}

void CandidateMaker::survey(Ask& ask, ProfileView& view) {
  if (ask.generalise == Generalise::exact) return;
  const std::string path = path_of(ask);
  if (!path.empty()) {
    view.siblings.add(path, context_of(ask));
    if (ask.generalise == Generalise::broad) view.siblings.add_to_directory(path);
  }
  if (!options_.abstractions || is_exec(ask) || !view.tunables) return;
  abstractions_.survey(ask, view.abstractions);
}

void CandidateMaker::weigh(ProfileView& view) { abstractions_.weigh(view.abstractions); }

std::vector<Offer> CandidateMaker::make(Ask& ask, const ProfileView& view) {
  std::vector<Offer> offers;
  const bool exact = ask.generalise == Generalise::exact;
  const std::string path = path_of(ask);
  std::vector<policy::Rule> literal = literal_rules(ask, ask.generalise);
  ask.severity = severities_.of_all(literal);
  if (!options_.network_conditions) drop_network_conditions(literal);
  if (literal.empty()) return {};
  if (exact) {
    add_rules(offers, ask, view, CandidateKind::literal, literal, plain_burden, exactly_asked);
  } else if (!path.empty()) {
    add_file_forms(offers, ask, path, view, literal);
  } else {
    add_wider(offers, ask, view, literal);
  }
  if (!exact && options_.abstractions && !is_exec(ask)) add_abstractions(offers, ask, view);
  std::stable_sort(offers.begin(), offers.end(),
                   [](const Offer& a, const Offer& b) { return a.rank < b.rank; });
  return offers;
}

void CandidateMaker::rate(Offer& offer, double burden) {
  Candidate& candidate = offer.candidate;
  candidate.cost = 0;
  candidate.severity = 0;
  for (const policy::Rule& rule : candidate.rules) {
    const int severity = severities_.of(rule);
    candidate.severity = std::max(candidate.severity, severity);
    candidate.cost += extra_cost(rule, severity);
  }
  offer.rank = candidate.cost + burden * (1 + candidate.severity);
  // A rule that stands and is rewritten is no line more.
  const std::size_t standing = candidate.replaces ? 1 : 0;
  offer.price = offer.rank + line_price * static_cast<double>(candidate.rules.size() - standing);
}

void CandidateMaker::add_rules(std::vector<Offer>& to, const Ask& ask, const ProfileView& view,
                               CandidateKind kind, std::vector<policy::Rule> rules, double burden,
                               std::string reason) {
  if (rules.empty() || !prover_.grants(rules, ask, view.name)) return;
  const bool known = std::any_of(to.begin(), to.end(), [&](const Offer& other) {
    return other.candidate.rules == rules && !other.candidate.replaces;
  });
  if (known) return;
  Offer offer;
  offer.candidate.kind = kind;
  offer.candidate.rules = std::move(rules);
  offer.candidate.reason = std::move(reason);
  rate(offer, burden);
  to.push_back(std::move(offer));
}

void CandidateMaker::add_file_forms(std::vector<Offer>& to, const Ask& ask, const std::string& path,
                                    const ProfileView& view,
                                    const std::vector<policy::Rule>& literal) {
  const FileForms all = is_exec(ask) ? FileForms{plain_burden, {}}
                                     : file_forms(ask, view.siblings, variables_, ask.generalise);
  const bool standing = !view.own_files.empty();
  add_rules(to, ask, view, CandidateKind::literal, literal, all.literal, exactly_asked);
  if (standing) add_widened(to, ask, view, policy::literal_pattern(path));
  for (const FileForm& form : all.forms) {
    if (!declares(view, form.pattern)) continue;
    if (standing) add_widened(to, ask, view, form.pattern);
    add_rules(to, ask, view, form.kind, file_rules(ask, form.pattern, ask.generalise), form.burden,
              form.reason);
  }
}

void CandidateMaker::add_wider(std::vector<Offer>& to, const Ask& ask, const ProfileView& view,
                               const std::vector<policy::Rule>& literal) {
  const NameContext context = context_of(ask);
  std::vector<policy::Rule> open = literal_rules(ask, ask.generalise, {&context});
  if (!options_.network_conditions) drop_network_conditions(open);
  const bool passing = open != literal;
  add_rules(to, ask, view, CandidateKind::literal, literal, passing ? passing_burden : plain_burden,
            exactly_asked);
  if (passing)
    add_rules(to, ask, view, CandidateKind::glob, open, 0,
              "a part of the name is of this run only");
  // Each step weighs a little, so that none comes before what it was made from.
  double burden = plain_burden;
  for (const Wider& wider : wider_rules(open))
    add_rules(to, ask, view, CandidateKind::glob, wider.rules, burden += 1, wider.reason);
}

void CandidateMaker::add_widened(std::vector<Offer>& to, const Ask& ask, const ProfileView& view,
                                 const std::string& pattern) {
  const auto found = view.own_files.find(pattern);
  if (found == view.own_files.end()) return;
  const policy::ResolvedRule& standing = *found->second;
  policy::Rule rule = standing.rule;
  auto& file = std::get<policy::FileRule>(rule.body);
  for (const policy::Rule& wanted : file_rules(ask, pattern, ask.generalise)) {
    const auto& more = std::get<policy::FileRule>(wanted.body);
    if (wanted.prefix.decision == policy::Decision::deny) return;
    file.perms |= more.perms;
    if (more.exec.empty()) continue;
    if (!file.exec.empty() || !file.target.empty()) return;
    file.exec = more.exec;
    file.target = more.target;
  }
  if ((file.perms & file_perm::write) != 0) file.perms &= ~file_perm::append;
  const std::size_t before = to.size();
  add_rules(to, ask, view, CandidateKind::widen, {rule}, 0, "a rule for this path stands");
  if (to.size() == before) return;
  to.back().candidate.replaces = standing.where;
  to.back().price = to.back().rank;
}

void CandidateMaker::add_abstractions(std::vector<Offer>& to, const Ask& ask,
                                      const ProfileView& view) {
  constexpr std::size_t most = 5;
  std::vector<Offer> found;
  for (const policy::Abstraction* abstraction : ask.abstractions) {
    const AbstractionUse::Of& worth = view.abstractions.of.at(abstraction);
    const std::size_t answers = worth.answers;
    Offer offer;
    offer.candidate.kind = CandidateKind::abstraction;
    offer.candidate.include = abstraction->path;
    offer.candidate.abstraction = abstraction;
    offer.candidate.cost = worth.cost;
    offer.candidate.severity = worth.severity;
    offer.candidate.reason =
        answers == 1 ? fmt::format("{} rules for this one access", worth.rules)
                     : fmt::format("{} rules, answers {} questions", worth.rules, answers);
    offer.price = worth.cost + line_price;
    offer.rank = worth.cost / static_cast<double>(answers);
    if (abstraction->path == base_abstraction && answers >= base_answers) {
      offer.price = 0;
      offer.rank = -1;
    }
    found.push_back(std::move(offer));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Offer& a, const Offer& b) { return a.rank < b.rank; });
  if (found.size() > most) found.erase(found.begin() + most, found.end());
  std::move(found.begin(), found.end(), std::back_inserter(to));
}

}  // namespace profgen::inline v0::suggest
