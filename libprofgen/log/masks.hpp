// Permission masks as the kernel and D-Bus write them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "grammar/vocabulary.hpp"
#include "log/fields.hpp"
#include "profgen/event.hpp"

namespace profgen::log {

// What was asked for: the denied part, or, where nothing was denied (AUDIT), the requested one.
// nullptr where the record does not say.
[[nodiscard]] const std::string* mask_of(const Fields& fields, Verdict verdict);

struct FileMask {
  FilePerms perms = 0;
  std::string unknown;  // the first letter that no kernel known writes; empty if there is none
};
// "r", "wrd", "ac", "r::" (2.6 kernels part owner and others by "::"). Create and delete count as
// write, append is dropped beside write.
[[nodiscard]] FileMask read_file_mask(std::string_view mask);

struct WordMask {
  std::uint32_t perms = 0;
  std::string unknown;
};
// "send receive", "readby", "create": words of a vocabulary table.
[[nodiscard]] WordMask read_word_mask(std::string_view mask, std::span<const grammar::Word> words);

}  // namespace profgen::log
