#include <algorithm>
#include <fstream>
#include <iostream>
#include <set>

#include "base/text.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/verify_views.hpp"

namespace profgen::tool {
namespace {

// The PROFILE arguments, apart from the LOG arguments.
struct Split {
  std::vector<std::string> files;  // profile text to judge by
  std::vector<std::string> words;  // no such file: a profile's name, or a LOG that is missing
};

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

Split split_arguments(const Files& files, Call& call) {
  Split split;
  std::vector<std::string> logs;
  for (std::string& argument : call.arguments) {
    const Result<FileInfo> info = files.info(argument);
    const bool is_name = !info && argument != "-" && argument.back() != ':';
    const bool is_file = info && info->type == FileInfo::Type::file;
    if (is_name)
      split.words.push_back(std::move(argument));
    else if (is_file && is_profile_text(argument))
      split.files.push_back(std::move(argument));
    else
      logs.push_back(std::move(argument));
  }
  call.arguments = std::move(logs);
  return split;
}

// The names of the profiles that a file or a word stands for.
bool choose(policy::Policy& policy, const Files& files, const Split& split,
            std::set<std::string>& chosen) {
  for (const std::string& path : split.files) {
    const Result<std::string> text = files.read(path);
    if (!text) {
      print_error(text.error());
      return false;
    }
    policy.add_text(path, *text);
    for (const policy::Profile& profile : policy.profiles())
      if (profile.file == path) chosen.insert(profile.name);
  }
  for (const std::string& word : split.words) {
    const auto named = [&word](const policy::Profile& profile) {
      return profile.name == word || profile.name.compare(0, word.size() + 2, word + "//") == 0;
    };
    bool found = false;
    for (const policy::Profile& profile : policy.profiles())
      if (named(profile)) found = chosen.insert(profile.name).second || found;
    if (found) continue;
    std::cerr << "profgen: `" << text::printable(word)
              << "` is neither a file nor a profile of the policy\n"
                 "  hint: `--policy-dir DIR` says where the profiles stand\n";
    return false;
  }
  return true;
}

}  // namespace

int run_verify(const Call& given) {
  Call call = given;
  const auto files = real_files();
  const Split split = split_arguments(*files, call);
  int code = exit_done;
  std::optional<Inputs> inputs = load_inputs(call, code);
  if (!inputs) return code;
  std::set<std::string> chosen;
  if (!choose(inputs->policy, *inputs->files, split, chosen)) return exit_input;
  for (const Diagnostic& diagnostic : inputs->policy.late_diagnostics())
    if (diagnostic.severity == Severity::error) std::cerr << render(diagnostic);

  std::vector<suggest::ReplayedProfile> replayed =
      suggest::replay(inputs->evidence, inputs->policy);
  if (!chosen.empty()) {
    const auto other = [&chosen](const suggest::ReplayedProfile& profile) {
      const std::string& name = profile.subject.profile;
      return chosen.count(name.substr(0, name.find("//null-"))) == 0;
    };
    replayed.erase(std::remove_if(replayed.begin(), replayed.end(), other), replayed.end());
  }
  if (call.common.json)
    print_verify_json(replayed);
  else
    print_verify_text(replayed, call.options.count("all") != 0, style_for(call.common, 1));
  if (inputs->code != exit_done) return inputs->code;
  const bool covered = std::all_of(replayed.begin(), replayed.end(), [](const auto& profile) {
    return profile.count(suggest::Outcome::absent) == 0;
  });
  return covered ? exit_done : exit_findings;
}

}  // namespace profgen::tool
