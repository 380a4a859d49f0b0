#include "suggest/candidates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "grammar/vocabulary.hpp"
#include "suggest/file_forms.hpp"
#include "suggest/literal_rules.hpp"
#include "suggest/name_context.hpp"
#include "suggest/reach.hpp"
#include "suggest/severity.hpp"

namespace profgen::suggest {
namespace {

// How much a rule that will soon be outdated weighs against a wider one, by severity.
constexpr double plain_burden = 0.5;
constexpr double passing_burden = 50;

constexpr const char* exactly = "exactly what was asked";

bool is_exec(const Ask& ask) { return ask.exec.has_value(); }

int severity_of_all(const std::vector<policy::Rule>& rules) {
  int worst = 0;
  for (const policy::Rule& rule : rules) worst = std::max(worst, severity_of(rule));
  return worst;
}

bool is_deny(const std::vector<policy::Rule>& rules) {
  return !rules.empty() && rules.front().prefix.decision == policy::Decision::deny;
}

policy::Rule everything_on(const std::string& path) {
  policy::FileRule rule;
  rule.path = policy::literal_pattern(path);
  rule.perms = file_perm::map_exec | file_perm::read | file_perm::write | file_perm::lock;
  return {{}, rule};
}

// Old kernels do not log what was done with a socket. Where they logged its peer, it can only have
// been what has one.
Access with_known_perms(const Access& access) {
  const auto* network = std::get_if<NetworkAccess>(&access);
  if (network == nullptr || network->perms != 0 || network->peer == Endpoint{}) return access;
  NetworkAccess known = *network;
  for (const char* word : {"accept", "connect", "send", "receive"})
    known.perms |= grammar::bits_of(grammar::socket_permissions, word);
  return known;
}

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

// Text that came from a log stands in these rules: what they say must be what they mean.
bool reads_back(const std::vector<policy::Rule>& rules) {
  return std::all_of(rules.begin(), rules.end(), [](const policy::Rule& rule) {
    const std::string text = policy::to_text(rule);
    const auto back = policy::rule_from_text(text);
    return back && policy::to_text(*back) == text;
  });
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
  const std::string path = path_of(ask);
  if (!path.empty() && options_.generalise != Generalise::exact) {
    view.siblings.add(path, context_of(ask));
    if (options_.generalise == Generalise::broad) view.siblings.add_to_directory(path);
  }
  if (options_.generalise == Generalise::exact || !options_.abstractions || is_exec(ask)) return;
  if (!view.tunables) return;
  ask.abstractions = abstractions_.covering(ask, view.profile);
  const auto base = std::find_if(ask.abstractions.begin(), ask.abstractions.end(),
                                 [](const auto* a) { return a->path == base_abstraction; });
  if (base != ask.abstractions.end()) ask.abstractions = {*base};
  for (const policy::Abstraction* abstraction : ask.abstractions) ++view.covered_by[abstraction];
}

std::vector<Candidate> CandidateMaker::make(const Ask& ask, const ProfileView& view) {
  std::vector<Ranked> ranked;
  const bool exact = options_.generalise == Generalise::exact;
  const std::string path = path_of(ask);
  std::vector<policy::Rule> literal = literal_rules(ask, options_.generalise);
  if (!options_.network_conditions) drop_network_conditions(literal);
  if (literal.empty()) return {};
  if (exact) {
    add_rules(ranked, ask, view, CandidateKind::literal, literal, plain_burden, exactly);
  } else if (!path.empty()) {
    add_file_forms(ranked, ask, view, literal);
  } else {
    add_wider(ranked, ask, view, literal);
  }
  if (!exact && options_.abstractions && !is_exec(ask)) add_abstractions(ranked, ask, view);
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; });
  std::vector<Candidate> out;
  out.reserve(ranked.size());
  for (Ranked& one : ranked) out.push_back(std::move(one.candidate));
  return out;
}

void CandidateMaker::add_rules(std::vector<Ranked>& to, const Ask& ask, const ProfileView& view,
                               CandidateKind kind, std::vector<policy::Rule> rules, double burden,
                               std::string reason) const {
  if (rules.empty() || !grants(rules, ask, view)) return;
  const bool known = std::any_of(to.begin(), to.end(), [&](const Ranked& other) {
    return other.candidate.rules == rules && !other.candidate.replaces;
  });
  if (known) return;
  Ranked ranked;
  ranked.candidate.kind = kind;
  ranked.candidate.severity = severity_of_all(rules);
  for (const policy::Rule& rule : rules) ranked.candidate.cost += extra_cost(rule);
  ranked.rank = ranked.candidate.cost + burden * (1 + ranked.candidate.severity);
  ranked.candidate.rules = std::move(rules);
  ranked.candidate.reason = std::move(reason);
  to.push_back(std::move(ranked));
}

