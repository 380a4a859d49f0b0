#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/fake_processes.hpp"
#include "base/memory_files.hpp"
#include "profgen/bundle.hpp"

namespace profgen::bundle {
namespace {

namespace fs = std::filesystem;

constexpr const char* ssh_signature = "-----BEGIN SSH SIGNATURE-----\nx\n";

// By the real tools, in a folder of its own.
class Signatures : public ::testing::Test {
 protected:
  void SetUp() override {
    directory = (fs::temp_directory_path() /
                 ("profgen-sign-" + std::to_string(::getpid()) + "-" +
                  ::testing::UnitTest::GetInstance()->current_test_info()->name()))
                    .string();
    fs::create_directories(directory);
    ASSERT_TRUE(files->replace(at("web.bundle"), "bytes\n"));
  }
  void TearDown() override { fs::remove_all(directory); }

  [[nodiscard]] std::string at(const std::string& name) const { return directory + "/" + name; }
  // A key, and an allowed_signers file NAME.allowed that trusts it.
  void make_ssh_key(const std::string& name, const std::string& options = "") const {
    const auto made = processes->run(
        {{"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", at(name)}, "", {}, 60});
    ASSERT_TRUE(made && made->exit_code == 0) << (made ? made->errors : made.error().text());
    const auto key = files->read(at(name + ".pub"));
    ASSERT_TRUE(key);
    ASSERT_TRUE(files->replace(at(name + ".allowed"), name + "@example.org " + options + *key));
  }
  std::string why_not(std::string_view bytes, std::string_view signature, const Trust& trust) {
    const Status status = verify(*files, *processes, bytes, signature, trust);
    return status ? "good" : status.error().text();
  }

