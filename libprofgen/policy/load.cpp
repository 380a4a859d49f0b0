#include <algorithm>
#include <mutex>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/memory_files.hpp"
#include "base/text.hpp"
#include "policy/matcher.hpp"
#include "policy/resolve.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::policy {
namespace {

std::string key_of(std::string_view name, std::string_view name_space) {
  std::string key(name_space);
  key += '\0';
  key += name;
  return key;
}

Diagnostic unreadable(const std::string& path, std::string message) {
  return {Severity::error, path, {0, 0}, std::move(message), "unreadable", "", ""};
}

// A program may attach to several profiles: the literal one wins, then the one whose shortest match
// is longest.
struct Attachment {
  std::size_t profile = 0;
  bool literal = false;
  std::size_t length = 0;
};

}  // namespace

struct Policy::State {
  State(const Files& files, const LoadOptions& options, std::vector<Diagnostic>& diagnostics)
      : library(files, options), resolver(library, diagnostics) {}

  Library library;
  Resolver resolver;
  std::unordered_map<std::string, std::size_t> by_name;
  std::set<std::string> read_files;  // whose profiles were read

  // What is made on first use, by const functions too.
  std::mutex mutex;
  std::vector<Diagnostic> unseen;  // of files read after the policy was loaded
  EnvironmentPtr global;
  bool abstractions_loaded = false;
  std::vector<Abstraction> abstractions;
  std::set<std::string> abstraction_names;
  // id: index of the abstraction
  std::unique_ptr<Automaton> abstraction_paths = std::make_unique<Automaton>();
  std::unique_ptr<Automaton> attachment_paths;  // id: index into attachments
  std::vector<Attachment> attachments;

  const EnvironmentPtr& global_environment() {
    if (global) return global;
    resolver.report_to(unseen);
    const auto& target = library.resolve("tunables/global", true);
    const SourceFile* file =
        target.paths.size() == 1 ? library.open(target.paths.front(), unseen) : nullptr;
    global = file != nullptr ? resolver.environment_of(*file) : std::make_shared<Environment>();
    return global;
  }

  void load_abstractions(const std::string& directory, const std::string& path, int depth) {
    constexpr int deepest = 8;
    const auto names = library.files().list(directory);
    if (!names || depth > deepest) return;
    for (const std::string& name : *names) {
      if (is_skippable(name)) continue;
      const std::string file = directory + "/" + name;
      const auto info = library.files().info(file);
      if (!info) continue;
      std::string why;
      if (info->type == FileInfo::Type::directory) {
        load_abstractions(file, path + "/" + name, depth + 1);
      } else if (has_abstraction(path + "/" + name)) {
        continue;  // an earlier directory has it
      } else if (const SourceFile* source = library.open(file, unseen, &why)) {
        add_abstraction(path + "/" + name, *source);
      } else {
        unseen.push_back(unreadable(file, "the abstraction cannot be read: " + why));
      }
    }
  }

  [[nodiscard]] bool has_abstraction(const std::string& path) const {
    return abstraction_names.count(path) != 0;
  }

  void add_abstraction(const std::string& path, const SourceFile& source) {
    abstraction_names.insert(path);
    Abstraction abstraction;
    abstraction.path = path;
    resolver.report_to(unseen);
    abstraction.rules = resolver.rules_of(source, global_environment());
    abstraction.matcher = std::make_shared<const Matcher>(
        MatcherSetup{abstraction.rules, {global_environment(), {}, {}}, {}, false});
    Expander expander({global_environment(), {}, {}});
    const auto id = static_cast<std::uint32_t>(abstractions.size());
    for (const ResolvedRule& rule : abstraction.rules)
      for (const std::string& pattern : path_patterns(rule.rule, global->aliases, expander))
        (void)abstraction_paths->add(pattern, id);
    abstractions.push_back(std::move(abstraction));
  }

  // After an include file got other text: what was made of the old one is made again when needed.
  void drop_abstractions() {
    const std::lock_guard lock(mutex);
    global.reset();
    abstractions_loaded = false;
    abstractions.clear();
    abstraction_names.clear();
    abstraction_paths = std::make_unique<Automaton>();
  }

  void load_attachments(const std::vector<Profile>& profiles) {
    attachment_paths = std::make_unique<Automaton>();
    attachments.clear();
    for (std::size_t i = 0; i < profiles.size(); ++i) {
      const Profile& profile = profiles[i];
      const bool child = profile.name.find("//") != std::string::npos;
      if (profile.attachment.empty() || child || !profile.name_space.empty()) continue;
      Expander expander(profile.matcher->setup().scope);
      const auto pattern = expander.expand_path(profile.attachment);
      if (!pattern) continue;
      if (attachment_paths->add(*pattern, static_cast<std::uint32_t>(attachments.size()))) continue;
      attachments.push_back({i, aare_literal(*pattern).has_value(), aare_shortest(*pattern)});
    }
  }
};

