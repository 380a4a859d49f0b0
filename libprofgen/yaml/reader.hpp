// Strict reading of a YAML tree: what is not expected is an error with its place, what was found
// and what was expected. Reading goes on behind it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/source.hpp"
#include "yaml/tree.hpp"

namespace profgen::inline v0 {

class YamlReader {
 public:
  // `id` of the diagnostics: "guard".
  YamlReader(SourcePtr source, std::string id, std::vector<Diagnostic>& diagnostics)
      : source_(std::move(source)), id_(std::move(id)), diagnostics_(diagnostics) {}

  // More than a hundred of either are not listed one by one.
  void fail(Position at, std::string message, std::string hint = {});
  void warn(Position at, std::string message, std::string hint = {});
  [[nodiscard]] bool failed() const { return errors_ != 0; }

  // An error at a place, yet without its message.
  [[nodiscard]] Diagnostic diagnostic(Position at) const;
  // "profgen.yaml:12:5"
  [[nodiscard]] std::string place(Position at) const;

  using Handler = std::function<void(const YamlNode&)>;
  struct Key {
    std::string_view name;
    Handler read;
  };
  // A mapping with these keys only, each at most once.
  void map(const YamlNode& node, std::string_view what, const std::vector<Key>& keys);
  // A mapping with any texts as keys, each at most once.
  void names(const YamlNode& node, std::string_view what,
             const std::function<void(const YamlNode& key, const YamlNode& value)>& read);
  void each(const YamlNode& node, std::string_view what, const Handler& read);

  // A text that is not empty; nullptr: it was reported.
  [[nodiscard]] const std::string* text(const YamlNode& node, std::string_view what);
  [[nodiscard]] std::optional<bool> boolean(const YamlNode& node, std::string_view what);
  [[nodiscard]] std::optional<int> number(const YamlNode& node, std::string_view what, int least,
                                          int most);
  // One of the words; its index.
  [[nodiscard]] std::optional<std::size_t> choice(const YamlNode& node, std::string_view what,
                                                  const std::vector<std::string_view>& words);

 private:
  void add(Severity severity, Position at, std::string message, std::string hint);
  void wrong_kind(const YamlNode& node, std::string_view expected, std::string_view what);

  SourcePtr source_;
  std::string id_;
  std::vector<Diagnostic>& diagnostics_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
};

// "did you mean `x`?", or the words that are known.
[[nodiscard]] std::string near_hint(std::string_view word,
                                    const std::vector<std::string_view>& known);

}  // namespace profgen::inline v0
