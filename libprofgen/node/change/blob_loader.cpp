#include "node/change/blob_loader.hpp"

namespace profgen::inline v0::node {

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

void BlobLoader::keep_too(std::vector<PolicySource> units,
                          std::function<Status(const std::string&)> keep) {
  kept_units_ = std::move(units);
  keep_ = std::move(keep);
}

Status BlobLoader::compile(const Files&, const policy::LoadOptions& options) {
  if (when_written_) return Unit{};
  return compile_now(options);
}

Status BlobLoader::compile_now(const policy::LoadOptions& options) {
  auto blob = compile_units(machine_.processes, units_, options);
  if (!blob) return blob.error();
  auto kept = compile_units(machine_.processes, kept_units_, options);
  if (!kept) return kept.error();
  blob_ = std::move(*blob);
  kept_blob_ = std::move(*kept);
  return Unit{};
}

Status BlobLoader::load() {
  if (when_written_)
    if (Status compiled = compile_now(options_); !compiled) return compiled;
  if (keep_)
    if (Status kept = keep_(kept_blob_); !kept) return kept;
  if (units_.empty()) return Unit{};
  // Also where it fails: it may have been taken all the same.
  loaded_ = true;
  return machine_.kernel.replace(blob_);
}

}  // namespace profgen::inline v0::node
