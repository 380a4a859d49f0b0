// Plain text, and the prose of --help and docs/, as scdoc(5) takes them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace profgen::manual {

// Every character stands for itself.
[[nodiscard]] std::string scdoc_words(std::string_view text);
// `code` becomes bold.
[[nodiscard]] std::string scdoc_prose(std::string_view text);
// With a capital and a full stop.
[[nodiscard]] std::string scdoc_sentence(std::string_view text);
// Lines as they are.
[[nodiscard]] std::string scdoc_block(const std::vector<std::string>& lines);

// What --help says below a command's summary: paragraphs, indented lines, and exit codes.
struct Details {
  struct Part {
    bool literal;
    std::vector<std::string> lines;  // of prose one
  };
  std::vector<Part> parts;
  std::string exit_codes;  // "Exit code 0: done; 1: …"; empty: none are told
};
[[nodiscard]] Details read_details(std::string_view details);

}  // namespace profgen::manual
