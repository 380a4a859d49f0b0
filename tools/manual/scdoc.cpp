// Pages in scdoc(5): profgen.1 and one a command.
#include "tools/manual/book.hpp"
#include "tools/manual/scdoc_text.hpp"

namespace profgen::manual {
namespace {

std::string page_of(const Book& book, const std::string& command) {
  std::string name = book.program + (command.empty() ? "" : "-" + command);
  for (char& c : name)
    if (c == ' ') c = '-';
  return name;
}

std::string title(const Book& book, const std::string& name) {
  return name + "(1) \"" + book.program + " " + book.version + "\" \"" + book.program +
         " manual\"\n\n";
}

std::string name_section(const std::string& name, const std::string& summary) {
  return "# NAME\n\n" + name + " - " + scdoc_words(summary) + "\n\n";
}

// "*--output*, *-o* _FILE_".
std::string option_names(const Option& option) {
  std::string out = "*--" + scdoc_words(option.name) + "*";
  if (!option.letter.empty()) out += ", *-" + scdoc_words(option.letter) + "*";
  if (!option.value.empty()) out += " _" + scdoc_words(option.value) + "_";
  return out;
}

std::string option_list(const std::vector<Option>& options) {
  std::string out;
  for (const Option& option : options) {
    out += option_names(option) + "\n\t" + scdoc_prose(option.text);
    if (!option.by_default.empty()) out += " (default: " + scdoc_words(option.by_default) + ")";
    out += ".\n\n";
  }
  return out;
}

std::string examples(const std::vector<Example>& list) {
  std::string out;
  for (const Example& example : list)
    out += scdoc_prose(example.text) + ":\n\n" + scdoc_block({example.command});
  return out.empty() ? out : "# EXAMPLES\n\n" + out;
}

std::string exit_status(const Book& book, const std::string& own) {
  std::string out = "# EXIT STATUS\n\n";
  if (!own.empty()) out += scdoc_prose(own) + "\n\nIn general:\n\n";
  for (const ExitCode& exit : book.exit_codes)
    out += "*" + std::to_string(exit.code) + "*\n\t" + scdoc_prose(exit.text) + "\n\n";
  return out;
}

std::string see_also(const Book& book, std::vector<std::string> pages) {
  pages.insert(pages.end(), book.see_also.begin(), book.see_also.end());
  std::string out = "# SEE ALSO\n\n";
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const std::size_t section = pages[i].find('(');
    out += (i == 0 ? "*" : ", *") + scdoc_words(pages[i].substr(0, section)) + "*" +
           pages[i].substr(section);
  }
  return out + "\n";
}

std::string command_list(const Book& book, const std::vector<Command>& commands) {
  std::string out = "# COMMANDS\n\n";
  for (const Command& command : commands)
    out += "*" + scdoc_words(page_of(book, command.name)) + "*(1)\n\t" +
           scdoc_prose(command.summary) + ".\n\n";
  return out;
}

std::string description(const Details& details) {
  std::string out;
  for (const Details::Part& part : details.parts)
    out += part.literal ? scdoc_block(part.lines) : scdoc_prose(part.lines.front()) + "\n\n";
  return out;
}

Page command_page(const Book& book, const Command& command, const Command* group) {
  const std::string name = page_of(book, command.name);
  const bool is_group = !command.commands.empty();
  const Details details = read_details(command.details);
  std::string text = title(book, name) + name_section(name, command.summary);
  text += "# SYNOPSIS\n\n*" + book.program + " " + scdoc_words(command.name) + "*";
  if (!is_group) text += " [_OPTIONS_]";
  text += (command.arguments.empty() ? "" : " ") + scdoc_words(command.arguments) + "\n\n";
  text += "# DESCRIPTION\n\n" + scdoc_sentence(command.summary) + "\n\n" + description(details);
  if (is_group) text += command_list(book, command.commands);
  if (!command.options.empty()) text += "# OPTIONS\n\n" + option_list(command.options);
  text += "# OPTIONS OF EVERY COMMAND\n\n" + option_list(book.common);
  text += exit_status(book, details.exit_codes) + examples(command.examples);
  std::vector<std::string> near = {book.program + "(1)"};
  if (group != nullptr) {
    near.push_back(page_of(book, group->name) + "(1)");
    for (const Command& other : group->commands)
      if (&other != &command) near.push_back(page_of(book, other.name) + "(1)");
  }
  text += see_also(book, near);
  return {name + ".1", text};
}

Page program_page(const Book& book) {
  std::string text = title(book, book.program) + name_section(book.program, book.summary);
  text += "# SYNOPSIS\n\n*" + book.program + "* _COMMAND_ [_OPTIONS_] [_ARGUMENTS_]\n\n";
  text += "# DESCRIPTION\n\n" + description(read_details(book.details));
  text += command_list(book, book.commands);
  text += "# OPTIONS OF EVERY COMMAND\n\n" + option_list(book.common) + exit_status(book, "");
  text += "# FILES\n\n";
  for (const File& file : book.files)
    text += "_" + scdoc_words(file.path) + "_\n\t" + scdoc_prose(file.text) + "\n\n";
  std::vector<std::string> near;
  for (const Command& command : book.commands) near.push_back(page_of(book, command.name) + "(1)");
  text += see_also(book, near);
  return {book.program + ".1", text};
}

}  // namespace

std::vector<Page> scdoc_pages(const Book& book) {
  std::vector<Page> out = {program_page(book)};
  for (const Command& command : book.commands) {
    out.push_back(command_page(book, command, nullptr));
    for (const Command& sub : command.commands) out.push_back(command_page(book, sub, &command));
  }
  return out;
}

}  // namespace profgen::manual
