// Policy files, each read and parsed once, and where an include leads.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "profgen/policy.hpp"

namespace profgen::inline v0::policy {

// Names in an include directory that the compiler leaves out: hidden ones, README, what editors and
// package managers leave behind.
[[nodiscard]] bool is_skippable(std::string_view file_name);

struct SourceFile {
  Tree tree;
  bool has_conditions = false;  // somewhere in it: what it means depends on variables
};

class Library {
 public:
  Library(const Files& files, const LoadOptions& options) : files_(&files), options_(options) {}

  // The parsed file; nullptr if it cannot be read (`why` says why not). What is wrong with its
  // syntax is added to `diagnostics` once, when it is read first.
  const SourceFile* open(const std::string& path, std::vector<Diagnostic>& diagnostics,
                         std::string* why = nullptr);
  // Text in place of what the path holds.
  const SourceFile* put(const std::string& path, std::string text,
                        std::vector<Diagnostic>& diagnostics);
  // From now on open() tells once more what is wrong with a file that it has read already: to be
  // called before each of several texts that are judged with one library.
  void tell_again();
  // Forgets the path: it is read again when it is opened next.
  void forget(const std::string& path);
  // Takes back a text that was put: the path is read again when it is opened next. Unlike after
  // forget(), includes lead where they led, unless the path is one of those places.
  void take_back(const std::string& path);
  // May an include have led to the path, or to its directory?
  [[nodiscard]] bool is_included(const std::string& path) const;
  [[nodiscard]] const SourceFile* known(const std::string& path) const;

  struct Target {
    bool found = false;
    std::vector<std::string> paths;  // more or less than one: a directory
  };
  // A reference: it stays until put() or forget().
  [[nodiscard]] const Target& resolve(const std::string& path, bool magic);
  [[nodiscard]] const Files& files() const { return *files_; }

 private:
  [[nodiscard]] bool look_at(const std::string& path, Target& target);
  [[nodiscard]] Target look_up(std::string path, bool magic);

  void tell(const SourceFile& file, std::vector<Diagnostic>& diagnostics);

  const Files* files_;
  LoadOptions options_;
  bool tells_again_ = false;
  std::unordered_set<const SourceFile*> told_;  // since tell_again()
  std::unordered_map<std::string, std::shared_ptr<const SourceFile>> files_read_;
  std::unordered_map<std::string, std::string> unreadable_;  // path: why
  std::unordered_map<std::string, Target> targets_;
  std::unordered_set<std::string> looked_at_;  // for targets_
};

// Does an item, or one below it, stand in a conditional?
[[nodiscard]] bool has_conditions(const std::vector<Item>& items);

}  // namespace profgen::inline v0::policy
