// Names that differ in a number, a hash or a random ending only: one glob for all of them.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "suggest/varying.hpp"

namespace profgen::inline v0::suggest {

class Siblings {
 public:
  void add(std::string_view path, const NameContext& context = {});
  // For directory_glob_of().
  void add_to_directory(std::string_view path);

  // Modules of Python that were met in a directory; 0 where it is no package (no __init__ was).
  [[nodiscard]] std::size_t modules_of_package(std::string_view directory) const;

  struct Glob {
    std::vector<std::string> written;  // the parts between slashes, as patterns; empty: no glob
    std::size_t names = 0;             // that were seen and that it holds
    bool visible = false;              // a part of the name is random by its looks

    [[nodiscard]] std::string pattern() const;
  };
  // Of a path that has siblings, or whose looks tell that the next run has another one.
  [[nodiscard]] Glob glob_of(std::string_view path, const NameContext& context = {}) const;

  // Of a path in whose directory enough files were seen, that end alike ("/etc/x/*.conf") or not
  // ("/etc/x/*"): wide, for those who ask for it.
  [[nodiscard]] Glob directory_glob_of(std::string_view path) const;
  // Of a path in a directory where the profile made many files, which is none that others share:
  // the names are of its own choice.
  [[nodiscard]] Glob own_directory_glob_of(std::string_view path) const;

 private:
  // The path with its varying pieces taken out → the pieces seen there.
  std::map<std::string, std::set<std::string>> pieces_;
  // A directory and the ending behind a star → the names.
  std::map<std::string, std::set<std::string>> directories_;
  std::map<std::string, std::set<std::string>, std::less<>> modules_;  // by their directory
  std::map<std::string, std::size_t, std::less<>> made_;               // files by their directory
};

}  // namespace profgen::inline v0::suggest
