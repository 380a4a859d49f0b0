// ELF files made by hand, in either word size and byte order.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "refine/learn/elf_needs.hpp"

namespace profgen::refine::test {

struct ElfFile {
  bool sixty_four = true, big_endian = false;
  std::uint16_t machine = 62;
  std::string interpreter = "/lib64/ld-linux-x86-64.so.2";
  std::vector<std::string> needed;
  std::string run_path;

  [[nodiscard]] std::string bytes() const {
    std::string out(
        "\x7f"
        "ELF",
        4);
    out += static_cast<char>(sixty_four ? 2 : 1);
    out += static_cast<char>(big_endian ? 2 : 1);
    out += '\1';
    out.resize(16);
    const std::size_t head = sixty_four ? 64 : 52, entry = sixty_four ? 56 : 32;
    number(out, 3, 2);
    number(out, machine, 2);
    number(out, 1, 4);
    word(out, 0);     // e_entry
    word(out, head);  // e_phoff
    word(out, 0);
    number(out, 0, 4);
    number(out, head, 2);
    number(out, entry, 2);
    number(out, 3, 2);  // e_phnum
    out.resize(head);
    std::string strings(1, '\0');
    std::vector<std::size_t> names;
    for (const std::string& name : needed) names.push_back(put(strings, name));
    const std::size_t path = put(strings, run_path), loader = put(strings, interpreter);
    const std::size_t strings_at = head + 3 * entry, dynamic_at = strings_at + strings.size();
    const std::uint64_t base = 0x10000;
    std::string dynamic;
    for (const std::size_t name : names) word(dynamic, 1), word(dynamic, name);
    if (!run_path.empty()) word(dynamic, 29), word(dynamic, path);
    word(dynamic, 5), word(dynamic, base + strings_at);
    word(dynamic, 0), word(dynamic, 0);
    segment(out, 1, 0, base, dynamic_at + dynamic.size());
    segment(out, 2, dynamic_at, base + dynamic_at, dynamic.size());
    segment(out, interpreter.empty() ? 0 : 3, strings_at + loader, base, interpreter.size() + 1);
    return out + strings + dynamic;
  }

 private:
  static std::size_t put(std::string& strings, const std::string& text) {
    const std::size_t at = strings.size();
    strings += text + '\0';
    return at;
  }
  void number(std::string& out, std::uint64_t value, std::size_t size) const {
    for (std::size_t i = 0; i < size; ++i)
      out += static_cast<char>(value >> 8 * (big_endian ? size - 1 - i : i) & 0xff);
  }
  void word(std::string& out, std::uint64_t value) const { number(out, value, sixty_four ? 8 : 4); }
  void segment(std::string& out, std::uint32_t type, std::uint64_t offset, std::uint64_t address,
               std::uint64_t size) const {
    number(out, type, 4);
    if (sixty_four) number(out, 5, 4);
    for (const std::uint64_t value : {offset, address, address, size, size}) word(out, value);
    if (!sixty_four) number(out, 5, 4);
    word(out, 1);
  }
};

}  // namespace profgen::refine::test
