// Upstream's own log records with the rules that upstream expects of each, against ours with
// everything literal and exec answered `ix`. The data is GPL: it is read where it lies, or skipped.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

// Where ours is meant to differ.
struct Reason {
  const char* record;
  const char* why;
};
constexpr Reason reasons[] = {
    {"testcase_network_send_receive",
     "upstream makes a hat `null-/bin/dash`; a `//null-` child is the program it runs"},
    {"syslog_datetime_", "upstream makes a hat `null-2d`; a numbered child is folded by answer"},
    {"testcase_userns_02", "an AUDIT record of unconfined asks for nothing"},
    {"posix_mqueue_disconnected_no_name", "a disconnected path: a hint, no rule"},
};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void add_lines(std::multiset<std::string>& into, const std::string& profile,
               const policy::Rule& rule) {
  into.insert(profile + ": " + policy::to_text(rule));
}

// The rules of a profile as upstream expects it, normalised by reading and printing.
void add_expected(std::multiset<std::string>& into, const std::vector<policy::Item>& items,
                  const std::string& profile) {
  for (const policy::Item& item : items) {
    if (const auto* header = std::get_if<policy::ProfileHeader>(&item.value))
      add_expected(into, item.children,
                   profile.empty() ? header->name : profile + "//" + header->name);
    if (const auto* rule = std::get_if<policy::Rule>(&item.value)) add_lines(into, profile, *rule);
  }
}

std::multiset<std::string> ours(const std::string& record, const policy::Policy& policy) {
  evidence::Evidence evidence;
  (void)log::read_text(record, "record",
                       [&](const Record& r, const Event& event) { evidence.add(r, event); });
  ExecChoices choices;
  for (auto open = exec_questions(evidence, policy, choices); !open.empty();
       open = exec_questions(evidence, policy, choices))
    for (const ExecQuestion& question : open)
      choices[{question.subject, question.program}] = {"ix", {}};
  Options options;
  options.generalise = Generalise::exact;
  std::multiset<std::string> out;
  const auto proposals = propose(fold(evidence, policy, choices), policy, choices, options);
  for (const ProfileProposals& profile : proposals.profiles)
    for (const Proposal& proposal : profile.proposals)
      for (const policy::Rule& rule : proposal.candidates.at(0).rules)
        add_lines(out, profile.subject.profile, rule);
  return out;
}

std::string listed(const std::multiset<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += "    " + line + "\n";
  return out.empty() ? "    (none)\n" : out;
}

TEST(RecordsConformance, RulesOfUpstreamsRecords) {
  const std::string shared = testing::shared_dir();
  const std::filesystem::path dir = shared + "/conformance/records";
  if (shared.empty() || !std::filesystem::exists(dir))
    GTEST_SKIP() << "skipped: no conformance records (PROFGEN_SHARED)";
  std::set<std::filesystem::path> wanted;
  for (const auto& entry : std::filesystem::directory_iterator(dir))
    if (entry.path().extension() == ".profile") wanted.insert(entry.path());
  MemoryFiles nothing;
  nothing.content["/etc/apparmor.d/tunables/global"] = "";
  const auto policy = policy::Policy::load(nothing, {});
  std::size_t agree = 0;
  std::size_t explained = 0;
  for (const auto& path : wanted) {
    std::multiset<std::string> expected;
    add_expected(expected, policy::parse(make_source(path.string(), text_of(path))).items, {});
    auto record = path;
    record.replace_extension(".in");
    const auto made = ours(text_of(record), policy);
    if (made == expected) {
      ++agree;
      continue;
    }
    const std::string name = path.stem();
    const char* why = nullptr;
    for (const Reason& reason : reasons)
      if (name.rfind(reason.record, 0) == 0) why = reason.why;
    if (why != nullptr) ++explained;
    std::cout << "  differs: " << name << (why != nullptr ? std::string(" (") + why + ")" : "")
              << "\n   upstream:\n"
              << listed(expected) << "   ours:\n"
              << listed(made);
  }
  std::cout << "  " << agree << " of " << wanted.size() << " agree, " << explained
            << " differ for a reason\n";
  EXPECT_EQ(agree + explained, wanted.size());
  EXPECT_GE(agree * 100, wanted.size() * 80);
}

}  // namespace
}  // namespace profgen::suggest
