// Where the loader finds libraries (ld.so(8)): the run paths of who needs them, the directories of
// ld.so.conf, the usual ones. Its cache is not read, LD_LIBRARY_PATH does not count.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "refine/learn/elf_needs.hpp"
#include "refine/learn/host_paths.hpp"

namespace profgen::inline v0::refine {

struct MappedFiles {
  std::set<std::string> paths;    // the loader and the libraries, without symbolic links
  std::set<std::string> missing;  // names that were not found
};

class LibrarySearch {
 public:
  explicit LibrarySearch(const HostPaths& paths);
  // All that is mapped for a program, whose bytes are given: what its libraries need, too.
  void add(const std::string& program, std::string_view bytes, MappedFiles& out) const;

 private:
  void read_conf(const std::string& path, int depth);
  [[nodiscard]] std::string find(const std::string& name, const ElfKind& kind,
                                 const std::vector<std::string>& first) const;

  const HostPaths& paths_;
  std::vector<std::string> directories_;
};

}  // namespace profgen::inline v0::refine
