// Dialogues of the real aa-logprof, recorded with the answers of its user, held with ours by the
// same user: where its result allows an access of the log, so does ours.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>

#include "evidence/text_input.hpp"
#include "profgen/verify.hpp"
#include "support/cases.hpp"
#include "support/recordings.hpp"
#include "unit/refine/aa_fixture.hpp"

namespace profgen::refine::test {
namespace {

namespace fs = std::filesystem;

struct RecordedDialogue {
  recorded::Recording run;
  fs::path folder;  // log, dialogue.jsonl, result/
  [[nodiscard]] bool literal() const {
    return folder.parent_path().filename().string().find("-literal-") != std::string::npos;
  }
  [[nodiscard]] std::string name() const {
    return run.full() + (literal() ? " literal " : " default ") + folder.filename().string();
  }
};

// Long ones are compressed.
fs::path in_folder(const fs::path& folder, const std::string& name) {
  for (const std::string& as : {name, name + ".zst"})
    if (fs::exists(folder / as)) return folder / as;
  return {};
}

std::vector<RecordedDialogue> recorded_dialogues() {
  std::vector<RecordedDialogue> out;
  for (const recorded::Recording& run : recorded::recordings())
    for (const auto& way : fs::directory_iterator(run.folder)) {
      if (way.path().filename().string().rfind("logprof-", 0) != 0) continue;
      for (const auto& one : fs::directory_iterator(way.path()))
        if (!in_folder(one.path(), "dialogue.jsonl").empty()) out.push_back({run, one.path()});
    }
  std::sort(out.begin(), out.end(),
            [](const auto& a, const auto& b) { return a.folder < b.folder; });
  // Under the sanitizers, where each takes many times longer, some of them.
  if (proof::share > 1 && out.size() > 4) out.resize(4);
  return out;
}

// What a question is about: its headers but those that tell how much.
std::string about(const Json& question) {
  Json headers = question.at("headers");
  for (const char* name : {"Severity", "Old Mode", "New Mode"}) headers.erase(name);
  return headers.dump();
}

// What the user chose, by what was asked.
struct RecordedUser {
  std::multimap<std::string, std::string> chosen;
  std::size_t questions = 0;

