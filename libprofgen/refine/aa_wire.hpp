// The JSON of aa-logprof's dialogue, protocol 2.12: what is asked, one object a line, and what
// comes back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "profgen/result.hpp"

namespace profgen::inline v0::refine {

enum class AaDialog : std::uint8_t { promptuser, yesno, getstring, changes };

// All text in it is shown by front ends: control characters are made visible where it is written.
struct AaHeader {
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  std::string name;
  std::variant<std::string, int, Pairs> value;
};

struct AaPrompt {
  AaDialog dialog = AaDialog::promptuser;
  // promptuser
  std::string title;  // may be empty
  std::vector<AaHeader> headers;
  std::string explanation;  // may be empty
  std::vector<std::string> options;
  std::vector<std::string> menu_items;  // "(A)llow": the letter in brackets is the key
  char default_key = '\0';              // '\0': none
  std::size_t selected = 0;             // the option that is recommended
  // Keys that are about the selected option: an answer with one of them must name it.
  std::string keys_of_options;
  // yesno, getstring: the question, and the answer that is proposed. changes: header and file name.
  std::string text;
  std::string proposed;
};

struct AaReply {
  char key = '\0';           // lower case
  std::size_t selected = 0;  // below the number of options
  std::string text;          // of getstring
};

[[nodiscard]] std::string aa_version_line();
[[nodiscard]] std::string aa_info_line(std::string_view text);
[[nodiscard]] std::string aa_important_line(std::string_view text);
[[nodiscard]] std::string aa_prompt_line(const AaPrompt& prompt);
// An Error of kind input says what is wrong with the answer.
[[nodiscard]] Result<AaReply> read_aa_reply(const AaPrompt& prompt, std::string_view line);

// The key of a menu item: "In(h)erit" → 'h'.
[[nodiscard]] char aa_key_of(std::string_view menu_item);

}  // namespace profgen::inline v0::refine
