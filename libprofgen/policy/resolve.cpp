#include "policy/resolve.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "policy/names.hpp"

namespace profgen::inline v0::policy {
namespace {

// Deeper chains of includes, or nests of profiles, are refused.
constexpr int maximum_resolve_depth = 100;
// An include file that declares profiles declares them again in every profile that includes it; a
// few files can so ask for any number of them.
constexpr std::size_t maximum_repeated = 10000;

Location location(const SourceFile& file, Span span) {
  const Source& source = *file.tree.source;
  return {source.name(), source.position(span.begin), span};
}

}  // namespace

// What has been put together for one profile.
struct Resolver::Gathered {
  ResolvedRules rules;
  std::vector<std::string> includes;
  std::unordered_set<std::string> included;  // the same
  std::vector<Declared> children;
  // Inside a block the same file has another meaning than outside.
  std::set<std::pair<const SourceFile*, Prefix>> seen;
  std::vector<const SourceFile*> open;  // the chain of includes being followed
  bool has_attachment = false;
};

Resolver::Resolver(Library& library, std::vector<Diagnostic>& diagnostics)
    : library_(library), diagnostics_(&diagnostics) {}

void Resolver::report(Diagnostic diagnostic) {
  if (told_.emplace(diagnostic.file, diagnostic.at, diagnostic.id).second)
    diagnostics_->push_back(std::move(diagnostic));
}

void Resolver::forget(const std::string& path) {
  told_.clear();
  if (const SourceFile* file = library_.known(path)) {
    plain_bodies_.erase(file);
    checked_.clear();
    first_includes_.clear();
  }
  followed_.erase(path);
  library_.forget(path);
}

void Resolver::next_text() {
  constexpr std::size_t most_problems = 1000;  // each keeps its environment
  told_.clear();
  followed_.clear();
  if (problems_.size() > most_problems) problems_.clear();
}

std::vector<const SourceFile*> Resolver::files_of(const Inclusion& inclusion,
                                                  const SourceFile& from) {
  std::vector<const SourceFile*> files;
  const Include& include = inclusion.include;
  const Library::Target& target = library_.resolve(include.path, include.magic);
  std::string missing, which;
  for (const std::string& path : target.paths) {
    std::string why;
    if (const SourceFile* file = library_.open(path, *diagnostics_, &why)) {
      files.push_back(file);
      followed_.emplace(path, file);
    } else {
      missing = why;
      which = target.paths.size() == 1 ? "" : text::printable(path) + ": ";
    }
  }
  if ((!target.found && !include.if_exists) || !missing.empty()) {
    const std::string shown = text::printable(include.path);
    report(diagnose(*from.tree.source, inclusion.span.begin, Severity::error, "missing-include",
                    missing.empty()
                        ? "there is no file `" + shown + "` to include"
                        : "the include `" + shown + "` cannot be read: " + which + missing,
                    missing.empty() ? "`include if exists` leaves out what is not there" : ""));
  }
  return files;
}

// ---- file level ----

Environment& Resolver::own(Preamble& preamble) {
  if (preamble.shared) {
    preamble.environment = std::make_shared<Environment>(*preamble.environment);
    preamble.shared = false;
  }
  return *preamble.environment;
}

void Resolver::read_preamble(const SourceFile& file, Preamble& preamble, int depth) {
  for (const Item& item : file.tree.items) {
    if (depth > 0) check_place(file, item, preamble);
    if (const auto* variable = std::get_if<Variable>(&item.value)) {
      if (const auto error = assign(own(preamble), *variable))
        report(diagnose(*file.tree.source, item.span.begin, Severity::error, error->id,
                        error->message));
    } else if (const auto* alias = std::get_if<Alias>(&item.value)) {
      own(preamble).aliases.emplace_back(alias->from, alias->to);
    } else if (std::holds_alternative<Include>(item.value)) {
      include_in_preamble(file, item, preamble, depth);
    } else if (std::holds_alternative<ProfileHeader>(item.value)) {
      preamble.profiles.push_back({&file, &item});
    }
  }
}

void Resolver::check_place(const SourceFile& file, const Item& item, const Preamble& preamble) {
  const bool in_preamble = std::holds_alternative<Variable>(item.value) ||
                           std::holds_alternative<Alias>(item.value) ||
                           std::holds_alternative<Abi>(item.value);
  const bool in_profile = std::holds_alternative<Rule>(item.value) ||
                          std::holds_alternative<Block>(item.value) ||
                          std::holds_alternative<Conditional>(item.value);
  if (in_profile)
    report(diagnose(*file.tree.source, item.span.begin, Severity::error, "structure",
                    "a rule can stand in a profile only, but no profile is open where this file is "
                    "included"));
  if (in_preamble && !preamble.profiles.empty())
    report(diagnose(*file.tree.source, item.span.begin, Severity::error, "structure",
                    "this has to stand before the first profile, but its file is included after "
                    "one"));
}

void Resolver::include_in_preamble(const SourceFile& file, const Item& item, Preamble& preamble,
                                   int depth) {
  const Inclusion inclusion{std::get<Include>(item.value), item.span, {}};
  if (depth >= maximum_resolve_depth) {
    report(diagnose(*file.tree.source, item.span.begin, Severity::error, "include-depth",
                    "includes are nested too deep"));
    return;
  }
  for (const SourceFile* included : files_of(inclusion, file)) {
    const bool first = preamble.included.empty() && preamble.profiles.empty() &&
                       preamble.environment->sets.empty() &&
                       preamble.environment->booleans.empty() &&
                       preamble.environment->aliases.empty();
    if (!preamble.included.insert(included).second) continue;
    if (!first) {
      read_preamble(*included, preamble, depth + 1);
      continue;
    }
    // Nearly every file begins with the same tunables: they are read once.
    auto cached = first_includes_.find(included);
    if (cached == first_includes_.end()) {
      Preamble fresh;
      fresh.environment = std::make_shared<Environment>();
      fresh.included.insert(included);
      read_preamble(*included, fresh, depth + 1);
      fresh.shared = true;
      cached = first_includes_.emplace(included, std::move(fresh)).first;
    }
    preamble = cached->second;
    for (const SourceFile* one : preamble.included)
      followed_.emplace(one->tree.source->name(), one);
  }
}

EnvironmentPtr Resolver::environment_of(const SourceFile& file) {
  Preamble preamble;
  preamble.environment = std::make_shared<Environment>();
  read_preamble(file, preamble, 0);
  return preamble.environment;
}

// ---- bodies ----

std::shared_ptr<const Body> Resolver::body_of(const SourceFile& file, const Prefix& prefix,
                                              const EnvironmentPtr& environment) {
  const bool plain = prefix == Prefix{} && !file.has_conditions;
  if (plain) {
    const auto known = plain_bodies_.find(&file);
    if (known != plain_bodies_.end()) return known->second;
  }
  std::vector<Diagnostic> found;
  auto body = std::make_shared<const Body>(
      read_body(file, file.tree.items, prefix, *environment, true, found));
  for (Diagnostic& diagnostic : found) report(std::move(diagnostic));
  if (plain) plain_bodies_.emplace(&file, body);
  return body;
}

const AssignmentError& Resolver::problem_of(const std::string& name,
                                            const EnvironmentPtr& environment) {
  const auto [known, added] = problems_.try_emplace({environment, name});
  if (added) {
    Expander expander({environment, "any", "/any"});
    if (!expander.expand("@{" + name + "}")) known->second = expander.problem();
  }
  return known->second;
}

void Resolver::check_variables(const std::shared_ptr<const Body>& body, const SourceFile& file,
                               const EnvironmentPtr& environment, bool has_attachment) {
  for (const VariableUse& use : body->uses) {
    const bool of_attachment = (use.name == "exec_path" || use.name == "attach_path") &&
                               environment->sets.count(use.name) == 0;
    AssignmentError problem = problem_of(use.name, environment);
    if (of_attachment && !has_attachment && problem.message.empty())
      problem = {"undeclared-variable",
                 "@{" + use.name + "} is known only in profiles with an attachment"};
    if (problem.message.empty()) continue;
    if (!checked_.emplace(body.get(), environment.get()).second) return;
    const bool undeclared = problem.id == "undeclared-variable" && !of_attachment;
    report(diagnose(*file.tree.source, use.offset, Severity::error, problem.id, problem.message,
                    undeclared ? "is `include <tunables/global>` missing above the profile?" : ""));
  }
}

void Resolver::gather(const Body& body, const SourceFile& file, const EnvironmentPtr& environment,
                      Gathered& gathered) {
  gathered.rules.add(body.rules);
  for (const Item* child : body.children) gathered.children.push_back({&file, child});
  for (const Inclusion& inclusion : body.inclusions) follow(inclusion, file, environment, gathered);
  // Nothing of these counts, but they are read.
  for (const Inclusion& inclusion : body.skipped)
    for (const SourceFile* skipped : files_of(inclusion, file))
      (void)body_of(*skipped, {}, environment);
}

void Resolver::follow(const Inclusion& inclusion, const SourceFile& from,
                      const EnvironmentPtr& environment, Gathered& gathered) {
  const std::string& path = inclusion.include.path;
  if (gathered.included.insert(path).second) gathered.includes.push_back(path);
  const auto wrong = [&](Severity severity, const char* id, const std::string& message) {
    report(diagnose(*from.tree.source, inclusion.span.begin, severity, id, message));
  };
  for (const SourceFile* file : files_of(inclusion, from)) {
    if (std::find(gathered.open.begin(), gathered.open.end(), file) != gathered.open.end()) {
      wrong(Severity::warning, "include-cycle",
            "`" + text::printable(path) + "` includes itself; what is read already is left out");
      continue;
    }
    if (!gathered.seen.emplace(file, inclusion.prefix).second) continue;
    if (gathered.open.size() >= maximum_resolve_depth) {
      wrong(Severity::error, "include-depth", "includes are nested too deep");
      continue;
    }
    const auto body = body_of(*file, inclusion.prefix, environment);
    check_variables(body, *file, environment, gathered.has_attachment);
    gathered.open.push_back(file);
    gather(*body, *file, environment, gathered);
    gathered.open.pop_back();
  }
}

ResolvedRules Resolver::rules_of(const SourceFile& file, const EnvironmentPtr& environment) {
  Gathered gathered;
  gathered.has_attachment = true;  // some profile that includes it may have one
  gathered.seen.emplace(&file, Prefix{});
  gathered.open.push_back(&file);
  gather(*body_of(file, {}, environment), file, environment, gathered);
  return std::move(gathered.rules);
}

// ---- profiles ----

bool Resolver::may_add(const Declared& child, int depth) {
  const auto wrong = [&](const char* id, const char* message) {
    report(
        diagnose(*child.file->tree.source, child.item->span.begin, Severity::error, id, message));
    return false;
  };
  if (std::find(open_profiles_.begin(), open_profiles_.end(), child.item) != open_profiles_.end())
    return wrong("include-cycle", "this profile includes the file that declares it");
  if (depth >= maximum_resolve_depth) return wrong("profile-depth", "profiles are nested too deep");
  if (!added_.insert(child.item).second && ++repeated_ > maximum_repeated)
    return wrong("profile-limit", "too many profiles: include files declare more than 10000 again");
  return true;
}

std::size_t Resolver::add_profile(const Declared& declared, const Parent& parent,
                                  std::vector<ResolvedProfile>& out, int depth) {
  const Item& item = *declared.item;
  const auto& header = std::get<ProfileHeader>(item.value);
  const std::size_t index = out.size();
  ResolvedProfile resolved;
  Profile& profile = resolved.profile;
  ProfileName name = profile_name(header.name, parent.environment);
  if (!name.problem.message.empty())
    report(diagnose(*declared.file->tree.source, header.name_span.begin, Severity::error,
                    name.problem.id, name.problem.message));
  const bool is_child = !parent.name.empty();
  profile.name = is_child ? parent.name + "//" + name.name : name.name;
  profile.name_space = is_child ? parent.name_space : name.name_space;
  resolved.written_name = is_child ? profile.name : header.name;
  resolved.declared_as = parent.declared_as + '\n' + profile.name_space + '\n' + name.declared;
  resolved.environment = parent.environment;
  profile.attachment = attachment_of(header, name.name);
  profile.flags = header.flags;
  profile.mode = mode_of(header.flags);
  profile.where = location(*declared.file, item.span);
  profile.file = profile.where.file;

  Gathered gathered;
  gathered.has_attachment = !profile.attachment.empty();
  const auto body = std::make_shared<const Body>(
      read_body(*declared.file, item.children, {}, *parent.environment, false, *diagnostics_));
  check_variables(body, *declared.file, parent.environment, gathered.has_attachment);
  gather(*body, *declared.file, parent.environment, gathered);
  profile.rules = std::move(gathered.rules);
  profile.includes = std::move(gathered.includes);
  const Parent self{profile.name, profile.name_space, resolved.declared_as, parent.environment};
  out.push_back(std::move(resolved));

  open_profiles_.push_back(&item);
  std::unordered_set<std::string> names;
  std::vector<std::size_t> children;
  for (const Declared& child : gathered.children) {
    if (!may_add(child, depth)) continue;
    const std::size_t at = add_profile(child, self, out, depth + 1);
    children.push_back(at);
    if (std::get<ProfileHeader>(child.item->value).kind == ProfileKind::hat)
      names.insert(out[at].profile.name.substr(self.name.size() + 2));
  }
  open_profiles_.pop_back();
  if (names.empty()) return index;
  // A task in one hat may change to its siblings.
  const auto hats = std::make_shared<const std::unordered_set<std::string>>(std::move(names));
  for (const std::size_t child : children)
    if (out[child].hats == nullptr) out[child].hats = hats;
  out[index].hats = hats;
  return index;
}

std::vector<ResolvedProfile> Resolver::profiles_of(const SourceFile& file) {
  Preamble preamble;
  preamble.environment = std::make_shared<Environment>();
  read_preamble(file, preamble, 0);
  added_.clear();
  repeated_ = 0;
  std::vector<ResolvedProfile> profiles;
  const Parent none{{}, {}, {}, preamble.environment};
  for (const Declared& declared : preamble.profiles) (void)add_profile(declared, none, profiles, 0);
  return profiles;
}

}  // namespace profgen::inline v0::policy
