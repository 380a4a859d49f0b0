// The files of a host below a root, by the names that its kernel knows them by: without symbolic
// links, each link followed inside the root.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/learn.hpp"
#include "profgen/system.hpp"

namespace profgen::inline v0::refine {

class HostPaths {
 public:
  HostPaths(const Files& files, const DraftOptions& options);

  // The path without links; "" where something of it is missing or leads in circles.
  [[nodiscard]] std::string resolved(std::string_view path) const;
  // Of a path of the host.
  [[nodiscard]] Result<std::string> read(const std::string& path) const;
  [[nodiscard]] bool is_file(const std::string& path) const;
  [[nodiscard]] std::vector<std::string> names_in(const std::string& directory) const;
  // A word without a slash in PATH (DraftOptions::search_path), else the path itself; "" if it is
  // not there.
  [[nodiscard]] std::string program(const std::string& word) const;

 private:
  [[nodiscard]] std::string below_root(const std::string& path) const { return root_ + path; }

  const Files& files_;
  std::string root_;  // without its last slash
  std::function<std::string(const std::string&)> link_target_;
  std::string search_path_;
};

}  // namespace profgen::inline v0::refine
