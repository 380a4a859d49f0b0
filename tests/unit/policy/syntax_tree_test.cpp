// Items of a file: what is in the tree, and where its spans are.
#include <gtest/gtest.h>

#include "syntax_helpers.hpp"

namespace profgen::policy {
namespace {

using syntax_test::parse_text;
using syntax_test::shown;

std::string dump_of(std::string_view text) {
  const Tree tree = parse_text(text);
  EXPECT_EQ(print(tree), text);
  return shown(tree.diagnostics) + dump(tree);
}

TEST(Items, OfThePreamble) {
  EXPECT_EQ(dump_of("abi <abi/4.0>,\nabi < abi/3.0 >,\nabi\"p q\",\n"
                    "include <tunables/global>\n#include \"a b\"\ninclude if exists a/b\n"
                    "#include if exists <x y>\n"
                    "@{A} = a \"b c\" \\\n  d # why\n@B += e\n@{C} ?=f\n@{D} := \"\"\n"
                    "${T} = true\n$U = not $T and (defined @{A} or @{A} == \"x\")\n"
                    "alias /a -> /b,\nrewrite /c -> \"/d e\",\n# last"),
            "abi magic \"abi/4.0\"\nabi magic \"abi/3.0\"\nabi \"p q\"\n"
            "include magic \"tunables/global\"\ninclude hash \"a b\"\ninclude if-exists \"a/b\"\n"
            "include magic if-exists hash \"x y\"\n"
            "variable A = \"a\" \"b c\" \"d\"\ncomment \"# why\"\nvariable B += \"e\"\n"
            "variable C ?= \"f\"\nvariable D := \"\"\n"
            "boolean T = \"true\"\n"
            "boolean U = \"not $T and (defined @{A} or @{A} == \"x\")\"\n"
            "alias \"/a\" -> \"/b\"\nalias \"/c\" -> \"/d e\"\ncomment \"# last\"\n");
}

TEST(Items, OfThePreambleOverLines) {
  EXPECT_EQ(dump_of("#include\n <a/b>\n#include \n\"c\"\n$T =\n true\n$U = # why\n\\\n false\n"
                    "@{A} = x#y z # why\n"),
            "include magic hash \"a/b\"\ninclude hash \"c\"\nboolean T = \"true\"\n"
            "boolean U = \"false\"\nvariable A = \"x#y\" \"z\"\ncomment \"# why\"\n");
}

TEST(Items, OfProfiles) {
  EXPECT_EQ(
      dump_of("profile a /bin/{a,b} xattrs=(user.x=\"v *\" user.y) + identities=(u, \"/v w\") "
              "flags=(complain, audit) { }\n"
              "/bin/c (kill) {}\n\"/bin/d e\" { ^h { } hat i flags=(audit) {} profile j /k {} }\n"
              ":ns:f {}\nprofile :ns://g {}\nprofile @{N}x @{E} {}"),
      "profile \"a\" attachment \"/bin/{a,b}\" flags \"complain\" \"audit\" xattrs "
      "user.x=(\"v *\") user.y=() identities=(\"u\" \"/v w\")\n"
      "profile \"/bin/c\" flags \"kill\"\nprofile \"/bin/d e\"\n  hat \"h\"\n"
      "  hat \"i\" flags \"audit\"\n  profile \"j\" attachment \"/k\"\n"
      "profile \":ns:f\"\nprofile \":ns://g\"\nprofile \"@{N}x\" attachment \"@{E}\"\n");
}

TEST(Items, OfConditionalsAndBlocks) {
  EXPECT_EQ(
      dump_of("profile a {\n if $X { /a r, } else if @{Y} in (a) or 1 <= 2 { } else{ /b r, }\n"
              " audit deny owner { /c r, network, }\n { /d r,/e w,}\n}\n"),
      "2:34 expected a value to compare with, found `(a)`\n"
      "profile \"a\"\n  if \"$X\"\n    rule file: /a r,\n"
      "  unknown \"else if @{Y} in (a) or 1 <= 2 {\"\n  else\n    rule file: /b r,\n"
      "  block audit deny owner\n    rule file: /c r,\n    rule network: network,\n"
      "  block\n    rule file: /d r,\n    rule file: /e w,\n");
}

TEST(Items, HaveSpansOfTheirBytes) {
  const std::string text = "# c\r\nprofile a /b  {\n  audit /c r ,\n}\r\n";
  const Tree tree = parse_text(text);
  ASSERT_EQ(tree.items.size(), 2u);
  EXPECT_EQ(tree.source->text(tree.items[0].span), "# c");
  const Item& profile = tree.items[1];
  EXPECT_EQ(tree.source->text(profile.span), "profile a /b  {\n  audit /c r ,\n}");
  EXPECT_EQ(tree.source->text(profile.body), "\n  audit /c r ,\n");
  ASSERT_EQ(profile.children.size(), 1u);
  EXPECT_EQ(tree.source->text(profile.children[0].span), "audit /c r ,");
  const auto& header = std::get<ProfileHeader>(profile.value);
  EXPECT_EQ(tree.source->text(header.name_span), "a");
  EXPECT_EQ(header.flags_span, (Span{17, 17}));
  EXPECT_TRUE(header.keyword);
}

TEST(Items, HaveTheSpanOfTheirFlags) {
  for (const char* text : {"profile a flags=(complain) { }", "/a flags = (complain) { }"}) {
    const Tree tree = parse_text(text);
    const auto& header = std::get<ProfileHeader>(tree.items.at(0).value);
    const std::string_view flags = tree.source->text(header.flags_span);
    EXPECT_EQ(flags.substr(0, 5), "flags") << text;
    EXPECT_EQ(flags.back(), ')') << text;
  }
  const Tree bare = parse_text("/a (complain) { }");
  EXPECT_EQ(bare.source->text(std::get<ProfileHeader>(bare.items.at(0).value).flags_span),
            "(complain)");
}

TEST(Items, LinesEndInsideListsConditionsAndExpressions) {
  const Tree tree = parse_text(
      "@{A} # c\n= b\nprofile t flags=\n(complain) {\n signal set=\n(hup\n term\n),\n"
      " dbus send peer=(\nname\n=\na),\n set # d\n rlimit rss\n<=\n1\nK,\n"
      " if\n not\n$A\n { } else # g\n if $A { }\n pivot_root # h\n,\n}\n");
  EXPECT_TRUE(tree.diagnostics.empty()) << shown(tree.diagnostics);
  EXPECT_EQ(dump(tree),
            "variable A = \"b\"\nprofile \"t\" flags \"complain\"\n"
            "  rule signal: signal set=(hup term),\n  rule dbus: dbus send peer=(name=a),\n"
            "  rule set rlimit: set rlimit rss <= 1 K,\n"
            "  if \"not\\n$A\"\n  else-if \"$A\"\n  rule pivot_root: pivot_root,\n");
}

TEST(Items, CommentsStandWhereTheCompilerReadsThem) {
  EXPECT_EQ(
      dump_of("# a\n/t # b\n flags=(audit) # c\n{ # d\n # e\n /a # f\n r # g\n ,# h\n"
              " capability # i\n chown, # j\n audit # k\n deny /b w, }# l"),
      "comment \"# a\"\nprofile \"/t\" flags \"audit\"\n  comment \"# d\"\n  comment \"# e\"\n"
      "  rule file: /a r,\n  comment \"# h\"\n  rule capability: capability chown,\n"
      "  comment \"# j\"\n  rule file: audit deny /b w,\ncomment \"# l\"\n");
}

}  // namespace
}  // namespace profgen::policy
