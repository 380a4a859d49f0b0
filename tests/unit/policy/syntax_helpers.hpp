// What the syntax tests share.
#pragma once

#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "profgen/policy.hpp"

namespace profgen::policy::syntax_test {

// Parses a copy on the heap of exactly the text's size, so that a sanitizer sees one byte read too
// far.
inline Tree parse_text(std::string_view text, const std::string& name = "t") {
  return parse(make_source(name, std::string(text)));
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

// "3:7 message", one a diagnostic.
inline std::string shown(const std::vector<Diagnostic>& diagnostics) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics)
    out += std::to_string(diagnostic.at.line) + ':' + std::to_string(diagnostic.at.column) + ' ' +
           diagnostic.message + (diagnostic.hint.empty() ? "" : " | " + diagnostic.hint) + '\n';
  return out;
}

// Every profile, abstraction and tunable in the samples of the project and of this host.
inline std::vector<std::filesystem::path> policy_files() {
  std::vector<std::filesystem::path> files;
  for (const char* root : {"/etc/apparmor.d", PROFGEN_SOURCE_DIR "/tests/data/policy"}) {
    std::error_code failed;
    std::filesystem::recursive_directory_iterator at(
        root, std::filesystem::directory_options::skip_permission_denied, failed);
    for (; !failed && at != std::filesystem::recursive_directory_iterator(); at.increment(failed))
      if (at->is_regular_file(failed) && at->path().string().find("/abi/") == std::string::npos)
        files.push_back(at->path());
  }
  return files;
}

}  // namespace profgen::policy::syntax_test
