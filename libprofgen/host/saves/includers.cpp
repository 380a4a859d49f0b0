#include "host/saves/includers.hpp"

#include <filesystem>
#include <map>

namespace profgen::inline v0::host {
namespace {

using policy::Item;

// Where each file that a policy reads is included from.
class IncludeGraph {
 public:
  explicit IncludeGraph(const policy::Policy& policy) : policy_(policy) {}

  void add(const std::string& file) {
    std::vector<std::string> open{file};
    while (!open.empty()) {
      const std::string path = std::move(open.back());
      open.pop_back();
      const policy::Tree* tree = policy_.tree(path);
      if (tree == nullptr || !read_.insert(path).second) continue;
      std::vector<std::string> places;
      collect(tree->items, places);
      for (std::string& place : places) {
        from_[place].push_back(path);
        open.push_back(std::move(place));
      }
    }
  }

  // These places and all that leads to them.
  [[nodiscard]] std::set<std::string> leading_to(const std::set<std::string>& places) const {
    std::set<std::string> found;
    std::vector<std::string> open(places.begin(), places.end());
    while (!open.empty()) {
      const std::string path = std::move(open.back());
      open.pop_back();
      if (!found.insert(path).second) continue;
      const auto above = from_.find(path);
      if (above != from_.end()) open.insert(open.end(), above->second.begin(), above->second.end());
    }
    return found;
  }

 private:
  // NOLINTNEXTLINE(misc-no-recursion): as deep as the tree.
  void collect(const std::vector<Item>& items, std::vector<std::string>& places) const {
    const policy::LoadOptions& options = policy_.options();
    for (const Item& item : items) {
      collect(item.children, places);
      const auto* include = std::get_if<policy::Include>(&item.value);
      if (include == nullptr) continue;
      if (!include->magic) {
        places.push_back(include->path);
        continue;
      }
      // Wherever it may be found: one reload too many does no harm.
      places.push_back(options.policy_dir + "/" + include->path);
      for (const std::string& directory : options.include_dirs)
        places.push_back(directory + "/" + include->path);
    }
  }

  const policy::Policy& policy_;
  std::set<std::string> read_;
  std::map<std::string, std::vector<std::string>> from_;
};

}  // namespace

std::vector<std::string> includers(const policy::Policy& policy,
                                   const std::set<std::string>& changed) {
  IncludeGraph graph(policy);
  std::set<std::string> files;
  for (const policy::Profile& profile : policy.profiles()) files.insert(profile.file);
  for (const std::string& file : files) graph.add(file);
  // An include may name the directory that a file stands in.
  std::set<std::string> places = changed;
  for (const std::string& path : changed)
    places.insert(std::filesystem::path(path).parent_path().string());
  std::vector<std::string> found;
  for (const std::string& path : graph.leading_to(places))
    if (files.count(path) != 0) found.push_back(path);
  return found;
}

bool is_below(const std::string& path, const std::string& policy_dir) {
  return path.starts_with(policy_dir + "/");
}

bool is_include_file(const std::string& path, const std::string& policy_dir) {
  return is_below(path, policy_dir) && path.find('/', policy_dir.size() + 1) != std::string::npos;
}

}  // namespace profgen::inline v0::host
