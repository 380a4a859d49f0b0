// Where the data lies that is not the project's own: upstream's test records, recorded logs.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace profgen::inline v0::log {

// PROFGEN_SHARED, or `shared` beside the source tree.
inline std::filesystem::path shared_folder() {
  if (const char* folder = std::getenv("PROFGEN_SHARED")) return folder;
  return std::filesystem::path(PROFGEN_SOURCE_DIR).parent_path() / "shared";
}

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace profgen::inline v0::log
