// Files in memory: the twin of real_files() for tests.
#pragma once

#include <map>
#include <set>
#include <string>

#include "profgen/system.hpp"

namespace profgen::inline v0 {

class MemoryFiles : public Files {
 public:
  // Directories above a file exist by themselves.
  std::map<std::string, std::string> content;
  std::set<std::string> unwritable;  // paths whose replace() fails
  FileSpace everywhere{std::uint64_t{1} << 30, false};

  [[nodiscard]] Result<std::string> read(const std::string& path) const override;
  [[nodiscard]] Result<FileInfo> info(const std::string& path) const override;
  [[nodiscard]] Result<std::vector<std::string>> list(const std::string& path) const override;
  [[nodiscard]] Result<FileSpace> space(const std::string&) const override { return everywhere; }
  Status replace(const std::string& path, const std::string& text, std::uint32_t mode) override;
  Status append(const std::string& path, const std::string& bytes) override;
  Status make_directories(const std::string& path, std::uint32_t mode) override;
  Status remove(const std::string& path) override;
  Status rename(const std::string& from, const std::string& to) override;
  // Always free, and no file.
  [[nodiscard]] Result<std::unique_ptr<FileLock>> lock(const std::string& path,
                                                       double seconds) override;
};

}  // namespace profgen::inline v0
