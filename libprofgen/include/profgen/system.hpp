// Everything outside the process (files, programs, clock) behind small interfaces, so that each
// stage is tested in memory. The real ones: real_files(), real_processes(); the twins stand in
// base/memory_files.hpp and base/fake_processes.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "profgen/result.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0 {

struct FileInfo {
  enum class Type { file, directory, other } type = Type::other;
  std::uint64_t size = 0;
  std::uint32_t mode = 0;  // permission bits
  std::uint32_t uid = 0, gid = 0;
  std::uint64_t device = 0, inode = 0;
  std::int64_t modified = 0;  // seconds since the epoch
  bool symlink = false;       // the name itself is a symbolic link (the rest describes its target)
};

// Of the file system that a path is on.
struct FileSpace {
  std::uint64_t free_bytes = 0;  // for this user
  bool read_only = false;
};

// Held until it is destroyed or its process ends, however that happens.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

class Files {
 public:
  virtual ~Files() = default;
  // Whole content. A directory, a missing or an unreadable file is an Error of kind input.
  [[nodiscard]] virtual Result<std::string> read(const std::string& path) const = 0;
  [[nodiscard]] virtual Result<FileInfo> info(const std::string& path) const = 0;
  // Names (not paths) in a directory, sorted.
  [[nodiscard]] virtual Result<std::vector<std::string>> list(const std::string& path) const = 0;
  [[nodiscard]] virtual Result<FileSpace> space(const std::string& path) const = 0;
  // Replaces or makes a file so that a reader sees the old or the new bytes, never less: temporary
  // file in the same directory, fsync, rename, fsync of the directory. Keeps owner and mode of a
  // standing file (a symbolic link is followed, its target replaced); new files get `mode`.
  virtual Status replace(const std::string& path, const std::string& content,
                         std::uint32_t mode = 0644) = 0;
  // Adds bytes at the end of a file, which is made with mode 0600 if it is not there (as is its
  // directory, 0700); they are on the disk when it returns (fdatasync).
  virtual Status append(const std::string& path, const std::string& bytes) = 0;
  // With those above it; `mode` is that of the last one where it is made.
  virtual Status make_directories(const std::string& path, std::uint32_t mode = 0755) = 0;
  // These two are durable when they return, as replace() is. rename() stays in one directory.
  virtual Status remove(const std::string& path) = 0;
  virtual Status rename(const std::string& from, const std::string& to) = 0;
  // The lock of a name between processes (a file, made where it is missing); waits for whoever has
  // it, then gives up with an Error of kind system.
  [[nodiscard]] virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path,
                                                               double seconds) = 0;

  [[nodiscard]] bool exists(const std::string& path) const { return bool(info(path)); }
};
[[nodiscard]] std::unique_ptr<Files> real_files();

struct Command {
  std::vector<std::string> argv;  // argv[0] is looked up in PATH; never a shell
  std::string input;
  std::map<std::string, std::string> environment;  // added to ours
  double timeout_seconds = 60;
};
struct Finished {
  int exit_code = -1;  // 128 + signal where one ended it
  std::string output, errors;
};
class Processes {
 public:
  virtual ~Processes() = default;
  // An Error only where the program could not be started or timed out.
  [[nodiscard]] virtual Result<Finished> run(const Command& command) = 0;
  // The absolute path of a program, looked up in PATH, /usr/sbin and /sbin; "" if there is none.
  [[nodiscard]] virtual std::string find(const std::string& program) const = 0;
};
[[nodiscard]] std::unique_ptr<Processes> real_processes();

}  // namespace profgen::inline v0
#pragma GCC visibility pop