  explicit RecordedUser(const fs::path& dialogue) {
    auto lines = evidence::TextInput::open(dialogue.string());
    std::string_view line;
    while (lines && *lines->next(line)) {
      const Json turn = Json::parse(line);
      if (!turn.contains("q") || turn.at("a").is_null() || turn["q"]["options"].is_null() ||
          turn["q"]["title"].is_string() || turn["a"]["response_key"] != "a")
        continue;
      ++questions;
      const std::size_t selected = turn["a"]["selected"];
      chosen.emplace(about(turn["q"]), turn["q"]["options"].at(selected));
    }
  }
};

struct Counts {
  std::size_t exec = 0, hats = 0, same = 0, other_text = 0, unasked = 0;
  Counts& operator+=(const Counts& more) {
    exec += more.exec, hats += more.hats, same += more.same, other_text += more.other_text,
        unasked += more.unasked;
    return *this;
  }
};

bool has_item(const Json& question, const std::string& item) {
  const std::vector<std::string> items = question.at("menu_items");
  return std::any_of(items.begin(), items.end(), [&](const std::string& one) {
    return one == item || one == "[" + item + "]";
  });
}

// The answer that they gave to the same question; else as they answer all: the rule as it was
// logged, or the option that comes first.
std::string rule_answer(const Json& question, const RecordedUser& user, bool literal,
                        Counts& counts) {
  const std::vector<std::string> options = question.at("options");
  const auto [first, last] = user.chosen.equal_range(about(question));
  for (auto it = first; it != last; ++it) {
    const auto found = std::find(options.begin(), options.end(), it->second);
    if (found == options.end()) continue;
    ++counts.same;
    return aa_answer("a", static_cast<std::size_t>(found - options.begin()));
  }
  ++(first == last ? counts.unasked : counts.other_text);
  return aa_answer("a", literal ? options.size() - 1 : 0);
}

std::string answer_of_user(const Json& question, const RecordedUser& user, bool literal,
                           Counts& counts) {
  if (question.at("dialog") != "promptuser") {
    ADD_FAILURE() << question;
    return {};
  }
  if (has_item(question, "(S)ave Changes")) return aa_answer("s");
  if (has_item(question, "(A)llow")) return rule_answer(question, user, literal, counts);
  if (has_item(question, "(A)dd Requested Hat")) return ++counts.hats, aa_answer("a");
  ++counts.exec;
  return aa_answer(has_item(question, "In(h)erit") ? "h" : "i");
}

policy::Policy policy_for(const Files& files, const RecordedDialogue& one) {
  policy::LoadOptions options;
  options.policy_dir = one.run.profiles().string();
  options.include_dirs = {"/etc/apparmor.d"};
  return policy::Policy::load(files, options);
}

using Judged = std::map<std::pair<evidence::Subject, evidence::Key>, suggest::Replayed>;
Judged judged(const evidence::Evidence& evidence, const policy::Policy& policy) {
  Judged out;
  for (const suggest::ReplayedProfile& profile : suggest::replay(evidence, policy))
    for (const suggest::Replayed& one : profile.accesses)
      out.emplace(std::pair(profile.subject, one.key), one);
  return out;
}

// What ours does not allow although theirs does, and why that is right.
struct Exception {
  std::string_view reason;
  bool (*is)(const evidence::Subject&, const suggest::Replayed& theirs, const Judged& ours);
};
const Exception exceptions[] = {
    {"the peer is a //null- child of a //null- child, whose exec aa-logprof does not ask about; "
     "ours "
     "does, and allows the access by the name of the profile that the child is put into",
     [](const evidence::Subject& subject, const suggest::Replayed& theirs, const Judged& ours) {
       const auto* wanted = std::get_if<PtraceAccess>(&theirs.key.access);
       return wanted != nullptr && wanted->peer.find("//null-") != std::string::npos &&
              std::any_of(ours.begin(), ours.end(), [&](const auto& other) {
                const auto* access = std::get_if<PtraceAccess>(&other.first.second.access);
                return access != nullptr && other.first.first == subject &&
                       access->perms == wanted->perms &&
                       access->peer == wanted->peer.substr(0, wanted->peer.find("//null-")) &&
                       other.second.outcome == suggest::Outcome::allowed;
              });
     }},
};

std::string_view reason_of(const evidence::Subject& subject, const suggest::Replayed& theirs,
                           const Judged& ours) {
  for (const Exception& exception : exceptions)
    if (exception.is(subject, theirs, ours)) return exception.reason;
  return {};
}

TEST(AaReplay, RecordedDialoguesEndInProfilesThatAllowAsMuch) {
  const std::vector<RecordedDialogue> all = recorded_dialogues();
  if (all.empty()) GTEST_SKIP() << "no recordings at PROFGEN_SHARED (captures/)";
  const auto files = real_files();
  std::map<std::string, std::size_t> excepted;
  Counts total;
  std::size_t recorded = 0, theirs_allow = 0, both_allow = 0, ours_allow = 0;
  for (const RecordedDialogue& one : all) {
    evidence::Evidence evidence;
    (void)log::read_logs({in_folder(one.folder, "log").string()},
                         [&](const Record& r, const Event& event) { evidence.add(r, event); });
    const RecordedUser user(in_folder(one.folder, "dialogue.jsonl"));
    recorded += user.questions;

    const policy::Policy before = policy_for(*files, one);
    AaTalk talk(evidence, before);
    Counts counts;
    while (talk.open()) talk.say(answer_of_user(talk.asked(), user, one.literal(), counts));
    ASSERT_EQ(talk.state(), AaDialogue::State::done) << one.name();
    total += counts;

    policy::Policy theirs = policy_for(*files, one), ours = policy_for(*files, one);
    if (fs::exists(one.folder / "result"))
      for (const auto& file : fs::directory_iterator(one.folder / "result"))
        theirs.add_text((one.run.profiles() / file.path().filename()).string(),
                        *files->read(file.path().string()));
    for (const FileChange& change : talk.host.written) ours.add_text(change.path, change.after);
    const Judged by_ours = judged(evidence, ours);
    for (const auto& [what, answer] : by_ours)
      if (answer.outcome == suggest::Outcome::allowed) ++ours_allow;
    for (const auto& [what, answer] : judged(evidence, theirs)) {
      if (answer.outcome != suggest::Outcome::allowed) continue;
      ++theirs_allow;
      const auto found = by_ours.find(what);
      if (found != by_ours.end() && found->second.outcome == suggest::Outcome::allowed) {
        ++both_allow;
        continue;
      }
      const std::string_view reason = reason_of(what.first, answer, by_ours);
      ++excepted[std::string(reason)];
      EXPECT_FALSE(reason.empty())
          << one.name() << ": " << what.first.profile << " " << describe(answer.key.access)
          << (answer.by.empty() ? "" : "\n  theirs: " + to_text(answer.by.front()->rule))
          << "\n  ours: "
          << (found == by_ours.end()
                  ? "-"
                  : std::string(name_of(found->second.outcome)) + " " + found->second.reason);
    }
  }
  EXPECT_GT(theirs_allow, 0u);
  std::cout << "  " << all.size() << " dialogues; " << recorded
            << " rules allowed by their users; ours asks about " << total.exec << " execs, "
            << total.hats << " hats, " << total.same + total.other_text + total.unasked
            << " rules: answered with the same text " << total.same << ", with another "
            << total.other_text << ", not asked by aa-logprof " << total.unasked
            << "\n  accesses that their profiles allow: " << theirs_allow << ", ours of these "
            << both_allow << ", ours in all " << ours_allow << "\n";
  for (const auto& [reason, count] : excepted)
    std::cout << "    " << count << " not by ours: " << reason << "\n";
}

}  // namespace
}  // namespace profgen::refine::test
