// A strict reader of YAML: what it does not know is an error with its place and the nearest word.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/diagnostic.hpp"

namespace profgen::inline v0::refine {

class YamlReader {
 public:
  // `id` is that of its diagnostics.
  YamlReader(SourcePtr source, std::string id, std::vector<Diagnostic>& diagnostics);

  using Handler = std::function<void(const YAML::Node&)>;
  struct Key {
    std::string_view name;
    Handler handler;
    bool needed = false;
  };

  void fail(const YAML::Mark& mark, std::string message, std::string hint = {});
  void fail(const YAML::Node& node, std::string message, std::string hint = {}) {
    fail(node.Mark(), std::move(message), std::move(hint));
  }
  [[nodiscard]] static Position place(const YAML::Mark& mark);

  // The one document of the source; nullopt where it is no YAML.
  [[nodiscard]] std::optional<YAML::Node> document();
  // A mapping with these keys only, each at most once; those needed must be there.
  void map(const YAML::Node& node, std::string_view what, const std::vector<Key>& keys);
  // Any scalar, with `!bytes` undone.
  [[nodiscard]] std::optional<std::string> text(const YAML::Node& node, std::string_view what);
  void text(const YAML::Node& node, std::string_view what, std::string& into);
  void boolean(const YAML::Node& node, std::string_view what, bool& into);
  [[nodiscard]] std::optional<std::uint64_t> number(const YAML::Node& node, std::string_view what,
                                                    std::uint64_t least, std::uint64_t most);
  // One of the words; its index.
  [[nodiscard]] std::optional<std::size_t> word(const YAML::Node& node, std::string_view what,
                                                const std::vector<std::string_view>& words);
  void each(const YAML::Node& node, std::string_view what, const Handler& handler);

 private:
  void unknown(const YAML::Node& key, std::string_view what, const std::vector<Key>& keys);

  SourcePtr source_;
  std::string id_;
  std::vector<Diagnostic>& diagnostics_;
};

}  // namespace profgen::inline v0::refine
