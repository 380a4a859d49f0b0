// A temporary folder with logs in it.
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace profgen::inline v0::log {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "profgen-log-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }
  std::string write(const std::string& name, const std::string& text) {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return (path_ / name).string();
  }
  void remove(const std::string& name) { fs::remove(path_ / name); }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

inline std::string record(int serial) {
  return "type=AVC msg=audit(1795457558.621:" + std::to_string(serial) +
         R"(): apparmor="DENIED" operation="open" profile="p" name="/f" denied_mask="r")" + "\n";
}

using Filter = int (*)(struct archive*);
inline std::string compressed(const std::string& text, Filter filter) {
  std::string out(text.size() + 65536, '\0');
  std::size_t used = 0;
  struct archive* archive = archive_write_new();
  filter(archive);
  archive_write_set_format_raw(archive);
  archive_write_set_bytes_in_last_block(archive, 1);
  archive_write_open_memory(archive, out.data(), out.size(), &used);
  struct archive_entry* entry = archive_entry_new();
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_write_header(archive, entry);
  archive_write_data(archive, text.data(), text.size());
  archive_entry_free(entry);
  archive_write_close(archive);
  archive_write_free(archive);
  out.resize(used);
  return out;
}

}  // namespace profgen::inline v0::log
