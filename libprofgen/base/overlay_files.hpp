// Files as they will be: texts that are not written yet, seen above those of other files.
#pragma once

#include <map>
#include <string>

#include "profgen/system.hpp"

namespace profgen::inline v0 {

// Reads only: what would write is an Error. Directories above a text exist by themselves.
class OverlayFiles : public Files {
 public:
  OverlayFiles(const Files& below, std::map<std::string, std::string> texts);

  [[nodiscard]] Result<std::string> read(const std::string& path) const override;
  [[nodiscard]] Result<FileInfo> info(const std::string& path) const override;
  [[nodiscard]] Result<std::vector<std::string>> list(const std::string& path) const override;
  [[nodiscard]] Result<FileSpace> space(const std::string& path) const override {
    return below_.space(path);
  }
  Status replace(const std::string& path, const std::string& text, std::uint32_t mode) override;
  Status append(const std::string& path, const std::string& bytes) override;
  Status make_directories(const std::string& path, std::uint32_t mode) override;
  Status remove(const std::string& path) override;
  Status rename(const std::string& from, const std::string& to) override;
  [[nodiscard]] Result<std::unique_ptr<FileLock>> lock(const std::string& path,
                                                       double seconds) override;

 private:
  const Files& below_;
  std::map<std::string, std::string> texts_;
};

}  // namespace profgen::inline v0
