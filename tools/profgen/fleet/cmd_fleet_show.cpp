#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "tools/profgen/fleet/bundle_file.hpp"
#include "tools/profgen/fleet/fleet.hpp"
#include "tools/profgen/host_tools.hpp"
#include "tools/profgen/json_text.hpp"

namespace profgen::tool {
namespace {

void fleet_show_options(po::options_description& options) {
  options.add_options()("verify", po::value<std::string>()->value_name("KEYS"),
                        "hold the signature against KEYS: an allowed_signers file "
                        "(ssh-keygen(1)) or a minisign public key")  //
      ("identity", po::value<std::string>()->value_name("WHO"),
       "with --verify: the signer has to be this one of the allowed_signers")  //
      ("text", po::value<std::string>()->value_name("PATH"),
       "print the text of this file of the bundle instead");
}

constexpr std::string_view fleet_show_help =
    "A signature is looked for beside the bundle: BUNDLE.sshsig or BUNDLE.minisig.\n"
    "  profgen fleet show web.bundle --verify allowed_signers\n"
    "Exit code 0: done, and with --verify the signature is good; 1: it is not; 3: no bundle, or a\n"
    "damaged one; 4: the tool that verifies is not installed.";

struct SignatureState {
  std::string state;  // "none", "not-verified", "good", "bad"
  std::string why;    // of a bad one
  int code = exit_done;
};

SignatureState state_of(const Call& call, Files& files, const LoadedBundle& loaded) {
  if (call.options.count("verify") == 0)
    return {loaded.signature.empty() ? "none" : "not-verified", "", exit_done};
  bundle::Trust trust;
  trust.keys_path = call.options["verify"].as<std::string>();
  const auto keys = files.read(trust.keys_path);
  if (!keys) return {"not-verified", keys.error().text(), exit_code_of(keys.error())};
  trust.kind = bundle::kind_of_keys(*keys);
  if (call.options.count("identity") != 0)
    trust.identity = call.options["identity"].as<std::string>();
  const auto processes = real_processes();
  const Status verified = bundle::verify(files, *processes, loaded.bytes, loaded.signature, trust);
  if (verified) return {"good", "", exit_done};
  const bool bad = verified.error().kind == ErrorKind::input;
  return {bad ? "bad" : "not-verified", verified.error().text(),
          bad ? exit_findings : exit_code_of(verified.error())};
}

std::string signature_text(const SignatureState& signature, const LoadedBundle& loaded) {
  if (signature.state == "none") return "none";
  if (signature.state == "good") return "good (" + text::printable(loaded.signature_path) + ")";
  if (signature.state == "bad") return "NOT GOOD";
  return loaded.signature.empty() ? "not verified"
                                  : text::printable(loaded.signature_path) + ", not verified";
}

int print_one_text(const bundle::Bundle& content, const std::string& path) {
  for (const bundle::File& file : content.files)
    if (file.path == path) {
      std::cout << file.text;
      return exit_done;
    }
  std::vector<std::string_view> paths;
  for (const bundle::File& file : content.files) paths.emplace_back(file.path);
  const std::string_view near = text::nearest(path, paths, 4);
  return refuse(fmt::format("the bundle holds no file `{}`", text::printable(path)),
                near.empty() ? "`profgen fleet show BUNDLE` lists them"
                             : fmt::format("did you mean `{}`?", near));
}

int run_fleet_show(const Call& call) {
  if (call.arguments.size() != 1) return names_missing("fleet show", "a BUNDLE");
  if (call.options.count("identity") != 0 && call.options.count("verify") == 0)
    return refuse("--identity is for --verify", "--verify FILE names the allowed_signers file");
  const auto files = real_files();
  int code = exit_done;
  const auto loaded = load_bundle(*files, call.arguments.front(), code);
  if (!loaded) return code;
  if (call.options.count("text") != 0)
    return print_one_text(loaded->content, call.options["text"].as<std::string>());
  const SignatureState signature = state_of(call, *files, *loaded);
  if (call.common.json) {
    nlohmann::ordered_json out = bundle_json(loaded->content, loaded->digest);
    out["signature"] = {{"state", signature.state}, {"file", json_text(loaded->signature_path)}};
    if (!signature.why.empty()) out["signature"]["why"] = json_text(signature.why);
    std::cout << out.dump(2) << "\n";
  } else {
    std::cout << bundle_text(loaded->content, loaded->digest) << "\nsignature    "
              << signature_text(signature, *loaded) << "\n";
  }
  if (!signature.why.empty()) std::cerr << "profgen: " << signature.why << "\n";
  return signature.code;
}

}  // namespace

CommandInfo fleet_show() {
  return {
      "show",          "BUNDLE",           "what a bundle holds, and whether its signature is good",
      fleet_show_help, fleet_show_options, run_fleet_show};
}

}  // namespace profgen::tool
