// Journals of runs in the cluster: ConfigMaps profgen-run-RUN-N beside the agents, so that another
// operator, on another machine, goes on with a run.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "kube/api/api.hpp"
#include "kube/objects/objects.hpp"
#include "profgen/rollout.hpp"

namespace profgen::inline v0::kube {

// A run's name as part of an object's: that has no capitals and no `_`.
[[nodiscard]] std::string word_of_run(std::string_view run);

class RunStore {
 public:
  RunStore(Api& api, std::string name_space, std::string fleet)
      : api_(api), space_(std::move(name_space)), fleet_(std::move(fleet)) {}

  // Puts there what the cluster does not have yet of a journal, which only grows.
  [[nodiscard]] Status put(const std::string& run, std::string_view journal);
  // Journals by run, as far as they are whole.
  [[nodiscard]] Result<std::map<std::string, std::string>> fetch();

 private:
  Api& api_;
  const std::string space_, fleet_;
  // How much of a run's journal is there, and where its last chunk begins.
  struct Put {
    std::size_t bytes = 0, chunk = 0, chunk_begin = 0;
  };
  std::map<std::string, Put> put_;  // by run
};

// Writes the cluster's journals below the place's state_dir: those that are not there, and those
// that somebody else went on with. The warnings name journals that went on here and there.
[[nodiscard]] Result<std::vector<std::string>> fetch_runs(RunStore& store,
                                                          const fleet::RunPlace& place);
// The ProfileBundle of a digest; an Error of kind input where there is none.
[[nodiscard]] Result<ProfileBundle> find_bundle(Api& api, const std::string& digest);

}  // namespace profgen::inline v0::kube
