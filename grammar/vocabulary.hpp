// The words of the AppArmor language, each once: read by parser, printer, linter, completion and
// the record reader, so that they cannot drift apart. Sources: parser/parser_yacc.y, network.cc,
// dbus.h, signal.cc, mount.cc, profile.h and apparmor.d(5) of AppArmor 6; `since` is the first
// policy abi.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace profgen::grammar {

enum class Since : std::uint8_t { v2, v3, v4, v41, v5, v6 };

struct Word {
  std::string_view text;
  std::uint32_t value;  // a bit, or a union of bits for shorthands such as rw; else an index
  Since since = Since::v2;
};

// Canonical words come first, one bit each; shorthands follow.
inline constexpr Word socket_permissions[] = {
    {"create", 1u << 0},  {"bind", 1u << 1},     {"listen", 1u << 2},  {"accept", 1u << 3},
    {"connect", 1u << 4}, {"shutdown", 1u << 5}, {"getattr", 1u << 6}, {"setattr", 1u << 7},
    {"getopt", 1u << 8},  {"setopt", 1u << 9},   {"send", 1u << 10},   {"receive", 1u << 11},
    {"write", 1u << 10},  {"w", 1u << 10},       {"read", 1u << 11},   {"r", 1u << 11},
    {"rw", 3u << 10},
};
inline constexpr Word dbus_permissions[] = {
    {"send", 1u << 0},      {"receive", 1u << 1}, {"bind", 1u << 2},
    {"eavesdrop", 1u << 3}, {"write", 1u << 0},   {"w", 1u << 0},
    {"read", 1u << 1},      {"r", 1u << 1},       {"rw", 3u << 0},
};
inline constexpr Word signal_permissions[] = {
    {"send", 1u << 0}, {"receive", 1u << 1}, {"write", 1u << 0}, {"w", 1u << 0},
    {"read", 1u << 1}, {"r", 1u << 1},       {"rw", 3u << 0},
};
inline constexpr Word ptrace_permissions[] = {
    {"trace", 1u << 0}, {"tracedby", 1u << 1}, {"read", 1u << 2}, {"readby", 1u << 3},
    {"write", 1u << 0}, {"w", 1u << 0},        {"r", 1u << 2},    {"rw", 5u},
};
inline constexpr Word mqueue_permissions[] = {
    {"create", 1u << 0, Since::v4},  {"open", 1u << 1, Since::v4},
    {"delete", 1u << 2, Since::v4},  {"getattr", 1u << 3, Since::v4},
    {"setattr", 1u << 4, Since::v4}, {"read", 1u << 5, Since::v4},
    {"write", 1u << 6, Since::v4},   {"r", 1u << 5, Since::v4},
    {"w", 1u << 6, Since::v4},       {"rw", 3u << 5, Since::v4},
};
inline constexpr Word io_uring_permissions[] = {
    {"sqpoll", 1u << 0, Since::v4},
    {"override_creds", 1u << 1, Since::v4},
};

// The entry of a word; nullptr if the table has none.
constexpr const Word* find_word(std::span<const Word> table, std::string_view text) {
  for (const Word& word : table)
    if (word.text == text) return &word;
  return nullptr;
}
// The bits of one word, 0 if unknown.
constexpr std::uint32_t bits_of(std::span<const Word> table, std::string_view text) {
  const Word* word = find_word(table, text);
  return word ? word->value : 0;
}

}  // namespace profgen::grammar
