#include "log/masks.hpp"

#include <array>

namespace profgen::inline v0::log {
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
constexpr FilePerms no_letter = 0x8000;

constexpr std::array<FilePerms, 256> perms_by_byte() {
  std::array<FilePerms, 256> perms{};
  for (FilePerms& entry : perms) entry = no_letter;
  for (const Letter& letter : letters)
    perms[static_cast<unsigned char>(letter.letter)] = letter.perms;
  return perms;
}

}  // namespace

std::optional<std::string_view> mask_of(const Fields& fields, Verdict verdict) {
  static constexpr std::array<Key, 3> denied = {Key::denied_mask, Key::denied, Key::mask};
  static constexpr std::array<Key, 3> requested = {Key::requested_mask, Key::requested, Key::mask};
  for (const Key key : verdict == Verdict::audit ? requested : denied)
    if (fields.has(key)) return fields.get(key);
  return std::nullopt;
}

FileMask read_file_mask(std::string_view mask) {
  static constexpr std::array<FilePerms, 256> perms_of = perms_by_byte();
  FileMask out;
  for (const char c : mask) {
    const FilePerms perms = perms_of[static_cast<unsigned char>(c)];
    if (perms == no_letter)
      out.unknown = true;
    else
      out.perms |= perms;
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
    if (bits == 0) out.unknown = true;
    out.perms |= bits;
  }
  return out;
}

}  // namespace profgen::inline v0::log
