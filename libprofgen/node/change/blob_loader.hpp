// Several policy texts given to the kernel in one step: all of them or none.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "profgen/node_engine.hpp"
#include "profgen/saves.hpp"

namespace profgen::inline v0::node {

struct PolicySource {
  std::string path, text;
  bool complain = false;  // also what its includes bring
  std::string otherwise;  // taken where `text` does not compile; empty: that is an Error
};

// All units in one blob. An Error of kind system where no parser is installed or a text does not
// compile.
[[nodiscard]] Result<std::string> compile_units(Processes& processes,
                                                const std::vector<PolicySource>& units,
                                                const policy::LoadOptions& options);

class BlobLoader : public host::PolicyLoader {
 public:
  // `when_written`: compiled only when the files are as they will be, as where includes go.
  BlobLoader(Machine& machine, std::vector<PolicySource> units, bool when_written,
             policy::LoadOptions options)
      : machine_(machine),
        units_(std::move(units)),
        when_written_(when_written),
        options_(std::move(options)) {}

  // Compiled with the others; `keep` is handed the blob before anything is loaded.
  void keep_too(std::vector<PolicySource> units, std::function<Status(const std::string&)> keep);

  Status compile(const Files& files, const policy::LoadOptions& options) override;
  Status load() override;
  std::string load_back() override { return {}; }  // whoever saves does it, with the old files

  // Whether the kernel was given anything.
  [[nodiscard]] bool loaded() const { return loaded_; }

 private:
  Status compile_now(const policy::LoadOptions& options);

  Machine& machine_;
  std::vector<PolicySource> units_, kept_units_;
  std::function<Status(const std::string&)> keep_;
  bool when_written_ = false;
  policy::LoadOptions options_;
  std::string blob_, kept_blob_;
  bool loaded_ = false;
};

}  // namespace profgen::inline v0::node
