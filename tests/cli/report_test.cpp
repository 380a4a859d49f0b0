// `profgen report`: the page as the built program writes it, and as a browser reads it.
#include <filesystem>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

class Report : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    folder_ = sample("nginx");
  }
  [[nodiscard]] Finished report(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> call = {
        "report", folder_ + "/audit.log", "--policy-dir", folder_ + "/apparmor.d",
        "-o",     path("r.html"),         "--as-of",      "2026-11-27"};
    call.insert(call.end(), more.begin(), more.end());
    return profgen(call);
  }
  std::string folder_;
};

TEST_F(Report, WritesOnePageAndChangesNothingElse) {
  const auto before = snapshot(folder_);
  const Finished done = report();
  EXPECT_EQ(done.exit_code, 1) << done.errors;  // something is proposed
  EXPECT_EQ(done.output, "");
  EXPECT_TRUE(has(done.errors, "r.html: 27 proposed rules, ")) << done.errors;
  EXPECT_EQ(snapshot(folder_), before);
  const std::string page = read(path("r.html"));
  EXPECT_TRUE(has(page, "<title>AppArmor: 27 proposed rules in ")) << page.substr(0, 1000);
  EXPECT_TRUE(has(page, "2026-11-27 00:00:00")) << page.substr(0, 6000);
  EXPECT_TRUE(has(page, "with these lines"));
  // The same bytes every time, and on standard output.
  EXPECT_EQ(report({"-q"}).errors, "");
  EXPECT_EQ(read(path("r.html")), page);
  const Finished shown = profgen({"report", folder_ + "/audit.log", "--policy-dir",
                                  folder_ + "/apparmor.d", "-o", "-", "--as-of", "2026-11-27"});
  EXPECT_EQ(shown.output, page);
}

TEST_F(Report, WrongUsageAndWhatCannotBeReadOrWritten) {
  EXPECT_EQ(profgen({"report", folder_ + "/audit.log"}).exit_code, 2);
  EXPECT_EQ(report({"--generalise", "much"}).exit_code, 2);
  const Finished time = profgen({"report", "-o", path("x"), "--as-of", "soon"});
  EXPECT_EQ(time.exit_code, 2);
  EXPECT_TRUE(has(time.errors, "--as-of")) << time.errors;
  EXPECT_EQ(profgen({"report", path("gone.log"), "-o", path("x.html")}).exit_code, 3);
  EXPECT_FALSE(std::filesystem::exists(path("x.html")));
  const Finished there = report({path("gone.log")});
  EXPECT_EQ(there.exit_code, 3);
  EXPECT_TRUE(has(read(path("r.html")), "<b>Not read:</b> ")) << there.errors;
  const Finished nowhere = profgen({"report", folder_ + "/audit.log", "--policy-dir",
                                    folder_ + "/apparmor.d", "-o", path("no/such/r.html")});
  EXPECT_NE(nowhere.exit_code, 0);
  EXPECT_NE(nowhere.exit_code, 1);
}

TEST_F(Report, EvidenceFilesHaveNoPictureOfTheTime) {
  ASSERT_EQ(profgen({"collect", "-q", folder_ + "/audit.log", "-o", path("e.jsonl")}).exit_code, 0);
  const Finished done = profgen({"report", path("e.jsonl"), "--policy-dir", folder_ + "/apparmor.d",
                                 "-o", "-", "--as-of", "2026-11-27"});
  EXPECT_EQ(done.exit_code, 1) << done.errors;
  EXPECT_TRUE(has(done.output, "there is nothing to draw"));
  EXPECT_TRUE(has(done.output, "by an evidence file"));
  EXPECT_FALSE(has(done.output, "<figure"));
}

class ReportInABrowser : public Report {
 protected:
  [[nodiscard]] Finished chromium(const std::vector<std::string>& more) const {
    Command command;
    command.argv = {browser_,
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--no-first-run",
                    "--user-data-dir=" + path("browser"),
                    "--enable-logging=stderr"};
    command.argv.insert(command.argv.end(), more.begin(), more.end());
    command.argv.push_back("file://" + path("r.html"));
    command.timeout_seconds = 180;
    const Result<Finished> done = real_processes()->run(command);
    return done ? *done : Finished{-1, "", done.error().text()};
  }
  void SetUp() override {
    Report::SetUp();
    for (const char* name : {"chromium", "chromium-browser", "google-chrome"})
      if (browser_.empty()) browser_ = real_processes()->find(name);
    if (browser_.empty()) GTEST_SKIP() << "no chromium is installed";
  }
  std::string browser_;
};

TEST_F(ReportInABrowser, LoadsWithoutAWordInTheConsole) {
  const std::string name = "2F7372762F3C7363726970743E616C6572742831293C2F7363726970743E22273E";
  write("more.log",
        "type=AVC msg=audit(1795457177.476:9): apparmor=\"ALLOWED\" operation=\"open\" "
        "profile=\"/usr/sbin/nginx\" name=" +
            name + " pid=1 comm=\"c\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=1\n");
  ASSERT_EQ(report({path("more.log")}).exit_code, 1);
  const Finished dom = chromium({"--dump-dom"});
  ASSERT_EQ(dom.exit_code, 0) << dom.errors;
  EXPECT_FALSE(has(dom.errors, "CONSOLE")) << dom.errors;
  // The page's own policy lets no script run, so this is what stands there without any.
  EXPECT_FALSE(has(dom.output, "<script"));
  for (const char* fact :
       {"What was read", "Events over time", "Proposed rules", "Readiness to enforce", "Refused",
        "/srv/&lt;script&gt;alert(1)&lt;/script&gt;", "severity 7", "<svg", "+++ b"})
    EXPECT_TRUE(has(dom.output, fact)) << fact;
}

TEST_F(ReportInABrowser, Prints) {
  ASSERT_EQ(report().exit_code, 1);
  const Finished print = chromium({"--no-pdf-header-footer", "--print-to-pdf=" + path("r.pdf")});
  ASSERT_EQ(print.exit_code, 0) << print.errors;
  EXPECT_FALSE(has(print.errors, "CONSOLE")) << print.errors;
  const std::string pdf = read(path("r.pdf"));
  EXPECT_EQ(pdf.substr(0, 5), "%PDF-");
  const std::string to_text = real_processes()->find("pdftotext");
  if (to_text.empty()) GTEST_SKIP() << "no pdftotext: the text of the print was not looked at";
  Command command;
  command.argv = {to_text, "-layout", path("r.pdf"), "-"};
  const Result<Finished> text = real_processes()->run(command);
  ASSERT_TRUE(text);
  for (const char* fact : {"AppArmor policy review", "What was read", "Proposed rules", "severity",
                           "Readiness to enforce", "Signature"})
    EXPECT_TRUE(has(text->output, fact)) << fact;
}

}  // namespace
}  // namespace profgen::test
