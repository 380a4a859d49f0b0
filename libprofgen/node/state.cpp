#include "node/state.hpp"

#include <algorithm>

#include "node/protocol/json.hpp"

namespace profgen::inline v0::node {
namespace {

constexpr int state_version = 1;
constexpr const char* state_key = "profgen-node-state";

// What stands in it decides which files are ours to write.
Status only_ours(const Machine& machine, const std::string& path) {
  const auto info = machine.files.info(path);
  if (!info) return Unit{};  // reading it says why
  if ((info->uid != 0 && info->uid != machine.uid) || (info->mode & 022) != 0)
    return Error{ErrorKind::system, "use the state", path,
                 "others than this user and root may write it: see who did, then `chown root` and "
                 "`chmod go-w` it"};
  return Unit{};
}

}  // namespace

const Written* State::entry(std::string_view profile) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Written& one) { return one.profile == profile; });
  return found == entries.end() ? nullptr : &*found;
}

bool State::owns(std::string_view file) const {
  const auto is = [&](const auto& one) { return one.file == file; };
  return std::any_of(entries.begin(), entries.end(), is) ||
         std::any_of(files.begin(), files.end(), is);
}

InForce State::before(const std::string& of_run) const {
  return of_run.empty() || run != of_run ? InForce{run, digest, stage} : before_run;
}

void State::put_in_force(const InForce& what) {
  run = what.run;
  digest = what.digest;
  stage = what.stage;
  before_run = {};
}

std::string below_root(const Machine& machine, std::string_view path) {
  std::string_view root = machine.root;
  while (root.ends_with('/')) root.remove_suffix(1);
  return std::string(root) + std::string(path);
}

std::string policy_path(const Machine& machine, std::string_view file) {
  const std::string directory = below_root(machine, machine.policy_dir);
  return file.empty() ? directory : directory + "/" + std::string(file);
}

std::string state_path(const Machine& machine) {
  return below_root(machine, machine.state_dir) + "/state.json";
}

Result<State> read_state(const Machine& machine) {
  const std::string path = state_path(machine);
  if (!machine.files.exists(path)) return State{};
  for (const std::string& one : {below_root(machine, machine.state_dir), path})
    if (Status status = only_ours(machine, one); !status) return status.error();
  const auto text = machine.files.read(path);
  if (!text) return text.error();
  const auto failed = [&](const std::string& reason) {
    return Error{ErrorKind::system, "read the state", path, reason};
  };
  const ParsedJson parsed = parse_json(*text);
  if (!parsed.error.empty()) return failed("it is damaged: " + parsed.error);
  const auto version = parsed.value.is_object() ? parsed.value.find(state_key) : parsed.value.end();
  if (version == parsed.value.end() || !version->is_number_integer())
    return failed("it is not a state of profgen-node");
  if (*version != state_version)
    return failed("it is of version " + version->dump() + ", this profgen-node knows version " +
                  std::to_string(state_version));
  State state;
  Decoder decoder;
  if (!decoder.decode(parsed.value, state, "", {state_key}))
    return failed("it is damaged: " + decoder.error);
  return state;
}

Status write_state(Machine& machine, const State& state) {
  if (Status made = machine.files.make_directories(below_root(machine, machine.state_dir), 0700);
      !made)
    return made;
  Json json = encoded(state);
  json[state_key] = state_version;
  return machine.files.replace(state_path(machine), json.dump(1, ' ', true) + "\n", 0600);
}

}  // namespace profgen::inline v0::node
