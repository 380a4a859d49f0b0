// YAML as a tree of nodes with their places. Nothing of a file is passed over: a second document
// where one is expected, tags and control characters are errors, and what aliases would blow up is
// bounded.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "profgen/diagnostic.hpp"

namespace profgen::inline v0 {

struct YamlNode;
using YamlPtr = std::shared_ptr<const YamlNode>;

struct YamlNode {
  enum class Kind { nothing, text, list, map };
  Kind kind = Kind::nothing;
  bool quoted = false;                             // of a text
  Position at;                                     // of an alias: where the anchor stands
  std::string tag;                                 // "!vault"; only those of YamlOptions
  std::string text;                                // of a text
  std::vector<YamlPtr> items;                      // of a list
  std::vector<std::pair<YamlPtr, YamlPtr>> pairs;  // of a map, as they stand; keys may be twice
  std::size_t size = 1;                            // nodes in it, aliases followed
};

// "a mapping", "a list", "`word`", "nothing"
[[nodiscard]] std::string found_text(const YamlNode& node);

// What is wrong with a file as YAML.
struct YamlError {
  Position at;
  std::string message;
  std::string hint;
};

struct YamlOptions {
  std::vector<std::string> tags;     // that are kept; others are an error
  std::size_t most_nodes = 100'000;  // aliases followed
  std::size_t most_bytes = 4'000'000;
};

// A file that holds nothing gives a node of kind nothing. nullptr: see the error.
[[nodiscard]] YamlPtr read_yaml(const std::string& text, YamlError& error,
                                const YamlOptions& options = {});
// The documents of a stream, those that hold nothing left out. nullopt: see the error.
[[nodiscard]] std::optional<std::vector<YamlPtr>> read_yaml_documents(
    const std::string& text, YamlError& error, const YamlOptions& options = {});

}  // namespace profgen::inline v0
