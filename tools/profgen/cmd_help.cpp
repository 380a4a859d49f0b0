#include <fmt/format.h>

#include <iostream>
#include <set>

#include "base/text.hpp"
#include "profgen/policy.hpp"
#include "tools/profgen/command_book.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/policy_files.hpp"

namespace profgen::tool {
namespace {

int write_pages(const std::vector<manual::Page>& pages, const std::string& directory) {
  const auto files = real_files();
  Status status = files->make_directories(directory);
  for (const manual::Page& page : pages)
    if (status) status = files->replace(directory + "/" + page.name + ".scd", page.text);
  if (status) return exit_done;
  print_error(status.error());
  return exit_code_of(status.error());
}

int print_page(const std::vector<manual::Page>& pages, std::string name) {
  for (char& c : name)
    if (c == ' ') c = '-';
  name = name.empty() ? "profgen.1" : "profgen-" + name + ".1";
  for (const manual::Page& page : pages)
    if (page.name == name) {
      std::cout << page.text;
      return exit_done;
    }
  return refuse(fmt::format("there is no page {}", text::printable(name)),
                "`profgen --help` lists the commands");
}

// Children and hats as a//b. A name that a terminal would not show as it is is left out, as are
// those that variables are part of.
void add_names(const std::vector<policy::Item>& items, const std::string& parent,
               std::set<std::string>& names) {
  for (const policy::Item& item : items) {
    const auto* header = std::get_if<policy::ProfileHeader>(&item.value);
    if (header == nullptr) continue;
    const std::string name = parent.empty() ? header->name : parent + "//" + header->name;
    if (name.find("@{") == std::string::npos && text::printable(name) == name) names.insert(name);
    add_names(item.children, name, names);
  }
}

// For the completions: a file that cannot be read has no names.
int print_profile_names(const Call& call) {
  const auto files = real_files();
  std::set<std::string> names;
  for (const std::string& file :
       profile_files(*files, {call.common.under_root(call.common.policy_dir)})) {
    Result<std::string> text = files->read(file);
    if (!text) continue;
    add_names(policy::parse(make_source(file, std::move(*text))).items, "", names);
  }
  for (const std::string& name : names) std::cout << name << "\n";
  return exit_done;
}

// --help of the words, or the overview.
int show_help(const std::vector<std::string>& words) {
  std::vector<const char*> line = {"profgen"};
  for (const std::string& word : words) line.push_back(word.c_str());
  line.push_back("--help");
  return parse_command_line(static_cast<int>(line.size()), line.data()).code;
}

}  // namespace

int run_help(const Call& call) {
  if (call.options.count("profiles") != 0) return print_profile_names(call);
  const auto format = call.common.json ? "json" : call.options["format"].as<std::string>();
  if (format == "text") return show_help(call.arguments);
  const manual::Book book = command_book();
  if (format == "scdoc") {
    const std::vector<manual::Page> pages = manual::scdoc_pages(book);
    if (call.options.count("output") != 0)
      return write_pages(pages, call.options["output"].as<std::string>());
    return print_page(pages, text::join(call.arguments, " "));
  }
  const std::pair<std::string_view, std::string (*)(const manual::Book&)> writers[] = {
      {"bash", manual::bash_completion},
      {"zsh", manual::zsh_completion},
      {"fish", manual::fish_completion},
      {"json", manual::as_json},
  };
  for (const auto& [name, write] : writers)
    if (name == format) {
      std::cout << write(book);
      return exit_done;
    }
  return refuse(fmt::format("there is no format `{}`", text::printable(format)),
                "it is one of text, scdoc, bash, zsh, fish, json");
}

}  // namespace profgen::tool
