// Overlap and equality of patterns as the real compiler sees them: two rules with wildcards that
// lead one program into two profiles are refused, and equal patterns compile to equal bytes.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>

#include "policy/aare_exact.hpp"
#include "policy/aare_sets.hpp"
#include "profgen/system.hpp"

namespace profgen::policy {
namespace {

struct Pair {
  const char* a;
  const char* b;
  bool overlap;
  bool equal = false;
};

// No pair has `*`, `?` or `^` inside a class: there the compiler (3.0.8) takes them for what they
// are outside. In each pair both have wildcards or neither has: else the one would win, and nothing
// be refused.
constexpr Pair pairs[] = {
    {"/usr/bin/*", "/usr/bin/*", true, true},
    {"/usr/bin/*", "/usr/sbin/*", false},
    {"/usr/bin/*", "/usr/**/ls", true},
    {"/usr/bin/*", "/usr/*/ls", true},
    {"/usr/bin/*", "/usr/bin/*/", false},
    {"/usr/bin/*", "/usr/bin/**", true},
    {"/usr/bin/*/", "/usr/bin/**", true},
    {"/usr/bin/*", "/usr/bin**", true},
    {"/usr/bin/**", "/usr/bin/?**", true, true},
    {"/usr/bin/*", "/usr/bin/?*", true, true},
    {"/usr/bin/*", "/usr/bin/?", true},
    {"/usr/bin/?", "/usr/bin/??", false},
    {"/usr/bin/a*", "/usr/bin/b*", false},
    {"/usr/bin/a*", "/usr/bin/*b", true},
    {"/usr/bin/a*c", "/usr/bin/*b", false},
    {"/usr/bin/a*b", "/usr/bin/*ab", true},
    {"/usr/bin/[ab]", "/usr/bin/[bc]", true},
    {"/usr/bin/[ab]", "/usr/bin/[cd]", false},
    {"/usr/bin/[a-f]", "/usr/bin/[f-z]", true},
    {"/usr/bin/[a-e]", "/usr/bin/[f-z]", false},
    {"/usr/bin/[^a]?", "/usr/bin/[a]?", false},
    {"/usr/bin/[^a]", "/usr/bin/[^b]", true},
    {"/usr/bin/[^a]x", "/usr/bin/?x", true},
    {"/usr/bin[^a]x", "/usr/bin/?", true},
    {"/usr/bin[^/]x", "/usr/bin/?", false},
    {"/usr/bin/[abc]", "/usr/bin/[a-c]", true, true},
    {"/usr/bin/[a-c]*", "/usr/bin/{a,b,c}*", true, true},
    {"/usr/bin/{a,b}", "/usr/bin/{b,c}", true},
    {"/usr/bin/{a,b}", "/usr/bin/{c,d}", false},
    {"/usr/bin/{a,b}", "/usr/bin/{b,a}", true, true},
    {"/{usr/,}bin/x", "/{,usr/}bin/x", true, true},
    {"/{usr/,}bin/x", "/usr/{s,}bin/x", true},
    {"/{usr/,}bin/x*", "/{opt,usr}/bin/y*", false},
    {"/{usr/,}{s,}bin/*", "/sbin/*", true},
    {"/{a,b{c,d}e,}f*", "/bdef*", true},
    {"/{a,b{c,d}e,}f*", "/bef*", false},
    {"/{,**}x*", "/**/x*", true},
    {"/{,**}x*", "/*x*", true},
    {"/a/*/c", "/a/b/*", true},
    {"/a/*/c", "/a/b/?/*", false},
    {"/a/**/c", "/a/b/?/*", true},
    {"/a/**/c", "/a/*c", false},
    {"/a/**c", "/a/*c", true},
    {"/a/***", "/a/**", true, true},
    {"/a/{*,**}", "/a/{**,}", true, true},
    {"/a{*,**}", "/a**", true, true},
    {"/a/*{,x}", "/a/{*,}x", true},
    {"/a/{b*,bc*}", "/a/b*", true, true},
    {"/a/{b,c}/*", "/a/{b/*,c/*}", true},
    {"/a\\*b*", "/a\\*b?", true},
    {"/a\\*b*", "/axb*", false},
    {"/a\\x2ab*", "/a\\*b*", true, true},
    {"/a\\052b*", "/a\\*b*", true, true},
    {"/a\\?*", "/a\\?b*", true},
    {"/a\\?*", "/ab*", false},
    {"/a\\[b\\]*", "/a\\[b\\]?", true},
    {"/a.b*", "/axb*", false},
    {"/a+b*", "/aab*", false},
    {"/a(b|c)*", "/ab*", false},
    {"/a$*", "/a$?", true},
    {"/a^b*", "/a\\^b*", true, true},
    {"/a b*", "/a\\040b*", true, true},
    {"/\303\244*", "/\\303\\244*", true, true},
    {"/\303\244*", "/\303?", true},
    {"/d[^\\]]*", "/d\\]*", false},
    {"/d[\\]a]*", "/d\\]*", true},
};

class AareCompiler : public ::testing::Test {
 protected:
  void SetUp() override {
    if (processes_->find("apparmor_parser").empty())
      GTEST_SKIP() << "no apparmor_parser here: patterns were not held against the compiler";
  }
  Finished compile(const std::string& rules) {
    const std::string file =
        testing::TempDir() + "profgen_aare." + std::to_string(::getpid()) + ".aa";
    std::ofstream(file, std::ios::binary) << "profile t {\n" << rules << "}\n";
    Command command;
    command.argv = {"apparmor_parser", "-QKS", file};
    const auto finished = processes_->run(command);
    std::filesystem::remove(file);
    return finished ? *finished : Finished{};
  }
  std::unique_ptr<Processes> processes_ = real_processes();
};

std::string quoted(const char* pattern, const char* rest) {
  return std::string("\"") + pattern + "\" " + rest + ",\n";
}

TEST_F(AareCompiler, RefusesWhatOverlaps) {
  for (const Pair& pair : pairs) {
    SCOPED_TRACE(std::string(pair.a) + " | " + pair.b);
    EXPECT_EQ(aare_overlaps(pair.a, pair.b), pair.overlap);
    EXPECT_EQ(aare_exact(pair.a), aare_exact(pair.b));
    const Finished done = compile(quoted(pair.a, "Px -> a") + quoted(pair.b, "Px -> b"));
    const bool refused = done.errors.find("conflicting x modifiers") != std::string::npos;
    EXPECT_EQ(done.exit_code != 0, refused) << done.errors;
    EXPECT_EQ(refused, pair.overlap) << done.errors;
  }
}

TEST_F(AareCompiler, CompilesEqualPatternsToEqualBytes) {
  int equal = 0;
  for (const Pair& pair : pairs) {
    SCOPED_TRACE(std::string(pair.a) + " | " + pair.b);
    const bool covers_both_ways =
        aare_covers({pair.a}, pair.b) == true && aare_covers({pair.b}, pair.a) == true;
    const Finished a = compile(quoted(pair.a, "r")), b = compile(quoted(pair.b, "r"));
    ASSERT_EQ(a.exit_code, 0) << a.errors;
    ASSERT_EQ(b.exit_code, 0) << b.errors;
    EXPECT_EQ(a.output == b.output, covers_both_ways);
    EXPECT_EQ(covers_both_ways, pair.equal);
    equal += covers_both_ways ? 1 : 0;
  }
  std::cout << "cases: " << std::size(pairs) << " (" << equal << " equal)\n";
}

}  // namespace
}  // namespace profgen::policy
