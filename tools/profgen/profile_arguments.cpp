#include "tools/profgen/profile_arguments.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>

#include "base/text.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

// Profiles begin within their first pages; a log of any size is told apart by as much.
bool is_profile_text(const std::string& path) {
  constexpr std::streamsize most = 65536;
  std::ifstream in(path, std::ios::binary);
  std::string head(most, '\0');
  in.read(head.data(), most);
  head.resize(static_cast<std::size_t>(in.gcount()));
  if (head.find('\0') != std::string::npos) return false;
  const policy::Tree tree = policy::parse(make_source(path, head));
  return std::any_of(tree.items.begin(), tree.items.end(), [](const policy::Item& item) {
    return std::holds_alternative<policy::ProfileHeader>(item.value);
  });
}

bool choose_named(const policy::Policy& policy, const std::string& word,
                  std::set<std::string>& chosen) {
  bool found = false;
  for (const policy::Profile& profile : policy.profiles()) {
    if (profile.name != word && profile.name.compare(0, word.size() + 2, word + "//") != 0)
      continue;
    chosen.insert(profile.name);
    found = true;
  }
  return found;
}

}  // namespace

ProfileArguments take_profiles(const Files& files, Call& call) {
  ProfileArguments out;
  std::vector<std::string> logs;
  for (std::string& argument : call.arguments) {
    const Result<FileInfo> info = files.info(argument);
    const bool is_name = !info && argument != "-" && argument.back() != ':';
    const bool is_file = info && info->type == FileInfo::Type::file;
    if (is_name)
      out.words.push_back(std::move(argument));
    else if (is_file && is_profile_text(argument))
      out.files.push_back(std::move(argument));
    else
      logs.push_back(std::move(argument));
  }
  call.arguments = std::move(logs);
  return out;
}

ProfileArguments take_first_profile(const Files& files, Call& call) {
  ProfileArguments out;
  std::string first = std::move(call.arguments.front());
  call.arguments.erase(call.arguments.begin());
  // A program that is there has its path for a name.
  const Result<FileInfo> info = files.info(first);
  const bool is_text = info && info->type == FileInfo::Type::file && is_profile_text(first);
  (is_text ? out.files : out.words).push_back(std::move(first));
  return out;
}

bool choose_profiles(policy::Policy& policy, const Files& files, const ProfileArguments& arguments,
                     std::set<std::string>& chosen) {
  for (const std::string& path : arguments.files) {
    const Result<std::string> text = files.read(path);
    if (!text) {
      print_error(text.error());
      return false;
    }
    policy.add_text(path, *text);
    for (const policy::Profile& profile : policy.profiles())
      if (profile.file == path) chosen.insert(profile.name);
  }
  for (const std::string& word : arguments.words) {
    if (choose_named(policy, word, chosen)) continue;
    std::cerr << "profgen: `" << text::printable(word)
              << (files.exists(word)
                      ? "` holds no profile, and no profile of the policy has this name\n"
                      : "` is neither a file nor a profile of the policy\n")
              << "  hint: `--policy-dir DIR` says where the profiles stand\n";
    return false;
  }
  return true;
}

}  // namespace profgen::tool
