#include "node/change/blob_loader.hpp"

namespace profgen::node {

Result<std::string> compile_units(Processes& processes, const std::vector<PolicySource>& units,
                                  const policy::LoadOptions& options) {
  std::string blob;
  for (const PolicySource& unit : units) {
    std::vector<std::string> arguments;
    if (unit.complain) arguments.emplace_back("--Complain");
    auto compiled = host::compile_policy(processes, unit.path, unit.text, options, arguments);
    if (!compiled && !unit.otherwise.empty())
      compiled = host::compile_policy(processes, unit.path, unit.otherwise, options, arguments);
    if (!compiled) return compiled.error();
    blob += *compiled;
  }
  return blob;
}

Status BlobLoader::compile(const Files&, const policy::LoadOptions& options) {
  if (when_written_ || units_.empty()) return Unit{};
  auto blob = compile_units(machine_.processes, units_, options);
  if (!blob) return blob.error();
  blob_ = std::move(*blob);
  return Unit{};
}

Status BlobLoader::load() {
  if (units_.empty()) return Unit{};
  if (when_written_) {
    auto blob = compile_units(machine_.processes, units_, options_);
    if (!blob) return blob.error();
    blob_ = std::move(*blob);
  }
  loaded_ = true;  // also where it fails: it may have been taken all the same
  return machine_.kernel.replace(blob_);
}

}  // namespace profgen::node
