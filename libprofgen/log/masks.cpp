#include "log/masks.hpp"

#include <array>

namespace profgen::log {
namespace {

struct Letter {
  char letter;
  FilePerms perms;
};
// security/apparmor/lib.c, aa_file_perm_chrs, and the letters of 2.6 kernels.
constexpr std::array<Letter, 11> letters = {{{'m', file_perm::map_exec},
                                             {'r', file_perm::read},
                                             {'w', file_perm::write},
                                             {'a', file_perm::append},
                                             {'c', file_perm::write},
                                             {'d', file_perm::write},
                                             {'l', file_perm::link},
                                             {'k', file_perm::lock},
                                             {'x', file_perm::exec},
                                             {':', 0},
                                             {' ', 0}}};

}  // namespace

const std::string* mask_of(const Fields& fields, Verdict verdict) {
  static constexpr std::array<std::string_view, 3> denied = {"denied_mask", "denied", "mask"};
  static constexpr std::array<std::string_view, 3> requested = {"requested_mask", "requested",
                                                                "mask"};
  for (const std::string_view key : verdict == Verdict::audit ? requested : denied)
    if (const std::string* mask = fields.find(key)) return mask;
  return nullptr;
}

FileMask read_file_mask(std::string_view mask) {
  FileMask out;
  for (const char c : mask) {
    bool known = false;
    for (const Letter& letter : letters)
      if (letter.letter == c) {
        out.perms |= letter.perms;
        known = true;
      }
    if (!known && out.unknown.empty()) out.unknown = std::string(1, c);
  }
  if (out.perms & file_perm::write) out.perms &= static_cast<FilePerms>(~file_perm::append);
  return out;
}

WordMask read_word_mask(std::string_view mask, std::span<const grammar::Word> words) {
  WordMask out;
  while (!mask.empty()) {
    const std::size_t end = std::min(mask.find_first_of(" ,"), mask.size());
    const std::string_view word = mask.substr(0, end);
    mask.remove_prefix(std::min(end + 1, mask.size()));
    if (word.empty()) continue;
    const std::uint32_t bits = grammar::bits_of(words, word);
    if (bits == 0 && out.unknown.empty()) out.unknown = std::string(word);
    out.perms |= bits;
  }
  return out;
}

}  // namespace profgen::log
