// The compiler's own automaton of rules with hostile names accepts those names and nothing else: a
// proof over all strings, where the other tests try some.
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <map>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "support/cases.hpp"
#include "unit/suggest/helpers.hpp"
#include "unit/suggest/nasty_names.hpp"

namespace profgen::suggest {
namespace {

// What `apparmor_parser -D dfa-states` prints:
//
//   {1} <== (allow/deny/audit/quiet)
//   {9} (0x 10004/0/0/0)            an accepting state, all of them above the first blank line
//
//   {7} perms: none
//       b 0x62 -> {9}  (0x …)       one byte
//       [^\x0/] -> {8}              several
class Automaton {
 public:
  // nullopt: the text is of another form.
  static std::optional<Automaton> read(const std::string& dump) {
    Automaton out;
    int state = 0;
    for (std::string_view line : lines_of(dump)) {
      if (line.empty()) continue;
      if (line.front() == '{') {
        state = number(line);
        if (state == 0) return std::nullopt;
        if (line.find("} (0x") != std::string_view::npos) out.accepting_.insert(state);
        if (line.find("<==") != std::string_view::npos) ++out.starts_;
        continue;
      }
      const std::size_t arrow = line.rfind(" -> {");
      if (line.substr(0, 4) != "    " || arrow == std::string_view::npos || state == 0)
        return std::nullopt;
      out.edges_[state].push_back({byte_of(line.substr(0, arrow)), number(line.substr(arrow + 4))});
    }
    if (out.starts_ != 1) return std::nullopt;
    out.find_live();
    return out;
  }

  // All strings that lead from the first state to an accepting one; nullopt: without end, or more
  // than `most`.
  [[nodiscard]] std::optional<std::set<std::string>> strings(std::size_t most) const {
    std::set<std::string> found;
    std::string word;
    if (!walk(1, word, found, most)) return std::nullopt;
    return found;
  }

 private:
  struct Edge {
    int byte;  // -1: several
    int to;
  };

  static std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      lines.push_back(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
  }
  static int number(std::string_view text) {  // "{12} …"
    int value = 0;
    if (!text.empty()) std::from_chars(text.data() + 1, text.data() + text.size(), value);
    return value;
  }
  static int byte_of(std::string_view label) {  // "    b 0x62"
    const std::size_t at = label.rfind(" 0x");
    unsigned value = 0;
    if (at == std::string_view::npos) return -1;
    const auto done =
        std::from_chars(label.data() + at + 3, label.data() + label.size(), value, 16);
    const bool whole = done.ec == std::errc() && done.ptr == label.data() + label.size();
    return whole && value < 256 ? static_cast<int>(value) : -1;
  }

  // Those from which an accepting state can be reached.
  void find_live() {
    live_ = accepting_;
    for (bool more = true; more;) {
      more = false;
      for (const auto& [state, edges] : edges_)
        if (live_.count(state) == 0 &&
            std::any_of(edges.begin(), edges.end(),
                        [&](const Edge& edge) { return live_.count(edge.to) != 0; }))
          more = live_.insert(state).second;
    }
  }

  // NOLINTNEXTLINE(misc-no-recursion): as deep as a name is long, a loop is noticed by its length.
  bool walk(int state, std::string& word, std::set<std::string>& found, std::size_t most) const {
    if (word.size() > live_.size()) return false;
    if (accepting_.count(state) != 0) found.insert(word);
    if (found.size() > most) return false;
    const auto edges = edges_.find(state);
    if (edges == edges_.end()) return true;
    return std::all_of(edges->second.begin(), edges->second.end(), [&](const Edge& edge) {
      if (live_.count(edge.to) == 0) return true;
      if (edge.byte < 0) return false;
      word.push_back(static_cast<char>(edge.byte));
      const bool ends = walk(edge.to, word, found, most);
      word.pop_back();
      return ends;
    });
  }

  std::map<int, std::vector<Edge>> edges_;
  std::set<int> accepting_, live_;
  std::size_t starts_ = 0;
};

// The features of a kernel that mediates more than files: without one at hand the compiler knows
// of files only.
constexpr const char* features = "/usr/share/apparmor-features/features";

std::string dump_of(const std::vector<std::string>& rules, bool all_classes = false) {
  std::string text = "profile p {\n";
  for (const std::string& rule : rules) text += "  " + rule + "\n";
  text += "}\n";
  std::vector<std::string> call = {"apparmor_parser", "-QK", "-D", "dfa-states"};
  if (all_classes) call.insert(call.end(), {"-M", features});
  const auto done = real_processes()->run({call, text, {{"LC_ALL", "C"}}, 60});
  if (!done || done->exit_code != 0) return {};
  const std::string all = done->output + done->errors;
  const std::size_t start = all.find("{1} <==");
  return start == std::string::npos ? std::string() : all.substr(start);
}

class HostileAutomaton : public ::testing::Test {
 protected:
  void SetUp() override {
    if (real_processes()->find("apparmor_parser").empty())
      GTEST_SKIP() << "skipped: apparmor_parser is not installed";
    const std::string dump = dump_of({"/srv/known r,"});
    const auto known = Automaton::read(dump);
    if (!known) GTEST_SKIP() << "skipped: this apparmor_parser prints its automaton otherwise";
    ASSERT_EQ(known->strings(10), (std::set<std::string>{"/srv/known"}));
  }

