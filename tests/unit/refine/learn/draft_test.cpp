// Drafts of programs that stand in memory: nothing is run for them.
#include <gmock/gmock.h>

#include "base/memory_files.hpp"
#include "profgen/learn.hpp"
#include "refine/learn/script_head.hpp"
#include "unit/refine/learn/elf_file.hpp"

namespace profgen::refine::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class DraftTest : public ::testing::Test {
 protected:
  void SetUp() override {
    files_.content["/etc/apparmor.d/tunables/global"] = "";
    files_.content["/etc/apparmor.d/abi/3.0"] = "";
    files_.content["/etc/apparmor.d/abstractions/base"] =
        "/{,usr/}lib{,64}/ld-*.so* mr,\n/{,usr/}lib/x86_64-linux-gnu/lib{c,m}.so* mr,\n";
    files_.content["/etc/apparmor.d/abstractions/python"] = "/usr/lib/python3/** r,\n";
    files_.content["/etc/apparmor.d/abstractions/bash"] = "/etc/profile r,\n";
    library("/lib64/ld-linux-x86-64.so.2", {});
    library("/usr/lib/x86_64-linux-gnu/libc.so.6", {});
  }
  void library(const std::string& path, std::vector<std::string> needed) {
    files_.content[path] = ElfFile{true, false, 62, "", std::move(needed), ""}.bytes();
  }
  void program(const std::string& path, std::vector<std::string> needed,
               const std::string& run_path = "") {
    files_.content[path] =
        ElfFile{true, false, 62, "/lib64/ld-linux-x86-64.so.2", std::move(needed), run_path}
            .bytes();
  }
  [[nodiscard]] Result<Draft> draft(const std::string& name, const std::string& root = "/") const {
    DraftOptions options;
    options.root = root;
    options.search_path = "/usr/sbin:/usr/bin";
    options.abi = "abi/3.0";
    options.link_target = [this](const std::string& path) {
      const auto found = links_.find(path);
      return found == links_.end() ? std::string() : found->second;
    };
    const policy::Policy policy = policy::Policy::load(files_, {});
    return draft_profile(files_, policy, name, options);
  }
  [[nodiscard]] std::string text_of(const std::string& name) const {
    const auto made = draft(name);
    EXPECT_TRUE(made) << made.error().text();
    return made && made->change ? made->change->after : std::string();
  }

  MemoryFiles files_;
  std::map<std::string, std::string> links_;
};

TEST_F(DraftTest, LibrariesBeyondBaseGetRules) {
  library("/usr/lib/x86_64-linux-gnu/libpcre.so.3", {"libdeep.so.1", "libc.so.6"});
  library("/opt/deep/libdeep.so.1", {});
  files_.content["/etc/ld.so.conf"] = "include /etc/ld.so.conf.d/*.conf\n";
  files_.content["/etc/ld.so.conf.d/deep.conf"] = "# ours\n/opt/deep\n";
  program("/usr/sbin/nginx", {"libpcre.so.3", "libc.so.6"});
  EXPECT_EQ(text_of("nginx"),
            "abi <abi/3.0>,\n\ninclude <tunables/global>\n\n"
            "profile /usr/sbin/nginx flags=(complain) {\n  include <abstractions/base>\n\n"
            "  /usr/sbin/nginx mr,\n"
            "  /usr/lib/x86_64-linux-gnu/libpcre.so.3 mr,\n"
            "  /opt/deep/libdeep.so.1 mr,\n}\n");
  EXPECT_EQ(draft("nginx")->file, "/etc/apparmor.d/usr.sbin.nginx");
  EXPECT_EQ(draft("/usr/sbin/nginx")->profile, "/usr/sbin/nginx");
}

TEST_F(DraftTest, ALibraryOfAnotherMachineIsNotTaken) {
  files_.content["/usr/lib/x86_64-linux-gnu/libodd.so"] =
      ElfFile{false, false, 3, "", {}, ""}.bytes();
  library("/usr/lib/libodd.so", {});
  program("/usr/bin/a", {"libodd.so", "libgone.so.2"});
  EXPECT_THAT(text_of("a"), HasSubstr("  /usr/lib/libodd.so mr,\n"));
  EXPECT_THAT(draft("a")->notes, ElementsAre(HasSubstr("libgone.so.2")));
}

TEST_F(DraftTest, TheRunPathComesFirst) {
  library("/opt/app/lib/libown.so", {});
  library("/usr/lib/libown.so", {});
  program("/opt/app/bin/app", {"libown.so"}, "$ORIGIN/../lib");
  EXPECT_THAT(text_of("/opt/app/bin/app"), HasSubstr("  /opt/app/lib/libown.so mr,\n"));
}

TEST_F(DraftTest, SymbolicLinksAreFollowedInsideTheRoot) {
  program("/image/usr/lib/app/real", {});
  links_["/image/usr/bin"] = "/usr/lib/app";
  links_["/image/usr/lib/app/tool"] = "../app/./real";
  const auto made = draft("tool", "/image/");
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_EQ(made->program, "/usr/lib/app/real");
  links_["/image/usr/lib/app/tool"] = "tool";
  EXPECT_FALSE(draft("tool", "/image/"));
}