void CandidateMaker::add_file_forms(std::vector<Ranked>& to, const Ask& ask,
                                    const ProfileView& view,
                                    const std::vector<policy::Rule>& literal) {
  const std::string path = policy::literal_pattern(path_of(ask));
  const FileForms all = is_exec(ask)
                            ? FileForms{plain_burden, {}}
                            : file_forms(ask, view.siblings, variables_, options_.generalise);
  add_rules(to, ask, view, CandidateKind::literal, literal, all.literal, exactly);
  add_widened(to, ask, view, path);
  for (const FileForm& form : all.forms) {
    if (!declares(view, form.pattern)) continue;
    add_widened(to, ask, view, form.pattern);
    add_rules(to, ask, view, form.kind, file_rules(ask, form.pattern, options_.generalise),
              form.burden, form.reason);
  }
}

void CandidateMaker::add_wider(std::vector<Ranked>& to, const Ask& ask, const ProfileView& view,
                               const std::vector<policy::Rule>& literal) {
  const NameContext context = context_of(ask);
  std::vector<policy::Rule> open = literal_rules(ask, options_.generalise, {&context});
  if (!options_.network_conditions) drop_network_conditions(open);
  const bool passing = open != literal;
  add_rules(to, ask, view, CandidateKind::literal, literal,
            passing ? passing_burden : plain_burden, exactly);
  if (passing)
    add_rules(to, ask, view, CandidateKind::glob, open, 0,
              "a part of the name is of this run only");
  // Each step weighs a little, so that none comes before what it was made from.
  double burden = plain_burden;
  for (const Wider& wider : wider_rules(open))
    add_rules(to, ask, view, CandidateKind::glob, wider.rules, burden += 1, wider.reason);
}

void CandidateMaker::add_widened(std::vector<Ranked>& to, const Ask& ask, const ProfileView& view,
                                 const std::string& pattern) const {
  const auto found = view.own_files.find(pattern);
  if (found == view.own_files.end()) return;
  const policy::ResolvedRule& standing = *found->second;
  policy::Rule rule = standing.rule;
  auto& file = std::get<policy::FileRule>(rule.body);
  for (const policy::Rule& wanted : file_rules(ask, pattern, options_.generalise)) {
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
}

void CandidateMaker::add_abstractions(std::vector<Ranked>& to, const Ask& ask,
                                      const ProfileView& view) {
  constexpr std::size_t most = 5;
  std::vector<Ranked> found;
  for (const policy::Abstraction* abstraction : ask.abstractions) {
    const std::size_t answers = view.covered_by.at(abstraction);
    const Abstractions::Worth& worth = abstractions_.worth(*abstraction);
    Ranked ranked;
    ranked.candidate.kind = CandidateKind::abstraction;
    ranked.candidate.include = abstraction->path;
    ranked.candidate.abstraction = abstraction;
    ranked.candidate.cost = worth.cost;
    ranked.candidate.severity = worth.severity;
    const std::size_t rules = abstraction->rules.size();
    ranked.candidate.reason = answers == 1
                                  ? fmt::format("{} rules for this one access", rules)
                                  : fmt::format("{} rules, answers {} questions", rules, answers);
    ranked.rank = worth.cost / static_cast<double>(answers);
    // What every dynamically linked program needs, whoever wrote the profile.
    if (abstraction->path == base_abstraction && answers >= 3) ranked.rank = -1;
    found.push_back(std::move(ranked));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; });
  if (found.size() > most) found.erase(found.begin() + most, found.end());
  std::move(found.begin(), found.end(), std::back_inserter(to));
}

bool CandidateMaker::grants(const std::vector<policy::Rule>& rules, const Ask& ask,
                            const ProfileView& view) const {
  if (!reads_back(rules)) return false;
  const policy::Answer wanted = is_deny(rules) ? policy::Answer::denied : policy::Answer::allowed;
  // The letter `l` also wants that what is linked to allows as much: that is for its own rules to
  // say, so here it does.
  std::vector<policy::Rule> tried = rules;
  for (const Access& access : ask.needed)
    if (const auto* link = std::get_if<LinkAccess>(&access))
      tried.push_back(everything_on(link->target));
  const auto matcher = policy_.matcher_of(tried, view.name);
  return std::all_of(ask.needed.begin(), ask.needed.end(), [&](const Access& access) {
    const bool exec = std::holds_alternative<ExecAccess>(access);
    if (is_deny(rules) && !exec) return true;
    return policy::covers(*matcher, with_known_perms(access)).answer == wanted;
  });
}

}  // namespace profgen::suggest
