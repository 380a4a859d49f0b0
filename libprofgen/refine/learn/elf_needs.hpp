// What the loader will map for a program, read from its ELF file without running anything (elf(5)).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace profgen::inline v0::refine {

// For which machine a file is made: a library is taken only where all of it is equal.
struct ElfKind {
  bool sixty_four = false, big_endian = false;
  std::uint16_t machine = 0;
  friend bool operator==(const ElfKind&, const ElfKind&) = default;
};

struct ElfNeeds {
  ElfKind kind;
  std::string interpreter;             // PT_INTERP: the loader; empty of a static program
  std::vector<std::string> needed;     // DT_NEEDED: "libc.so.6"
  std::vector<std::string> run_paths;  // DT_RPATH and DT_RUNPATH, as written
};

[[nodiscard]] bool begins_as_elf(std::string_view bytes);
// nullopt: not ELF. What leads out of the file, or is too much, is left out: such a file is hostile
// or damaged, and the kernel or the loader refuses it by itself.
[[nodiscard]] std::optional<ElfNeeds> read_elf_needs(std::string_view bytes);

}  // namespace profgen::inline v0::refine
