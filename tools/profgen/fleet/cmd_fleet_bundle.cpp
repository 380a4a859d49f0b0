#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "profgen/evidence_file.hpp"
#include "tools/profgen/fleet/bundle_file.hpp"
#include "tools/profgen/fleet/fleet.hpp"
#include "tools/profgen/host_tools.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/json_text.hpp"
#include "tools/profgen/policy_files.hpp"
#include "tools/profgen/profile_arguments.hpp"

namespace profgen::tool {
namespace {

using Words = std::vector<std::string>;

void fleet_bundle_options(po::options_description& options) {
  options.add_options()("output,o", po::value<std::string>()->value_name("FILE"),
                        "write the bundle here (needed)")  //
      ("name", po::value<std::string>()->value_name("NAME"),
       "of the bundle, for people: a-z, 0-9, `.`, `-` (default: that of the first file)")  //
      ("selector", po::value<std::string>()->value_name("SELECTOR"),
       "the nodes that it is for: role=web,zone!=b,@group (default: all)")  //
      ("mode", po::value<Words>()->value_name("[PROFILE=]MODE"),
       "the mode that the profiles, or this one, end in (repeatable; default: as their text says)")
      //
      ("provenance", po::value<Words>()->value_name("KEY=VALUE"),
       "kept with it for people: source, commit, author (repeatable)")  //
      ("evidence", po::value<std::string>()->value_name("FILE"),
       "the evidence that the profiles were made of; its SHA-256 is kept")  //
      ("sign", po::value<std::string>()->value_name("KEY"),
       "sign it: a key of ssh (public, with ssh-agent, or private) or of minisign");
}

constexpr std::string_view fleet_bundle_help =
    "FILE is a file of profiles, a folder stands for the files in it; PROFILE is the name of a "
    "profile\n"
    "of the policy directory, or a program. Each is checked as by `check`. What they include comes "
    "with\n"
    "them, unless a package owns it: the nodes have that themselves. The same input gives the same "
    "bytes\n"
    "on every machine. docs/bundle.md tells what a bundle holds and what it refuses.\n"
    "  profgen fleet bundle nginx --mode enforce --selector role=web -o web.bundle\n"
    "  profgen fleet bundle ./profiles --sign ~/.ssh/id_ed25519.pub -o web.bundle\n"
    "Exit code 0: written; 1: a profile is not fit for it, nothing was written.";

// KEY=VALUE words, split at the last `=` where values have none, else at the first.
int read_pairs(const Call& call, const char* option, bool at_last, const char* form,
               std::map<std::string, std::string>& out) {
  if (call.options.count(option) == 0) return exit_done;
  for (const std::string& word : call.options[option].as<Words>()) {
    const std::size_t equals = at_last ? word.rfind('=') : word.find('=');
    const bool has_key = equals != std::string::npos && equals > 0;
    if (!has_key && (!at_last || equals == 0))
      return refuse(fmt::format("--{} is `{}`", option, text::printable(word)),
                    fmt::format("it takes {}", form));
    const std::string key = has_key ? word.substr(0, equals) : std::string();
    if (!out.emplace(key, has_key ? word.substr(equals + 1) : word).second)
      return refuse(fmt::format("--{} names `{}` twice", option, text::printable(key)),
                    "give one of them");
  }
  return exit_done;
}

std::string option_of(const Call& call, const char* name) {
  return call.options.count(name) == 0 ? std::string() : call.options[name].as<std::string>();
}

// What the arguments name: files, and words for profiles of the policy directory.
void choose(const Files& files, const Call& given, Words& paths, Words& words) {
  Call call;
  call.arguments = given.arguments;
  ProfileArguments named = take_profiles(files, call);
  paths = std::move(named.files);
  words = std::move(named.words);
  for (const std::string& argument : call.arguments) {
    const auto info = files.info(argument);
    const bool is_program = info && info->type == FileInfo::Type::file && (info->mode & 0111u) != 0;
    if (is_program) {
      words.push_back(argument);
      continue;
    }
    const Words in_folder = profile_files(files, {argument});
    paths.insert(paths.end(), in_folder.begin(), in_folder.end());
  }
  if (words.empty()) return;
  words.insert(words.end(), paths.begin(), paths.end());
  const Words all = profile_files(files, {given.common.under_root(given.common.policy_dir)});
  paths.insert(paths.end(), all.begin(), all.end());
}

int read_evidence(const Files& files, const std::string& path, std::string& digest) {
  if (path.empty()) return exit_done;
  const auto bytes = files.read(path);
  if (!bytes) {
    print_error(bytes.error());
    return exit_code_of(bytes.error());
  }
  if (!evidence::is_evidence_file(path))
    return refuse(fmt::format("`{}` is no evidence", text::printable(path)),
                  "`profgen collect LOG… -o FILE` makes it");
  digest = bundle::digest(*bytes);
  return exit_done;
}

int print_failure(const Error& error) {
  print_error(error);
  return exit_code_of(error);
}

int write_bundle(const Call& call, Files& files, Processes& processes, const bundle::Made& made) {
  const std::string output = option_of(call, "output"), key = option_of(call, "sign");
  bundle::SignatureKind kind = bundle::SignatureKind::none;
  if (!key.empty()) {
    const auto text = files.read(key);
    if (!text) return print_failure(text.error());
    kind = bundle::kind_of_keys(*text);
  }
  const std::string bytes = bundle::write(made.bundle);
  // A signature of what stood here before is none of this.
  for (const char* ending : {".sshsig", ".minisig"})
    if (files.exists(output + ending))
      if (Status removed = files.remove(output + ending); !removed)
        return print_failure(removed.error());
  if (Status written = files.replace(output, bytes); !written)
    return print_failure(written.error());
  std::string signature;
  if (!key.empty()) {
    auto signed_as = bundle::sign(files, processes, output, kind, key);
    if (!signed_as) return print_failure(signed_as.error());
    signature = std::move(*signed_as);
  }
  const std::string digest = bundle::digest(bytes);
  if (call.common.json) {
    nlohmann::ordered_json out = bundle_json(made.bundle, digest);
    out["file"] = json_text(output);
    out["signature"] = json_text(signature);
    out["from_distribution"] = nlohmann::ordered_json::array();
    for (const std::string& path : made.from_distribution)
      out["from_distribution"].push_back(json_text(path));
    std::cout << out.dump(2) << "\n";
    return exit_done;
  }
  std::cout << digest << "  " << text::printable(output) << "\n";
  if (call.common.quiet) return exit_done;
  std::cerr << counted(made.bundle.profiles.size(), "profile") << " in "
            << counted(made.bundle.files.size(), "file") << "; "
            << counted(made.from_distribution.size(), "included file")
            << " left to the nodes' distribution"
            << (signature.empty() ? "" : "; signed: " + text::printable(signature)) << "\n";
  return exit_done;
}

int run_fleet_bundle(const Call& call) {
  if (call.arguments.empty()) return names_missing("fleet bundle", "a FILE or PROFILE");
  if (call.options.count("output") == 0) return names_missing("fleet bundle", "-o FILE");
  if (call.common.root != "/")
    return refuse("fleet bundle does not work below another root",
                  "--policy-dir DIR says where the profiles stand");
  const auto files = real_files();
  const auto processes = real_processes();
  bundle::MakeOptions with;
  with.name = option_of(call, "name");
  with.selector = option_of(call, "selector");
  if (const int code = read_pairs(call, "mode", true, "MODE or PROFILE=MODE", with.modes))
    return code;
  if (const int code = read_pairs(call, "provenance", false, "KEY=VALUE", with.provenance))
    return code;
  if (const int code = read_evidence(*files, option_of(call, "evidence"), with.evidence))
    return code;
  Words paths;
  choose(*files, call, paths, with.profiles);
  const auto made = bundle::make(*files, *processes, paths, load_options(call.common), with);
  if (!made) return print_failure(made.error());
  print_diagnostics(made->diagnostics);
  if (!made->accepted) {
    std::cerr << "profgen: no bundle was written\n";
    return exit_findings;
  }
  return write_bundle(call, *files, *processes, *made);
}

}  // namespace

CommandInfo fleet_bundle() {
  return {"bundle",
          "FILE|PROFILE… -o FILE",
          "make a bundle of profiles: immutable, named by its digest",
          fleet_bundle_help,
          fleet_bundle_options,
          run_fleet_bundle};
}

}  // namespace profgen::tool