bool declares(const Profile& profile, std::string_view text) {
  if (text.find("@{") == std::string_view::npos) return true;
  if (profile.matcher == nullptr) return false;
  return Expander(profile.matcher->setup().scope).expand(text).has_value();
}

// Without files: only what add_text() brings.
Policy::Policy() {
  static const MemoryFiles nothing;
  state_ = std::make_unique<State>(nothing, options_, diagnostics_);
}
Policy::Policy(Policy&&) noexcept = default;
Policy& Policy::operator=(Policy&&) noexcept = default;
Policy::~Policy() = default;

void Policy::read(const std::string& path, bool replace) {
  State& state = *state_;
  state.read_files.insert(path);
  const SourceFile* file = state.library.known(path);
  state.resolver.report_to(diagnostics_);
  if (replace) {
    const auto stale = [&path](const Profile& profile) { return profile.file == path; };
    profiles_.erase(std::remove_if(profiles_.begin(), profiles_.end(), stale), profiles_.end());
    state.by_name.clear();
    for (std::size_t i = 0; i < profiles_.size(); ++i)
      state.by_name.emplace(key_of(profiles_[i].name, profiles_[i].name_space), i);
  }
  std::set<std::string> here;
  for (ResolvedProfile& resolved : state.resolver.profiles_of(*file)) {
    Profile& profile = resolved.profile;
    const bool allows_by_default =
        profile.mode == Mode::unconfined || profile.mode == Mode::default_allow;
    profile.matcher = std::make_shared<const Matcher>(
        MatcherSetup{profile.rules,
                     {resolved.environment, profile.name, profile.attachment},
                     std::move(resolved.hats),
                     allows_by_default});
    const std::string key = key_of(profile.name, profile.name_space);
    const auto [place, added] = state.by_name.emplace(key, profiles_.size());
    const bool twice = !here.insert(key).second;
    if (added) {
      if (resolved.written_name != profile.name)
        state.by_name.emplace(key_of(resolved.written_name, profile.name_space), profiles_.size());
      profiles_.push_back(std::move(profile));
    } else if (replace && !twice) {
      profiles_[place->second] = std::move(profile);
    } else {
      const Location& first = profiles_[place->second].where;
      // It may stand in a file that this one includes.
      const SourceFile* in = state.library.known(profile.where.file);
      diagnostics_.push_back(diagnose(*(in ? in : file)->tree.source, profile.where.span.begin,
                                      Severity::error, "duplicate-profile",
                                      "the profile " + text::printable(profile.name) +
                                          " stands in " + text::printable(first.file) + ":" +
                                          std::to_string(first.at.line) + " already"));
    }
  }
  state.attachment_paths.reset();
}

Policy Policy::empty(const Files& files, LoadOptions options) {
  Policy policy;
  policy.options_ = std::move(options);
  policy.state_ = std::make_unique<State>(files, policy.options_, policy.diagnostics_);
  return policy;
}

Policy Policy::load(const Files& files, LoadOptions options) {
  Policy policy = empty(files, std::move(options));
  const std::string& directory = policy.options_.policy_dir;
  const auto names = files.list(directory);
  if (!names) {
    policy.diagnostics_.push_back(
        unreadable(directory, "the policy directory cannot be read: " + names.error().reason));
    return policy;
  }
  for (const std::string& name : *names) {
    const std::string path = directory + "/" + name;
    const auto info = is_skippable(name) ? Result<FileInfo>(FileInfo{}) : files.info(path);
    if (info && info->type != FileInfo::Type::file) continue;
    std::string why = info ? "" : info.error().reason;
    if (info && policy.state_->library.open(path, policy.diagnostics_, &why) != nullptr) {
      policy.read(path, false);
    } else {
      policy.diagnostics_.push_back(unreadable(path, "the profile file cannot be read: " + why));
    }
  }
  return policy;
}

Status Policy::add_file(const std::string& path) {
  auto text = state_->library.files().read(path);
  if (!text) return text.error();
  add_text(path, std::move(*text));
  return Unit{};
}

void Policy::add_text(const std::string& path, std::string text) {
  const bool was_included = state_->resolver.followed().count(path) != 0;
  state_->resolver.forget(path);
  const SourceFile* file = state_->library.put(path, std::move(text), diagnostics_);
  read(path, true);
  // A file without profiles may be what an `include if exists` did not find before.
  const std::vector<Item>& items = file->tree.items;
  const bool has_profiles = std::any_of(items.begin(), items.end(), [](const Item& item) {
    return std::holds_alternative<ProfileHeader>(item.value);
  });
  if (was_included || !has_profiles) read_again(path);
}

