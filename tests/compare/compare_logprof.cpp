// What aa-logprof made of a log, by its recorded dialogue, next to what profgen makes of the same
// log and the same policy: a table in Markdown.
#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "profgen/refine.hpp"
#include "profgen/verify.hpp"
#include "suggest/reach.hpp"
#include "suggest/severity.hpp"

namespace profgen {
namespace {

namespace fs = std::filesystem;

struct Granted {
  std::size_t is = 0, of = 0;
  [[nodiscard]] std::string text() const {
    if (of == 0) return "-";
    return fmt::format("{:.0f} %", 100.0 * static_cast<double>(is) / static_cast<double>(of));
  }
};

struct Figures {
  std::size_t questions = 0;
  std::size_t for_a_person = 0;  // of them, those that the built-in guard leaves
  std::size_t lines = 0;         // rules and includes in profiles
  double reach = 0;              // severity-weighted, of all that is granted
  double seconds = 0;
  Granted granted;          // accesses of the log, those left out that the record does not tell
  evidence::Evidence same;  // of one program: what the resulting profiles allow

  Figures& operator+=(const Figures& other) {
    granted.is += other.granted.is;
    granted.of += other.granted.of;
    questions += other.questions;
    for_a_person += other.for_a_person;
    lines += other.lines;
    reach += other.reach;
    seconds += other.seconds;
    return *this;
  }
};

std::string text_of(const fs::path& path) {
  const auto text = real_files()->read(path.string());
  return text ? text.value() : std::string();
}

std::size_t lines_of(const std::vector<policy::Item>& items, bool in_profile) {
  std::size_t lines = 0;
  for (const policy::Item& item : items) {
    const bool line = std::holds_alternative<policy::Rule>(item.value) ||
                      std::holds_alternative<policy::Include>(item.value);
    if (line && in_profile) ++lines;
    lines += lines_of(item.children, true);
  }
  return lines;
}

// The profiles of a recording, with others in place of those that were changed.
class Profiles {
 public:
  Profiles(const Files& files, const std::string& policy_dir, const fs::path& standing)
      : policy_dir_(policy_dir), policy_(policy::Policy::empty(files, {policy_dir, {}, {}})) {
    for (const auto& entry : fs::directory_iterator(standing))
      put(entry.path().filename().string(), text_of(entry.path()));
  }
  void put(const std::string& name, const std::string& text) {
    policy_.add_text(policy_dir_ + "/" + name, text);
    lines_[name] = lines_of(policy::parse(make_source(name, text)).items, false);
  }
  [[nodiscard]] const policy::Policy& policy() const { return policy_; }
  [[nodiscard]] std::size_t lines() const {
    std::size_t sum = 0;
    for (const auto& entry : lines_) sum += entry.second;
    return sum;
  }
  // Each rule once a profile, those of its includes too.
  [[nodiscard]] double reach() const {
    double sum = 0;
    suggest::Severities severities;
    for (const policy::Profile& profile : policy_.profiles()) {
      std::set<policy::Rule> rules;
      for (const policy::ResolvedRule& rule : profile.rules) rules.insert(rule.rule);
      for (const policy::Rule& rule : rules) sum += suggest::whole_cost(rule, severities.of(rule));
    }
    return sum;
  }

 private:
  std::string policy_dir_;
  policy::Policy policy_;
  std::map<std::string, std::size_t> lines_;
};

std::string log_of(const fs::path& session) {
  for (const char* name : {"log", "log.zst"})
    if (fs::exists(session / name)) return (session / name).string();
  return {};
}

evidence::Evidence evidence_of(const fs::path& session) {
  evidence::Evidence evidence;
  (void)log::read_logs({log_of(session)},
                       [&](const Record& r, const Event& event) { evidence.add(r, event); });
  return evidence;
}

// What the profiles allow of the evidence.
evidence::Evidence allowed_by(const Profiles& profiles, const evidence::Evidence& evidence) {
  evidence::Evidence out;
  for (const suggest::ReplayedProfile& profile : suggest::replay(evidence, profiles.policy()))
    for (const suggest::Replayed& access : profile.accesses)
      if (access.outcome == suggest::Outcome::allowed)
        out.add(profile.subject, access.key, access.seen);
  return out;
}

Granted granted_by(const Profiles& profiles, const evidence::Evidence& evidence) {
  Granted out;
  for (const suggest::ReplayedProfile& profile : suggest::replay(evidence, profiles.policy())) {
    if (!profile.subject.name_space.empty()) continue;
    out.is += profile.count(suggest::Outcome::allowed);
    out.of += profile.accesses.size() - profile.count(suggest::Outcome::unknown);
  }
  return out;
}

class Comparison {
 public:
  Comparison(fs::path recording, std::string policy_dir, suggest::Generalise generalise)
      : standing_(recording / "profiles"),
        policy_dir_(std::move(policy_dir)),
        generalise_(generalise),
        files_(real_files()) {}

