#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "profgen/report.hpp"
#include "profgen/system.hpp"
#include "unit/refine/fixture.hpp"

namespace profgen::report {
namespace {

using refine::test::exec_record;
using refine::test::file_record;
using refine::test::policy_of;
using refine::test::record;
using ::testing::HasSubstr;
using ::testing::Not;

// Everything that a page is made of, from text.
struct World {
  evidence::Evidence evidence;
  Timeline timeline;
  log::ReadReport reading;
  policy::Policy policy;
  suggest::Guard guard = suggest::default_guard();
  refine::Recommendation recommendation;

  explicit World(const std::string& log, const std::string& profile = refine::test::plain)
      : policy(policy_of(profile)) {
    reading = log::read_text(log, "test.log", [&](const Record& one, const Event& event) {
      evidence.add(one, event);
      timeline.add(one, event);
    });
    recommendation = refine::recommend(evidence, policy, guard, refine::test::exact());
  }
  [[nodiscard]] std::string page(const PageLimits& limits = {}) const {
    PageInput input{recommendation, evidence, policy, guard, reading, timeline};
    input.sources = evidence.sources();
    input.arguments = {"--policy-dir", "/policy", "test.log"};
    input.made_us = 1795500000000000;
    const suggest::ReadyInput ready{
        evidence, policy, profiles_to_judge(recommendation, policy), nullptr, true, {}, 0};
    input.ready_now = suggest::judge_readiness_each(ready, {});
    return report::page(input, limits);
  }
};

std::string usual_log() {
  return file_record(1, "t", "/etc/b", "r") + file_record(2, "t", "/srv/data", "w", "DENIED") +
         record(3, "capable", "t", "capability=21  capname=\"sys_admin\"") +
         exec_record(4, "t", "/usr/bin/id");
}

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

TEST(Page, Golden) {
  const std::string page = World(usual_log()).page();
  const std::string golden = std::string(PROFGEN_SOURCE_DIR) + "/tests/data/report/page.html";
  if (std::getenv("PROFGEN_UPDATE_GOLDEN") != nullptr) {
    ASSERT_TRUE(real_files()->replace(golden, page, 0644));
  }
  const Result<std::string> standing = real_files()->read(golden);
  ASSERT_TRUE(standing) << "PROFGEN_UPDATE_GOLDEN=1 writes it";
  EXPECT_EQ(page, *standing);
}

TEST(Page, HoldsTheFactsAndNothingThatRunsOrFetches) {
  const std::string page = World(usual_log()).page();
  EXPECT_THAT(page, HasSubstr("content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri "
                              "'none'; form-action 'none'\""));
  for (const char* part : {"<script", "javascript:", "http://", "https://", "url(", "@import",
                           "<img", "<link", "<iframe", "onclick", "onload"})
    EXPECT_THAT(page, Not(HasSubstr(part)));
  EXPECT_THAT(page, HasSubstr("<code>capability sys_admin,</code>"));
  EXPECT_THAT(page, HasSubstr("guard refuses"));
  EXPECT_THAT(page, HasSubstr("executes /usr/bin/id  →  "));
  EXPECT_THAT(page, HasSubstr("<span class=\"add\">+  capability sys_admin,</span>"));
  EXPECT_THAT(page, HasSubstr("4 accesses would be blocked"));
  EXPECT_THAT(page, HasSubstr("1 denied, 3 allowed in complain mode"));
}

TEST(Page, HostileNamesStayText) {
  const std::string nasty = "/srv/<script>alert(1)</script>'&\x1b[31m\xff\u202e";
  const auto hex = [](const std::string& bytes) {
    std::string out;
    for (const unsigned char byte : bytes) out += fmt::format("{:02X}", byte);
    return out;
  };
  const std::string log =
      record(1, "open", "t",
             "name=" + hex(nasty) + " requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=1") +
      record(2, "open", "<b>p</b>",
             "name=\"/a\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=1") +
      record(3, "exec", "t",
             "name=" + hex("/bin/\"><svg onload=alert(1)>") +
                 " requested_mask=\"x\" denied_mask=\"x\" fsuid=0 ouid=0");
  const std::string page = World(log).page();
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("<b>p</b>")));
  EXPECT_THAT(page, Not(HasSubstr("<svg onload")));
  EXPECT_EQ(page.find('\x1b'), std::string::npos);
  EXPECT_EQ(page.find('\xff'), std::string::npos);
  EXPECT_EQ(page.find("\u202e"), std::string::npos);
  // What stands open is closed.
  for (const char* tag : {"section", "article", "details", "table", "ol", "ul", "figure", "pre"})
    EXPECT_EQ(times(page, std::string("<") + tag + ">") + times(page, std::string("<") + tag + " "),
              times(page, std::string("</") + tag + ">"))
        << tag;
}

TEST(Page, ItsSizeIsBoundedAndWhatIsLeftOutIsTold) {
  std::string log;
  for (int i = 0; i < 400; ++i)
    log += file_record(i + 1, "t", "/data/" + std::to_string(i * 37), "r");
  log += record(500, "capable", "t", "capability=21  capname=\"sys_admin\"");
  const World world(log);
  PageLimits limits;
  limits.rules = 50;
  limits.diff_lines = 20;
  const std::string page = world.page(limits);
  EXPECT_EQ(times(page, "<li id=\"r"), 50u);
  EXPECT_THAT(page, HasSubstr("<code>capability sys_admin,</code>"));  // the worst is there
  const std::size_t questions = world.recommendation.answers.size();
  ASSERT_GT(questions, 50u);
  EXPECT_THAT(page, HasSubstr(std::to_string(questions - 50) +
                              " less severe questions left out here: <code>profgen suggest "
                              "--profile t --policy-dir /policy test.log</code> lists all"));
  EXPECT_THAT(page, HasSubstr("<code>profgen suggest --format=diff --policy-dir"));
  EXPECT_LT(page.size(), world.page().size() / 2);
}

TEST(Page, OfNothing) {
  const std::string page = World("").page();
  EXPECT_THAT(page, HasSubstr("No event names an access."));
  EXPECT_THAT(page, HasSubstr("Nothing is missing"));
  EXPECT_THAT(page, HasSubstr("No file would change."));
}

}  // namespace
}  // namespace profgen::report
