// Permission masks as the kernel and D-Bus write them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "grammar/vocabulary.hpp"
#include "log/fields.hpp"
#include "profgen/event.hpp"

namespace profgen::inline v0::log {

// What was asked for: the denied part, or, where nothing was denied (AUDIT), the requested one.
// nullopt where the record does not say.
[[nodiscard]] std::optional<std::string_view> mask_of(const Fields& fields, Verdict verdict);

struct FileMask {
  FilePerms perms = 0;
  bool unknown = false;  // there is a letter that no known kernel writes
};
// "r", "wrd", "ac", "r::" (2.6 kernels part owner and others by "::"). Create and delete count as
// write, append is dropped beside write.
[[nodiscard]] FileMask read_file_mask(std::string_view mask);

struct WordMask {
  std::uint32_t perms = 0;
  bool unknown = false;  // there is a word that is not in the table
};
// "send receive", "readby", "create": words of a vocabulary table.
[[nodiscard]] WordMask read_word_mask(std::string_view mask, std::span<const grammar::Word> words);

}  // namespace profgen::inline v0::log