  // nullopt where aa-logprof ended in an error and wrote nothing.
  std::optional<Figures> theirs(const fs::path& session) const {
    const auto summary = nlohmann::json::parse(text_of(session / "summary.json"));
    if (summary.at("rc") != 0) return std::nullopt;
    Profiles profiles(*files_, policy_dir_, standing_);
    const std::size_t before = profiles.lines();
    const double reach = profiles.reach();
    if (fs::exists(session / "result"))
      for (const auto& entry : fs::directory_iterator(session / "result"))
        profiles.put(entry.path().filename().string(), text_of(entry.path()));
    Figures out;
    const std::size_t prompts = summary.at("dialogs").value("promptuser", 0);
    out.questions = prompts == 0 ? 0 : prompts - 1;  // the last one asks whether to save
    out.lines = profiles.lines() - before;
    out.reach = profiles.reach() - reach;
    out.seconds = summary.at("seconds");
    const evidence::Evidence evidence = evidence_of(session);
    out.granted = granted_by(profiles, evidence);
    out.same = allowed_by(profiles, evidence);
    return out;
  }

  // The recommended answer to every question.
  Figures ours(const fs::path& session) const {
    const auto start = std::chrono::steady_clock::now();
    Figures out = ours(evidence_of(session));
    out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return out;
  }
  Figures ours(const evidence::Evidence& evidence) const {
    Profiles profiles(*files_, policy_dir_, standing_);
    refine::SessionOptions options;
    options.suggest.generalise = generalise_;
    const auto made =
        refine::recommend(evidence, profiles.policy(), suggest::default_guard(), options);
    Figures out;
    out.questions = made.answers.size();
    out.for_a_person =
        refine::decide_unattended(evidence, profiles.policy(), suggest::default_guard(), options)
            .left.size();
    const std::size_t before = profiles.lines();
    const double reach = profiles.reach();
    for (const FileChange& change : made.outcome.changes)
      profiles.put(fs::path(change.path).filename().string(), change.after);
    out.lines = profiles.lines() - before;
    out.reach = profiles.reach() - reach;
    out.granted = granted_by(profiles, evidence);
    return out;
  }

 private:
  fs::path standing_;
  std::string policy_dir_;
  suggest::Generalise generalise_;
  std::unique_ptr<Files> files_;
};

std::string row(const std::string& name, const Figures& theirs, const Figures& ours,
                const Figures& same) {
  return fmt::format(
      "| {} | {} / {} | {} / {} ({}) | {} / {} | {:.0f} / {:.0f} | {} / {} | {} / {} | "
      "{:.1f} s / {:.2f} s |\n",
      name, theirs.granted.text(), ours.granted.text(), theirs.questions, ours.questions,
      ours.for_a_person, theirs.lines, ours.lines, theirs.reach, ours.reach, theirs.questions,
      same.questions, theirs.lines, same.lines, theirs.seconds, ours.seconds);
}

double per_hundred(const Figures& figures) {
  if (figures.granted.is == 0) return 0;
  return 100.0 * static_cast<double>(figures.questions) / static_cast<double>(figures.granted.is);
}

int run(const fs::path& sessions, const std::string& level, const std::string& policy_dir) {
  const auto generalise =
      level == "exact" ? suggest::Generalise::exact : suggest::Generalise::careful;
  const Comparison comparison(sessions.parent_path(), policy_dir, generalise);
  std::set<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(sessions))
    if (fs::exists(entry.path() / "summary.json")) folders.insert(entry.path());
  if (fs::exists(sessions / "summary.json")) folders.insert(sessions);
  std::cout << "| program | granted of the log | questions | lines written | reach | "
               "same: questions | same: lines | time |\n"
               "|---|---|---|---|---|---|---|---|\n";
  Figures theirs;
  Figures ours;
  Figures same;  // ours for what theirs allow
  std::string left_out;
  for (const fs::path& folder : folders) {
    const std::string name = folder.filename();
    const auto one = comparison.theirs(folder);
    if (!one) {
      left_out += " " + name;
      continue;
    }
    const Figures other = comparison.ours(folder);
    const Figures for_same = comparison.ours(one->same);
    std::cout << row(name, *one, other, for_same);
    theirs += *one;
    ours += other;
    same += for_same;
  }
  std::cout << row("all", theirs, ours, same);
  std::cout << fmt::format("\nQuestions for 100 accesses granted: {:.0f} / {:.0f}\n",
                           per_hundred(theirs), per_hundred(ours));
  if (!left_out.empty())
    std::cout << "\nLeft out, aa-logprof ended in an error:" << left_out << "\n";
  return 0;
}

}  // namespace
}  // namespace profgen

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: compare_logprof RECORDING/logprof-… exact|careful [POLICY_DIR]\n";
    return 2;
  }
  return profgen::run(argv[1], argv[2], argc > 3 ? argv[3] : "/etc/apparmor.d");
}
