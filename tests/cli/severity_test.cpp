// The host's severity.db, found below --root.
#include <gmock/gmock.h>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SeverityDb : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    write("root/etc/apparmor.d/t", "profile t /usr/bin/t {\n}\n");
    write("log",
          "type=AVC msg=audit(1795457404.512:1): apparmor=\"ALLOWED\" operation=\"capable\" "
          "profile=\"t\" pid=7 comm=\"t\" capability=0 capname=\"chown\"\n");
  }
  [[nodiscard]] Finished generate() const {
    return profgen({"generate", path("log"), "-q", "--root", path("root"), "--abi", "none", "-o",
                    path("out")});
  }
  [[nodiscard]] std::string written() const {
    const auto text = real_files()->read(path("out/t"));
    return text ? text.value() : std::string();
  }
};

TEST_F(SeverityDb, WithoutOneOurOwnFiguresCount) {
  const Finished done = generate();
  EXPECT_THAT(written(), HasSubstr("capability chown,")) << done.errors;
}

TEST_F(SeverityDb, WhatItRatesWorseIsLeftToAPerson) {
  write("root/etc/apparmor/severity.db", "# ratings\nCAP_CHOWN 9\n/etc/a 1 2\n");
  const Finished done = generate();
  EXPECT_THAT(written(), Not(HasSubstr("chown"))) << done.errors;
  EXPECT_THAT(done.errors, HasSubstr("severity.db:3:1: warning: the line is left out"));
}

}  // namespace
}  // namespace profgen::test
