#include <fmt/format.h>

#include <iostream>

#include "base/text.hpp"
#include "kube/peers/spo_export.hpp"
#include "tools/profgen/fleet/fleet.hpp"
#include "tools/profgen/host_tools.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/profile_arguments.hpp"

namespace profgen::tool {
namespace {

void fleet_export_options(po::options_description& options) {
  options.add_options()("output,o", po::value<std::string>()->value_name("FILE"),
                        "write the objects here, not to standard output")  //
      ("api", po::value<std::string>()->value_name("VERSION")->default_value("v1"),
       "v1, or v1alpha1 for releases before 1.0")  //
      ("name", po::value<std::string>()->value_name("NAME"),
       "of the object, and so of the profile there; for one PROFILE")  //
      ("lossy", "write the objects although rules were left out");
}

constexpr std::string_view fleet_export_help =
    "PEER is spo: an AppArmorProfile of security-profiles-operator for each PROFILE, a file or "
    "the\n"
    "name of one of the policy directory. Each rule that its schema cannot say is named with its\n"
    "file and line, and so is what the object grants more. Nothing is written when rules were "
    "left\n"
    "out, unless --lossy.\n"
    "  profgen fleet export spo ./web -o web.yaml\n"
    "Exit code 0: written; 1: rules were left out, nothing was written.";

int run_fleet_export(const Call& given) {
  if (given.arguments.empty() || given.arguments.front() != "spo")
    return refuse(given.arguments.empty() ? std::string("fleet export needs a PEER")
                                          : "profiles are not exported for `" +
                                                text::printable(given.arguments.front()) + "`",
                  "it is spo");
  Call call = given;
  call.arguments.erase(call.arguments.begin());
  if (call.arguments.empty()) return names_missing("fleet export spo", "a PROFILE");
  const auto api = call.options["api"].as<std::string>();
  if (api != "v1" && api != "v1alpha1")
    return refuse("--api is `" + text::printable(api) + "`", "it takes v1 or v1alpha1");
  const std::string name =
      call.options.count("name") != 0 ? call.options["name"].as<std::string>() : std::string();
  const auto files = real_files();
  const ProfileArguments named = take_profiles(*files, call);
  ProfileArguments wanted = named;
  wanted.words.insert(wanted.words.end(), call.arguments.begin(), call.arguments.end());
  policy::Policy policy = wanted.words.empty()
                              ? policy::Policy::empty(*files, load_options(call.common))
                              : policy::Policy::load(*files, load_options(call.common));
  std::set<std::string> chosen;
  if (!choose_profiles(policy, *files, wanted, chosen)) return exit_usage;
  std::erase_if(chosen, [](const std::string& one) { return one.find("//") != std::string::npos; });
  if (!name.empty() && chosen.size() != 1)
    return refuse("--name is for one profile, but there are " + std::to_string(chosen.size()),
                  "export them one by one");
  std::string objects;
  std::size_t left_out = 0;
  for (const std::string& one : chosen) {
    const auto made =
        kube::export_spo(*files, policy, *policy.find(one),
                         api == "v1" ? kube::SpoVersion::v1 : kube::SpoVersion::v1alpha1, name);
    if (!made) {
      print_error(made.error());
      return exit_code_of(made.error());
    }
    print_diagnostics(made->left_out);
    if (!call.common.quiet) print_diagnostics(made->wider);
    left_out += made->left_out.size();
    objects += (objects.empty() ? "" : "---\n") + made->object;
  }
  if (left_out != 0 && call.options.count("lossy") == 0) {
    std::cerr << fmt::format("profgen: {} left out, nothing was written; --lossy writes the rest\n",
                             counted(left_out, "rule"));
    return exit_findings;
  }
  if (call.options.count("output") == 0) {
    std::cout << objects;
    return exit_done;
  }
  const auto path = call.options["output"].as<std::string>();
  if (const Status written = files->replace(path, objects); !written) {
    print_error(written.error());
    return exit_code_of(written.error());
  }
  return exit_done;
}

}  // namespace

CommandInfo fleet_export() {
  return {"export",          "spo PROFILE… [-o FILE]", "profiles as objects of another system",
          fleet_export_help, fleet_export_options,     run_fleet_export};
}

}  // namespace profgen::tool
