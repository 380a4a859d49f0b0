// The bytes of a YAML document beside its tree: where values end, how texts are written.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/result.hpp"
#include "profgen/source.hpp"
#include "yaml/tree.hpp"

namespace profgen::inline v0::kube {

// One document of a file; `begin` is where it stands in the file, `first_line` counts from 0.
struct YamlDocument {
  std::size_t begin = 0, end = 0;
  std::uint32_t first_line = 0;
};
// Split at the lines `---` and `...`, which end a document wherever they stand (YAML 1.2, 9.1.4).
[[nodiscard]] std::vector<YamlDocument> documents_of(std::string_view text);

class YamlBytes {
 public:
  explicit YamlBytes(std::string_view text);

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::string_view eol() const { return eol_; }
  [[nodiscard]] std::size_t offset(Position at) const;
  [[nodiscard]] std::size_t line_begin(std::size_t offset) const;
  [[nodiscard]] std::size_t line_end(std::size_t offset) const;     // behind its line feed
  [[nodiscard]] std::size_t skip_blanks(std::size_t offset) const;  // on the line
  // Behind `&anchor` and `!tag`, on this line or the next ones.
  [[nodiscard]] std::size_t skip_properties(std::size_t offset) const;
  // The end of a key or value on one line; npos: a form that is not known (block texts).
  [[nodiscard]] std::size_t scalar_end(std::size_t offset, bool in_flow) const;
  // Behind the `:` of a key; npos: not there.
  [[nodiscard]] std::size_t behind_colon(const YamlNode& key, bool in_flow) const;
  [[nodiscard]] bool is_flow(const YamlNode& node) const;  // `{` or `[`
  // Behind the last line of a block mapping: what is indented deeper than its keys, and lists at
  // their column, belongs to it; comments and empty lines below it do not.
  [[nodiscard]] std::size_t block_end(const YamlNode& map) const;
  [[nodiscard]] bool blank_or_comment(std::size_t offset) const;  // up to the end of the line

 private:
  std::string_view text_, eol_;
  std::vector<std::size_t> lines_;
};

// A text as YAML reads it back: plain where that is safe, else in quotes.
[[nodiscard]] std::string yaml_scalar(std::string_view text, bool json);

}  // namespace profgen::inline v0::kube