TEST_F(DraftTest, ScriptsGetTheirInterpreters) {
  program("/usr/bin/python3.11", {"libc.so.6"});
  program("/usr/bin/env", {"libc.so.6"});
  links_["/usr/bin/python3"] = "python3.11";
  files_.content["/usr/bin/tool"] = "#!/usr/bin/env -S A=b python3 -u\nprint()\n";
  const std::string text = text_of("tool");
  EXPECT_THAT(text, HasSubstr("include <abstractions/python>"));
  EXPECT_THAT(text, HasSubstr("  /usr/bin/env        mrix,\n"));
  EXPECT_THAT(text, HasSubstr("  /usr/bin/python3.11 mrix,\n"));
  EXPECT_THAT(text, HasSubstr("  /usr/bin/tool       r,\n"));
}

TEST_F(DraftTest, HatsThatLogprofConfAsksFor) {
  files_.content["/etc/apparmor/logprof.conf"] =
      "[required_hats]\n  ^.+/apache(|2)$ = DEFAULT_URI HANDLING_UNTRUSTED_INPUT\n"
      "  ( = broken\n[defaulthat]\n  ^.+/apache(|2)$ = DEFAULT_URI\n";
  program("/usr/sbin/apache2", {});
  program("/usr/sbin/other", {});
  const std::string text = text_of("apache2");
  EXPECT_THAT(text, HasSubstr("hat DEFAULT_URI flags=(complain) {"));
  EXPECT_THAT(text, HasSubstr("hat HANDLING_UNTRUSTED_INPUT flags=(complain) {"));
  EXPECT_THAT(text_of("other"), Not(HasSubstr("hat ")));
}

TEST_F(DraftTest, AProfileThatAttachesIsLearnedFurther) {
  program("/usr/sbin/nginx", {});
  files_.content["/etc/apparmor.d/web"] = "profile web /usr/sbin/{nginx,httpd} {\n}\n";
  const auto made = draft("nginx");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->profile, "web");
  EXPECT_EQ(made->file, "/etc/apparmor.d/web");
  EXPECT_FALSE(made->change);
  EXPECT_EQ(made->mode, policy::Mode::enforce);
}

TEST_F(DraftTest, OddNamesAreWrittenSafely) {
  program("/opt/my {app}*", {});
  const auto made = draft("/opt/my {app}*");
  ASSERT_TRUE(made) << made.error().text();
  const auto checked =
      policy::check_text(files_, made->file, made->change->after, policy::LoadOptions{});
  for (const Diagnostic& one : checked) EXPECT_NE(one.severity, Severity::error) << one.message;
  EXPECT_THAT(made->file, Not(HasSubstr("{")));
}

TEST_F(DraftTest, WhatIsNoProgramIsRefused) {
  files_.content["/usr/bin/text"] = "just words\n";
  program("/usr/bin/taken", {});
  files_.content["/etc/apparmor.d/usr.bin.taken"] = "profile other {\n}\n";
  for (const std::string name : {"gone", "/usr/bin/gone", "/usr/bin", "text", "taken"}) {
    const auto made = draft(name);
    ASSERT_FALSE(made) << name;
    EXPECT_EQ(made.error().kind, ErrorKind::usage) << name;
  }
}

TEST_F(DraftTest, WithoutAbstractionsAllLibrariesGetRules) {
  files_.content.erase("/etc/apparmor.d/abstractions/base");
  program("/usr/bin/a", {"libc.so.6"});
  const std::string text = text_of("a");
  EXPECT_THAT(text, Not(HasSubstr("abstractions/base")));
  EXPECT_THAT(text, HasSubstr("libc.so.6 mr,"));
  EXPECT_THAT(text, HasSubstr("/lib64/ld-linux-x86-64.so.2 mr,"));
}

TEST(ScriptHead, IsReadAsTheKernelReadsIt) {
  EXPECT_THAT(script_interpreters("#! /bin/sh -e\n"), ElementsAre("/bin/sh"));
  EXPECT_THAT(script_interpreters("#!/usr/bin/env"), ElementsAre("/usr/bin/env"));
  EXPECT_THAT(script_interpreters("#!sh\n"), IsEmpty());
  EXPECT_THAT(script_interpreters("#!\n"), IsEmpty());
  EXPECT_THAT(script_interpreters("#!/" + std::string(300, 'x') + "\n"), IsEmpty());
  EXPECT_EQ(abstraction_of_interpreter("/usr/bin/python3.11"), "abstractions/python");
  EXPECT_EQ(abstraction_of_interpreter("/bin/dash"), "abstractions/bash");
  EXPECT_EQ(abstraction_of_interpreter("/usr/bin/perl5.36.0"), "abstractions/perl");
  EXPECT_EQ(abstraction_of_interpreter("/usr/bin/shfmt"), "");
}

}  // namespace
}  // namespace profgen::refine::test