  std::unique_ptr<Files> files = real_files();
  std::unique_ptr<Processes> processes = real_processes();
  std::string directory;
};

TEST_F(Signatures, OfSshAreGoodOnlyForTheseBytesAndTrustedKeys) {
  if (processes->find("ssh-keygen").empty()) GTEST_SKIP() << "ssh-keygen is not installed";
  make_ssh_key("alice", "namespaces=\"profgen-bundle\" ");
  make_ssh_key("mallory");
  const auto path = sign(*files, *processes, at("web.bundle"), SignatureKind::ssh, at("alice"));
  ASSERT_TRUE(path) << path.error().text();
  EXPECT_EQ(*path, at("web.bundle.sshsig"));
  const std::string signature = *files->read(*path);
  EXPECT_EQ(kind_of_signature(signature), SignatureKind::ssh);

  const Trust alice{SignatureKind::ssh, at("alice.allowed"), ""};
  EXPECT_EQ(why_not("bytes\n", signature, alice), "good");
  EXPECT_EQ(
      why_not("bytes\n", signature, {SignatureKind::ssh, at("alice.allowed"), "alice@example.org"}),
      "good");
  EXPECT_NE(why_not("bytes!\n", signature, alice).find("not of these bytes"), std::string::npos)
      << why_not("bytes!\n", signature, alice);
  EXPECT_NE(why_not("bytes\n", "", alice).find("it is not signed"), std::string::npos);
  for (const Trust& other :
       {Trust{SignatureKind::ssh, at("mallory.allowed"), ""},
        Trust{SignatureKind::ssh, at("mallory.allowed"), "mallory@example.org"},
        Trust{SignatureKind::ssh, at("alice.allowed"), "bob@example.org"}})
    EXPECT_NE(why_not("bytes\n", signature, other).find("it is by a key that is not in"),
              std::string::npos)
        << why_not("bytes\n", signature, other);
  std::string spoiled = signature;
  spoiled[spoiled.size() / 2] = spoiled[spoiled.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_NE(why_not("bytes\n", spoiled, alice), "good");
  EXPECT_NE(why_not("bytes\n", "rubbish", alice).find("no signature of ssh-keygen"),
            std::string::npos);
  EXPECT_NE(why_not("bytes\n", signature, {SignatureKind::ssh, at("none"), ""}).find("none"),
            std::string::npos);
}

TEST_F(Signatures, OfSshForAnotherUseAreNone) {
  if (processes->find("ssh-keygen").empty()) GTEST_SKIP() << "ssh-keygen is not installed";
  make_ssh_key("alice");
  const auto made = processes->run(
      {{"ssh-keygen", "-Y", "sign", "-n", "file", "-f", at("alice")}, "bytes\n", {}, 60});
  ASSERT_TRUE(made);
  const std::string why =
      why_not("bytes\n", made->output, {SignatureKind::ssh, at("alice.allowed"), ""});
  EXPECT_NE(why.find("for another use"), std::string::npos) << why;
}

TEST_F(Signatures, LeaveNothingBehind) {
  if (processes->find("ssh-keygen").empty()) GTEST_SKIP() << "ssh-keygen is not installed";
  make_ssh_key("alice");
  ASSERT_EQ(::setenv("TMPDIR", directory.c_str(), 1), 0);
  const auto before = std::distance(fs::directory_iterator(directory), fs::directory_iterator());
  EXPECT_NE(why_not("bytes\n", ssh_signature, {SignatureKind::ssh, at("alice.allowed"), ""}),
            "good");
  ::unsetenv("TMPDIR");
  EXPECT_EQ(std::distance(fs::directory_iterator(directory), fs::directory_iterator()), before);
}

TEST_F(Signatures, OfMinisignAreGoodOnlyForTheseBytesAndTrustedKeys) {
  if (processes->find("minisign").empty()) GTEST_SKIP() << "minisign is not installed";
  for (const char* name : {"alice", "mallory"}) {
    const auto made = processes->run({{"minisign", "-G", "-W", "-p", at(std::string(name) + ".pub"),
                                       "-s", at(std::string(name) + ".key")},
                                      "",
                                      {},
                                      60});
    ASSERT_TRUE(made);
    if (made->exit_code != 0) GTEST_SKIP() << "this minisign makes no key without a password";
  }
  const auto path =
      sign(*files, *processes, at("web.bundle"), SignatureKind::minisign, at("alice.key"));
  ASSERT_TRUE(path) << path.error().text();
  const std::string signature = *files->read(*path);
  const Trust alice{SignatureKind::minisign, at("alice.pub"), ""};
  EXPECT_EQ(why_not("bytes\n", signature, alice), "good");
  EXPECT_NE(why_not("bytes!\n", signature, alice).find("not of these bytes"), std::string::npos);
  EXPECT_NE(why_not("bytes\n", signature, {SignatureKind::minisign, at("mallory.pub"), ""})
                .find("a key that is not in"),
            std::string::npos);
}

// What minisign says, as its source has it.
TEST(SignatureTools, MinisignIsAskedWithFilesOfOurs) {
  MemoryFiles files;
  files.content["/keys"] = "untrusted comment: minisign public key\n";
  FakeProcesses processes;
  Finished answer{0, "", ""};
  processes.programs["minisign"] = [&](const Command& command) {
    EXPECT_EQ(*files.read(command.argv[5]), "bytes");
    EXPECT_EQ(*files.read(command.argv[7]), "untrusted comment: x\n");
    return answer;
  };
  const auto why = [&]() -> std::string {
    const Status status = verify(files, processes, "bytes", "untrusted comment: x\n",
                                 {kind_of_keys(files.content["/keys"]), "/keys", ""});
    return status ? "good" : status.error().reason;
  };
  EXPECT_EQ(why(), "good");
  answer = {1, "", "Signature verification failed\n"};
  EXPECT_NE(why().find("not of these bytes"), std::string::npos);
  answer = {1, "", "Signature key id in x is A\nbut the key id in the public key is B\n"};
  EXPECT_NE(why().find("a key that is not in /keys"), std::string::npos);
  EXPECT_EQ(files.content.size(), 1u) << "what was made for it is gone";
}

TEST(SignatureTools, ThatAreMissingAreTold) {
  MemoryFiles files;
  files.content["/x"] = "bytes";
  FakeProcesses processes;
  const Status status =
      verify(files, processes, "bytes", ssh_signature, {SignatureKind::ssh, "/keys", ""});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().kind, ErrorKind::system);
  EXPECT_NE(status.error().text().find("package openssh-client"), std::string::npos);
  const auto made = sign(files, processes, "/x", SignatureKind::minisign, "/key");
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().text().find("package minisign"), std::string::npos);
  EXPECT_FALSE(verify(files, processes, "bytes", ssh_signature, {}));
  EXPECT_FALSE(sign(files, processes, "/x", SignatureKind::none, "/key"));
}

TEST(SignatureTools, AKeyThatDoesNotSignIsTold) {
  MemoryFiles files;
  files.content["/x"] = "bytes";
  FakeProcesses processes;
  processes.programs["ssh-keygen"] = [](const Command& command) {
    EXPECT_EQ(command.input, "bytes");
    return Finished{255, "", "Couldn't load public key /key: \x1b[1mNo such file\n"};
  };
  const auto made = sign(files, processes, "/x", SignatureKind::ssh, "/key");
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().text().find("Couldn't load public key"), std::string::npos);
  EXPECT_EQ(made.error().text().find('\x1b'), std::string::npos);
  EXPECT_EQ(files.content.size(), 1u);
}

}  // namespace
}  // namespace profgen::bundle
