// What the kernel has to be given when files change: compiled before, loaded after, and the way
// back.
#pragma once

#include <string>
#include <vector>

#include "host/saves/staged.hpp"
#include "host/saves/store.hpp"

namespace profgen::inline v0::host {

class Reload {
 public:
  // Compiles what the kernel has loaded of the changed files, and then all of them, also those that
  // include one of them; each as it will be and as it is. Nothing where the kernel has none of
  // them, where there is no kernel, or where the files are not of its policy: then `why_not` says
  // so.
  static Result<Reload> prepare(Files& files, Processes& processes, SaveStore& store,
                                Staged& staged, const std::vector<SavedFile>& changes,
                                const policy::LoadOptions& options, const SaveOptions& with);

  // Where the kernel refuses one, those before it are loaded back, and the Error says so.
  Status load(Kernel& kernel) const;
  // After load(): the old policy again. What could not be loaded back, as "; …" for an Error.
  [[nodiscard]] std::string load_back(Kernel& kernel) const;

  [[nodiscard]] std::vector<std::string> files() const;
  // Profiles that the kernel has and that no file will have any more.
  [[nodiscard]] const std::vector<std::string>& orphans() const { return orphans_; }
  [[nodiscard]] const std::string& why_not() const { return why_not_; }

 private:
  struct Compiled {
    std::string file, fresh;
    bool had = false;                // the kernel has some of it
    std::optional<std::string> old;  // what it has, as far as the disk tells
  };
  std::string load_back(Kernel& kernel, std::vector<Compiled>::const_iterator end) const;

  std::vector<Compiled> compiled_;
  std::vector<std::string> orphans_;
  std::string why_not_;
};

}  // namespace profgen::inline v0::host