void Policy::read_again(const std::string& changed) {
  using Told = std::tuple<std::string, Position, std::string>;
  std::set<Told> told;
  for (const Diagnostic& one : diagnostics_) told.emplace(one.file, one.at, one.id);
  const std::size_t before = diagnostics_.size();
  state_->drop_abstractions();
  const std::set<std::string> files = state_->read_files;
  for (const std::string& path : files)
    if (path != changed) read(path, true);
  const auto again = [&told](const Diagnostic& one) {
    return told.count(Told(one.file, one.at, one.id)) != 0;
  };
  const auto first = diagnostics_.begin() + static_cast<std::ptrdiff_t>(before);
  diagnostics_.erase(std::remove_if(first, diagnostics_.end(), again), diagnostics_.end());
}

const Profile* Policy::find(std::string_view name, std::string_view name_space) const {
  if (!state_) return nullptr;
  const auto found = state_->by_name.find(key_of(name, name_space));
  return found == state_->by_name.end() ? nullptr : &profiles_[found->second];
}

const Profile* Policy::attached_to(std::string_view program) const {
  if (!state_) return nullptr;
  const std::lock_guard lock(state_->mutex);
  if (!state_->attachment_paths) state_->load_attachments(profiles_);
  std::vector<std::uint32_t> ids;
  state_->attachment_paths->match(program, ids);
  const Attachment* best = nullptr;
  bool tie = false;
  for (const std::uint32_t id : ids) {
    const Attachment& one = state_->attachments[id];
    const auto rank = [](const Attachment& a) { return std::pair(a.literal, a.length); };
    if (best == nullptr || rank(one) > rank(*best)) {
      best = &one;
      tie = false;
    } else {
      tie = tie || rank(one) == rank(*best);
    }
  }
  return best == nullptr || tie ? nullptr : &profiles_[best->profile];
}

const std::vector<Abstraction>& Policy::abstractions() const {
  static const std::vector<Abstraction> none;
  if (!state_) return none;
  const std::lock_guard lock(state_->mutex);
  if (!state_->abstractions_loaded) {
    state_->abstractions_loaded = true;
    // As `include <abstractions/…>` looks for them: the first directory that has one wins.
    state_->load_abstractions(options_.policy_dir + "/abstractions", "abstractions", 0);
    for (const std::string& directory : options_.include_dirs)
      state_->load_abstractions(directory + "/abstractions", "abstractions", 0);
  }
  return state_->abstractions;
}

std::vector<const Abstraction*> Policy::abstractions_covering(const Access& access) const {
  const std::vector<Abstraction>& all = abstractions();
  std::vector<const Abstraction*> result;
  const auto ask = [&](const Abstraction& abstraction) {
    if (covers(*abstraction.matcher, access).answer == Answer::allowed)
      result.push_back(&abstraction);
  };
  const std::string* path = nullptr;
  if (const auto* file = std::get_if<FileAccess>(&access)) path = &file->path;
  if (const auto* exec = std::get_if<ExecAccess>(&access)) path = &exec->path;
  if (const auto* link = std::get_if<LinkAccess>(&access)) path = &link->link;
  if (path != nullptr && !all.empty()) {
    std::vector<std::uint32_t> ids;
    state_->abstraction_paths->match(*path, ids);
    for (const std::uint32_t id : ids) ask(all[id]);
  } else {
    for (const Abstraction& abstraction : all) ask(abstraction);
  }
  return result;
}

std::vector<std::string> Policy::variable(std::string_view name) const {
  if (!state_) return {};
  const std::lock_guard lock(state_->mutex);
  return all_values(*state_->global_environment(), name);
}

std::vector<std::string> Policy::variable_names() const {
  if (!state_) return {};
  const std::lock_guard lock(state_->mutex);
  std::vector<std::string> names;
  for (const auto& entry : state_->global_environment()->sets) names.push_back(entry.first);
  return names;
}

const Tree* Policy::tree(const std::string& path) const {
  if (!state_) return nullptr;
  const std::lock_guard lock(state_->mutex);
  const SourceFile* file = state_->library.known(path);
  return file == nullptr ? nullptr : &file->tree;
}

bool Policy::stands(const std::string& path) const {
  return state_ && state_->library.files().exists(path);
}

std::vector<Diagnostic> Policy::late_diagnostics() const {
  if (!state_) return {};
  const std::lock_guard lock(state_->mutex);
  return state_->unseen;
}

std::shared_ptr<const Matcher> Policy::matcher_of(const std::vector<Rule>& rules,
                                                  std::string_view profile_name) const {
  auto resolved = std::make_shared<std::vector<ResolvedRule>>();
  for (const Rule& rule : rules) resolved->push_back({rule, {}, false});
  MatcherSetup setup;
  setup.rules.add(std::move(resolved));
  setup.scope.profile_name = std::string(profile_name);
  setup.scope.environment = std::make_shared<Environment>();
  if (state_) {
    const std::lock_guard lock(state_->mutex);
    setup.scope.environment = state_->global_environment();
  }
  return std::make_shared<const Matcher>(std::move(setup));
}

}  // namespace profgen::inline v0::policy
