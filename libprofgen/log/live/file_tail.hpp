// A file that is followed as `tail -F` does: by its name, through rotation and truncation.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "log/live/live_source.hpp"

namespace profgen::inline v0::log {

// One open file that grows. When it is cut off it begins again.
class FileTail : public LiveSource {
 public:
  explicit FileTail(std::string path) : path_(std::move(path)) {}
  FileTail(const FileTail&) = delete;
  FileTail& operator=(const FileTail&) = delete;
  ~FileTail() override;

  // Opens the file if it is there; false if it is not (yet). `at_end`: the
  // lines that it holds are left out.
  [[nodiscard]] Result<bool> open(bool at_end);
  // The name stands for another file now, or for none.
  [[nodiscard]] bool replaced() const;
  [[nodiscard]] bool exists() const;  // the name stands for some file

  [[nodiscard]] Status fetch(std::string& text) override;
  [[nodiscard]] bool over() const override { return over_; }
  // It was cut off since this was last asked: the part of a line before is no line.
  [[nodiscard]] bool take_restarted();

 private:
  [[nodiscard]] bool cut_off() const;

  std::string path_;
  int fd_ = -1;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  std::uint64_t offset_ = 0;
  std::string before_;  // the last bytes before offset_, as they were read
  bool restarted_ = false;
  bool over_ = false;
};

}  // namespace profgen::inline v0::log
