// Files whose journals stand in the cluster, too, before anything is asked because of them.
#pragma once

#include <functional>
#include <string>

#include "kube/transport/run_store.hpp"

namespace profgen::inline v0::kube {

class MirroredFiles : public Files {
 public:
  // `trouble`: told once, with the first Error of the cluster; what is not there is put there with
  // the next line.
  MirroredFiles(Files& files, RunStore& store, std::function<void(const Error&)> trouble)
      : files_(files), store_(store), trouble_(std::move(trouble)) {}

  [[nodiscard]] Result<std::string> read(const std::string& path) const override {
    return files_.read(path);
  }
  [[nodiscard]] Result<FileInfo> info(const std::string& path) const override {
    return files_.info(path);
  }
  [[nodiscard]] Result<std::vector<std::string>> list(const std::string& path) const override {
    return files_.list(path);
  }
  [[nodiscard]] Result<FileSpace> space(const std::string& path) const override {
    return files_.space(path);
  }
  Status replace(const std::string& path, const std::string& content, std::uint32_t mode) override {
    return files_.replace(path, content, mode);
  }
  Status append(const std::string& path, const std::string& bytes) override;
  Status make_directories(const std::string& path, std::uint32_t mode) override {
    return files_.make_directories(path, mode);
  }
  Status remove(const std::string& path) override { return files_.remove(path); }
  Status rename(const std::string& from, const std::string& to) override {
    return files_.rename(from, to);
  }
  [[nodiscard]] Result<std::unique_ptr<FileLock>> lock(const std::string& path,
                                                       double seconds) override {
    return files_.lock(path, seconds);
  }

 private:
  Files& files_;
  RunStore& store_;
  std::function<void(const Error&)> trouble_;
};

}  // namespace profgen::inline v0::kube
