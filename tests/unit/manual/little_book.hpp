// A manual with one of each thing.
#pragma once

#include "tools/manual/book.hpp"

namespace profgen::manual::test {

inline Book little_book() {
  Book book;
  book.program = "profgen";
  book.version = "1.2.3";
  book.summary = "profiles from logs";
  book.details = "A paragraph.\n  profgen look log";
  book.common = {{"help", "h", "", "", "show this help"},
                 {"root", "", "DIR", "/", "treat DIR as /"},
                 {"color", "", "WHEN", "auto", "auto, always or never"}};
  Command look{"look", "[LOG…] -o FILE", "see what is in a log", "", {}, {}, {}};
  look.details =
      "It's read_only, `root` only.\n  profgen look --output=x *.log\nExit code 0: done;\n1: not.";
  look.options = {{"output", "o", "FILE", "", "where it goes: (needed)"},
                  {"profile", "", "NAME", "", "only this [profile]"}};
  look.examples = {{"Look at a log", "profgen look audit.log -o out"}};
  Command mode{"mode", "MODE NAME…", "change a mode", "", {}, {}, {}};
  Command group{"fleet", "COMMAND", "many machines", "Nodes.", {}, {}, {}};
  group.commands = {{"fleet undo-it", "[RUN]", "take it back", "", {}, {}, {}}};
  group.commands[0].options = {{"stage", "", "STAGE", "", "complain or final"}};
  book.commands = {look, mode, group};
  book.exit_codes = {{0, "Done."}, {1, "Findings."}};
  book.files = {{"/etc/x_y", "A file."}};
  book.see_also = {"apparmor(7)"};
  return book;
}

}  // namespace profgen::manual::test
