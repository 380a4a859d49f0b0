// What a program's manual holds: its commands and options as data, made from the one table that
// also parses the command line. Pages and completions are written from it, so they cannot drift
// apart.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace profgen::manual {

struct Option {
  std::string name;        // "output", without its dashes
  std::string letter;      // "o"; empty: none
  std::string value;       // "FILE"; empty: it takes none
  std::string by_default;  // empty: none, or told in `text`
  std::string text;
};

struct Example {
  std::string text;     // what it does, "what is logged from now on"
  std::string command;  // "profgen events -f --new"
};

struct Command {
  std::string name;       // "fleet deploy"; its last word is its own
  std::string arguments;  // "BUNDLE --digest D"
  std::string summary;    // one line
  std::string details;    // as --help shows it: lines, examples indented
  std::vector<Option> options;
  std::vector<Example> examples;
  std::vector<Command> commands;  // of a group; then there are no options

  [[nodiscard]] std::string own_name() const { return name.substr(name.rfind(' ') + 1); }
};

struct ExitCode {
  int code;
  std::string text;
};

struct File {
  std::string path, text;
};

struct Book {
  std::string program, version, summary, details;
  std::vector<Option> common;  // of every command
  std::vector<Command> commands;
  std::vector<ExitCode> exit_codes;
  std::vector<File> files;
  std::vector<std::string> see_also;  // "apparmor_parser(8)"
};

// Commands and subcommands in the order of the table, groups before what they hold.
[[nodiscard]] std::vector<const Command*> all_commands(const Book& book);

// A command's own options, then those of every command; of a group the latter alone.
[[nodiscard]] std::vector<const Option*> options_of(const Book& book, const Command& command);

struct Page {
  std::string name;  // "profgen-fleet-deploy.1"
  std::string text;  // scdoc(5)
};
[[nodiscard]] std::vector<Page> scdoc_pages(const Book& book);

[[nodiscard]] std::string bash_completion(const Book& book);
[[nodiscard]] std::string zsh_completion(const Book& book);
[[nodiscard]] std::string fish_completion(const Book& book);
[[nodiscard]] std::string as_json(const Book& book);

}  // namespace profgen::manual
