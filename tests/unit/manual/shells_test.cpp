#include <gtest/gtest.h>

#include "tools/manual/shell_text.hpp"
#include "unit/manual/little_book.hpp"

namespace profgen::manual::test {
namespace {

void expect_parts(const std::string& text, std::initializer_list<const char*> parts) {
  for (const char* part : parts)
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

TEST(Shells, TextsAreQuoted) {
  EXPECT_EQ(shell_quoted("it's"), "'it'\\''s'");
  EXPECT_EQ(fish_quoted("it's a \\"), "'it\\'s a \\\\'");
  EXPECT_EQ(menu_text("where the profiles stand (default: here)"), "where the profiles stand");
  EXPECT_EQ(menu_text("new: and old"), "new: and old");
}

TEST(Shells, BashKnowsEachCommandAndValue) {
  expect_parts(
      bash_completion(little_book()),
      {"arguments=('=look mode fleet')",
       "'fleet') options='--help -h --root --color' arguments=('=undo-it')",
       "'look') options='--output -o --profile --help -h --root --color' arguments=('file')",
       "'look --output' | 'look -o') kind='file'", "'look --profile') kind='profile'",
       "' --color') kind='=auto always never'",
       "'mode') options='--help -h --root --color' arguments=('=enforce complain",
       "complete -F _profgen profgen"});
}

TEST(Shells, ZshHasAFunctionACommand) {
  expect_parts(
      zsh_completion(little_book()),
      {"#compdef profgen", "_profgen_look() {", "'*--output=[where it goes]:FILE:_files'",
       "'*-o+[where it goes]:FILE:_files'", "[only this \\[profile\\]]", "look) _profgen_look ;;",
       "_profgen_fleet_undo_it() {", "'1:argument:(enforce complain", "'undo-it:take it back'"});
}

TEST(Shells, FishHasALineAnOption) {
  expect_parts(fish_completion(little_book()),
               {"-n '__profgen_behind \\'look\\'' -l output -s o -r -F -d 'where it goes'",
                "-l color -r -f -a 'auto always never'",
                "__profgen_behind \\'fleet\\' 0' -a undo-it -d 'take it back'",
                "set -g __profgen_commands 'look' 'mode' 'fleet' 'fleet undo-it'",
                "set -g __profgen_valued --root --color --output -o --profile --stage",
                "__profgen_behind \\'mode\\' 1+' -F -a '(__profgen_profiles)'"});
}

TEST(Shells, JsonHasAll) {
  expect_parts(as_json(little_book()),
               {"\"name\": \"fleet undo-it\"", "\"completes\": \"=auto always never\"",
                "\"command\": \"profgen look audit.log -o out\"", "\"default\": \"/\""});
}

}  // namespace
}  // namespace profgen::manual::test
