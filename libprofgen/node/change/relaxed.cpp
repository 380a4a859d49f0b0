#include "node/change/relaxed.hpp"

#include "node/protocol/json.hpp"

namespace profgen::inline v0::node {

constexpr auto fields_of(const RelaxedFile*) {
  return std::tuple{Field{"file", &RelaxedFile::file}, Field{"text", &RelaxedFile::text},
                    Field{"profiles", &RelaxedFile::profiles}};
}

namespace {

constexpr std::uint32_t kept_mode = 0600;

std::string relaxed_directory(const Machine& machine) {
  return below_root(machine, machine.state_dir) + "/relax";
}

std::string relaxed_path(const Machine& machine, std::uint64_t number, const char* suffix) {
  return relaxed_directory(machine) + "/" + std::to_string(number) + suffix;
}

}  // namespace

Status keep_relaxed(Machine& machine, std::uint64_t number, const Relaxed& relaxed,
                    const std::string& blob) {
  if (Status made = machine.files.make_directories(relaxed_directory(machine), 0700); !made)
    return made;
  if (Status kept = machine.files.replace(relaxed_path(machine, number, ".blob"), blob, kept_mode);
      !kept)
    return kept;
  return machine.files.replace(relaxed_path(machine, number, ".json"),
                               encoded(relaxed.files).dump() + "\n", kept_mode);
}

Result<std::optional<KeptRelaxed>> kept_relaxed(const Machine& machine,
                                                const std::vector<Step>& steps,
                                                const std::string& run) {
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (step->run != run || step->operation != "apply") continue;
    const std::string path = relaxed_path(machine, step->number, ".json");
    if (!machine.files.exists(path)) return std::optional<KeptRelaxed>();
    const auto text = machine.files.read(path);
    if (!text) return text.error();
    auto blob = machine.files.read(relaxed_path(machine, step->number, ".blob"));
    if (!blob) return blob.error();
    const ParsedJson parsed = parse_json(*text);
    KeptRelaxed kept;
    kept.blob = std::move(*blob);
    Decoder decoder;
    if (!parsed.error.empty() || !decoder.decode(parsed.value, kept.files, ""))
      return Error{ErrorKind::system, "read what was kept for relax", path,
                   "it is damaged; roll the run back instead"};
    return std::optional(std::move(kept));
  }
  return std::optional<KeptRelaxed>();
}

void forget_old_relaxed(Machine& machine, std::uint64_t oldest_step) {
  const auto names = machine.files.list(relaxed_directory(machine));
  if (!names) return;
  for (const std::string& name : *names) {
    const auto number = text::to_number(std::string_view(name).substr(0, name.find('.')));
    if (number && *number < oldest_step)
      (void)machine.files.remove(relaxed_directory(machine) + "/" + name);
  }
}

}  // namespace profgen::inline v0::node
