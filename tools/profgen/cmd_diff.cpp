#include <algorithm>
#include <iostream>
#include <iterator>

#include "profgen/compare.hpp"
#include "tools/profgen/diff_views.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/policy_root.hpp"

namespace profgen::tool {
namespace {

using edit::Change;
using edit::ProfileDifference;

// A folder with its profiles, one profile file, or standard input.
Result<policy::Policy> load_side(const Files& files, const Call& call, const std::string& path) {
  if (path == "-") {
    policy::Policy policy = policy::Policy::empty(files, load_options(call.common));
    policy.add_text("<stdin>", {std::istreambuf_iterator<char>(std::cin), {}});
    return policy;
  }
  const Result<FileInfo> info = files.info(path);
  if (!info) return info.error();
  policy::LoadOptions options = load_options(with_root_beside(files, call.common, path));
  if (info->type == FileInfo::Type::directory) {
    if (const auto names = files.list(path); !names) return names.error();
    if (options.policy_dir != path) {
      options.include_dirs.insert(options.include_dirs.begin(), options.policy_dir);
      options.policy_dir = path;
    }
    return policy::Policy::load(files, options);
  }
  policy::Policy policy = policy::Policy::empty(files, options);
  if (const Status status = policy.add_file(path); !status) return status.error();
  return policy;
}

// What keeps the comparison from being whole.
bool print_errors(const policy::Policy& policy) {
  bool any = false;
  for (const Diagnostic& diagnostic : policy.diagnostics())
    if (diagnostic.severity == Severity::error) {
      std::cerr << render(diagnostic);
      any = true;
    }
  return any;
}

// Leaves what widens, or what narrows; a change of another kind may be either.
void keep_only(const std::string& which, std::vector<ProfileDifference>& profiles) {
  using Kind = ProfileDifference::Kind;
  const bool wider = which == "granted";
  for (ProfileDifference& profile : profiles) {
    auto& all = profile.differences;
    const auto is_other = [wider](const edit::Difference& difference) {
      return wider ? narrows(difference.change) : widens(difference.change);
    };
    all.erase(std::remove_if(all.begin(), all.end(), is_other), all.end());
  }
  // A program whose profile is gone is confined no longer.
  const auto is_nothing = [wider](const ProfileDifference& profile) {
    if (profile.kind == Kind::differs) return profile.differences.empty();
    return profile.kind != (wider ? Kind::only_before : Kind::only_after);
  };
  profiles.erase(std::remove_if(profiles.begin(), profiles.end(), is_nothing), profiles.end());
}

}  // namespace

int run_diff(const Call& call) {
  const auto refuse = [](const char* what, const char* hint) {
    std::cerr << "profgen: " << what << "\n  hint: " << hint << "\n";
    return exit_usage;
  };
  if (call.arguments.size() != 2)
    return refuse("diff compares two files or folders",
                  "profgen diff OLD NEW; - is standard input, as in git show HEAD:FILE | profgen "
                  "diff - FILE");
  const bool filtered = call.options.count("only") != 0;
  const std::string only = filtered ? call.options["only"].as<std::string>() : "";
  if (filtered && only != "granted" && only != "removed")
    return refuse("--only takes granted or removed", "without it both are shown");
  if (call.arguments[0] == "-" && call.arguments[1] == "-")
    return refuse("standard input can be one side only", "name a file for the other");

  const auto files = real_files();
  std::vector<policy::Policy> sides;
  int code = exit_done;
  for (const std::string& argument : call.arguments) {
    Result<policy::Policy> side = load_side(*files, call, argument);
    if (!side) {
      print_error(side.error());
      code = exit_code_of(side.error());
      continue;
    }
    sides.push_back(std::move(*side));
  }
  if (code != exit_done) return code;
  bool whole = true;
  for (const policy::Policy& side : sides) whole = !print_errors(side) && whole;

  std::vector<ProfileDifference> profiles = edit::compare(sides[0], sides[1]);
  if (filtered) keep_only(only, profiles);
  const DiffNames names{call.arguments[0], call.arguments[1]};
  if (call.common.json) {
    std::cout << diff_json(profiles, names);
  } else if (!profiles.empty()) {
    std::cout << diff_text(profiles, names, style_for(call.common, 1), call.common.verbose);
    if (!call.common.quiet) std::cout << diff_summary(profiles, names) << "\n";
  }
  if (!whole) {
    std::cerr << "profgen: what is wrong there is left out of the comparison\n";
    return exit_input;
  }
  return profiles.empty() ? exit_done : exit_findings;
}

}  // namespace profgen::tool
