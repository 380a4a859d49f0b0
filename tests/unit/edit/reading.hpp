// Trees of texts, and the files that tests compare with.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "profgen/policy.hpp"

namespace profgen::edit::test {

inline policy::Tree tree_of(std::string text) {
  return policy::parse(make_source("test", std::move(text)));
}

inline std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace profgen::edit::test