  std::vector<std::string> rules_for(const Access& access) {
    Options options;
    options.generalise = Generalise::exact;
    const auto proposals = propose(testing::evidence_of({{"P", access}}), policy_, {}, options);
    const ProfileProposals* profile = testing::find_profile(proposals, "P");
    if (profile == nullptr || profile->proposals.empty()) return {};
    std::vector<std::string> texts;
    for (const policy::Rule& rule : profile->proposals[0].candidates.at(0).rules)
      texts.push_back(policy::to_text(rule));
    return texts;
  }

  policy::Policy policy_ = testing::policy_of({});
};

// What the test itself would miss otherwise.
TEST_F(HostileAutomaton, SeesMoreThanOneName) {
  const auto several = Automaton::read(dump_of({"/srv/{a,bc} r,"}));
  ASSERT_TRUE(several);
  EXPECT_EQ(several->strings(10), (std::set<std::string>{"/srv/a", "/srv/bc"}));
  for (const char* rule : {"/srv/a* r,", "/srv/a? r,", "/srv/[ab]c* r,", "/srv/** r,"}) {
    const auto open = Automaton::read(dump_of({rule}));
    ASSERT_TRUE(open) << rule;
    EXPECT_EQ(open->strings(10), std::nullopt) << rule;
  }
}

TEST_F(HostileAutomaton, AcceptsTheNamesAndNothingElse) {
  testing::NastyNames names(43);
  std::size_t proven = 0;
  for (unsigned batch = 0; batch < proof::cases(40); ++batch) {
    std::set<std::string> paths;
    std::vector<std::string> rules;
    for (unsigned i = 0; i < 30; ++i) {
      const std::string path = "/srv/" + names.next();
      const auto made = rules_for(FileAccess{path, file_perm::read, false});
      if (made.empty()) continue;  // the language has no word for it
      paths.insert(path);
      rules.insert(rules.end(), made.begin(), made.end());
    }
    const std::string dump = dump_of(rules);
    ASSERT_FALSE(dump.empty());
    const auto automaton = Automaton::read(dump);
    ASSERT_TRUE(automaton) << dump.substr(0, 2000);
    const auto strings = automaton->strings(2 * paths.size());
    ASSERT_TRUE(strings) << "more than the names are accepted by\n" << text::join(rules, "\n");
    EXPECT_EQ(*strings, paths);
    proven += paths.size();
  }
  std::cout << "  " << proven << " names proven\n";
  EXPECT_GT(proven, 0u);
}

// Classes other than files begin with a byte of their own (enum aa_class of the kernel's
// security/apparmor/include/apparmor.h), some with one more in front.
TEST_F(HostileAutomaton, LabelsAndMountPointsToo) {
  if (dump_of({"signal send peer=a,"}, true).empty())
    GTEST_SKIP() << "skipped: no features at " << features;
  struct Class {
    const char* name;
    Access (*access)(const std::string& name);
    std::vector<std::string> prefixes;
  };
  const Class classes[] = {
      {"signal",
       [](const std::string& n) -> Access {
         return SignalAccess{1, "term", n};
       },
       {"\x0a\x0f"}},
      {"ptrace",
       [](const std::string& n) -> Access {
         return PtraceAccess{4, n};
       },
       {"\x09", "\x10\x09"}},
      {"umount",
       [](const std::string& n) -> Access {
         return MountAccess{MountKind::umount, "", "", "/" + n, {}};
       },
       {"\x07"}},
  };
  for (const Class& one : classes) {
    testing::NastyNames names(47);
    const bool path = std::string_view(one.name) == "umount";
    std::size_t proven = 0;
    // In batches: the compiler takes a minute for 400 of ptrace at once.
    for (unsigned batch = 0; batch < proof::cases(20) + 1; ++batch) {
      std::set<std::string> expected;
      std::vector<std::string> rules;
      for (unsigned i = 0; i < 20; ++i) {
        const std::string name = names.next();
        const auto made = rules_for(one.access(name));
        if (made.empty()) continue;
        rules.insert(rules.end(), made.begin(), made.end());
        for (const std::string& prefix : one.prefixes)
          expected.insert(prefix + (path ? "/" + name : name));
      }
      const auto automaton = Automaton::read(dump_of(rules, true));
      ASSERT_TRUE(automaton) << one.name;
      auto strings = automaton->strings(2 * expected.size() + 20);
      ASSERT_TRUE(strings) << one.name << ": more than the names are accepted";
      // A class alone says that it is mediated.
      for (auto at = strings->begin(); at != strings->end();)
        at = at->size() <= 1 ? strings->erase(at) : std::next(at);
      EXPECT_EQ(*strings, expected) << one.name;
      proven += rules.size();
    }
    std::cout << "  " << one.name << ": " << proven << " rules proven\n";
  }
}

}  // namespace
}  // namespace profgen::suggest
