// What refine shows of a question: text only, no keys read and no decisions made.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "profgen/refine.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

// Words on lines of at most `width` characters, each line indented.
[[nodiscard]] std::string wrapped(std::string_view words, unsigned width, std::size_t indent);

// "denied 2×, allowed by complain mode 1×".
[[nodiscard]] std::string verdicts(const evidence::Seen& seen);

// What a person has set for the proposal on the screen, before it is answered.
struct Choice {
  std::size_t candidate = 0;
  std::optional<policy::Rule> custom;  // typed or made wider, instead of the candidate
  bool audit = false;
  std::optional<bool> owner;
};

[[nodiscard]] std::string exec_screen(const refine::Question& question, std::size_t chosen,
                                      bool enter_allows, const Style& style, unsigned width);
[[nodiscard]] std::string rule_screen(const refine::Question& question, const Choice& choice,
                                      bool enter_allows, const Style& style, unsigned width);

// What the keys do.
[[nodiscard]] std::string help_screen(bool exec);

}  // namespace profgen::tool
