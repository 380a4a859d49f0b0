// docs/guard.md is kept true: its examples are read as they stand there, and it tells every key.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "profgen/guard.hpp"

namespace profgen::suggest {
namespace {

std::string document() {
  std::ifstream in(std::string(PROFGEN_SOURCE_DIR) + "/docs/guard.md");
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

std::vector<std::string> examples(const std::string& text) {
  std::vector<std::string> found;
  for (std::size_t at = 0; (at = text.find("```yaml\n", at)) != std::string::npos;) {
    const std::size_t end = text.find("```", at + 8);
    if (end == std::string::npos) break;
    found.push_back(text.substr(at + 8, end - at - 8));
    at = end + 3;
  }
  return found;
}

TEST(GuardDocs, ExamplesAreGuardFiles) {
  const auto all = examples(document());
  EXPECT_EQ(all.size(), 2u);
  for (const std::string& example : all) {
    std::vector<Diagnostic> diagnostics;
    EXPECT_TRUE(read_guard("docs/guard.md", example, diagnostics));
    for (const Diagnostic& diagnostic : diagnostics) ADD_FAILURE() << render(diagnostic);
  }
}

// The keys that the reader knows, as it tells them itself.
TEST(GuardDocs, EveryKeyIsTold) {
  const std::string text = document();
  const struct {
    const char* file;
    const char* before;  // of the key in the table
  } cases[] = {
      {"zzzzzzzz: 1\n", ""},
      {"never: {zzzzzzzz: 1}\n", "never."},
      {"abstractions: {zzzzzzzz: 1}\n", "abstractions."},
  };
  for (const auto& one : cases) {
    std::vector<Diagnostic> diagnostics;
    EXPECT_FALSE(read_guard("g", one.file, diagnostics));
    ASSERT_EQ(diagnostics.size(), 1u);
    std::istringstream words(diagnostics[0].hint.substr(std::string("known: ").size()));
    std::size_t count = 0;
    for (std::string word; words >> word; ++count) {
      if (word.back() == ',') word.pop_back();
      if (word == "never" || word == "abstractions") continue;  // by what stands in them
      EXPECT_NE(text.find("| `" + (one.before + word) + "` |"), std::string::npos) << word;
    }
    EXPECT_GE(count, 2u) << diagnostics[0].hint;
  }
}

TEST(GuardDocs, EveryEscapeIsTold) {
  const std::string text = document();
  for (const GuardEscape& escape : guard_escapes())
    EXPECT_NE(text.find("`" + std::string(escape.word) + "` ("), std::string::npos) << escape.word;
}

// Who decides: the document's own table of answers.
TEST(GuardDocs, TheExampleAnswersAsTold) {
  std::vector<Diagnostic> diagnostics;
  const auto guard = read_guard("docs/guard.md", examples(document()).at(1), diagnostics);
  ASSERT_TRUE(guard);
  const struct {
    const char* profile;
    const char* rule;
    GuardAnswer answer;
  } cases[] = {
      {"p", "/srv/secrets/a r,", GuardAnswer::refuse},
      {"p", "/var/lib/app/x rw,", GuardAnswer::refuse},
      {"p", "/var/lib/app/x r,", GuardAnswer::accept},
      {"p", "/srv/mail/a r,", GuardAnswer::refuse},
      {"p", "owner /srv/mail/a r,", GuardAnswer::accept},
      {"p", "capability sys_boot,", GuardAnswer::deny},
      {"p", "capability audit_write,", GuardAnswer::refuse},
      {"p", "capability chown,", GuardAnswer::ask},
      {"p", "network,", GuardAnswer::refuse},
      {"p", "mount,", GuardAnswer::deny},
      {"p", "/root/x r,", GuardAnswer::deny},
      {"p", "/srv/www/index rw,", GuardAnswer::accept},
      {"p", "/etc/mysql/server.key r,", GuardAnswer::refuse},
      {"mysqld", "/etc/mysql/server.key r,", GuardAnswer::accept},
      {"p", "/usr/bin/id ix,", GuardAnswer::accept},
      {"p", "/opt/x ix,", GuardAnswer::ask},
  };
  for (const auto& one : cases) {
    const auto told =
        explain(*guard, {"", one.profile}, *policy::rule_from_text(one.rule)).judgement;
    EXPECT_EQ(told.answer, one.answer) << one.profile << " " << one.rule << "\n" << told.reason;
  }
}

}  // namespace
}  // namespace profgen::suggest
