#include "refine/learn/elf_needs.hpp"

#include "base/text.hpp"

namespace profgen::inline v0::refine {
namespace {

constexpr std::string_view elf_magic(
    "\x7f"
    "ELF",
    4);
// More than any program that works has.
constexpr std::size_t most_segments = 512, most_entries = 4096, most_needed = 512;
constexpr std::size_t longest_string = 4096;

constexpr std::uint64_t pt_load = 1, pt_dynamic = 2, pt_interp = 3;
constexpr std::uint64_t dt_null = 0, dt_needed = 1, dt_strtab = 5, dt_rpath = 15, dt_runpath = 29;

// The numbers of a file, in its byte order and word size. Beyond its end all is 0.
class ElfBytes {
 public:
  ElfBytes(std::string_view bytes, const ElfKind& kind) : bytes_(bytes), kind_(kind) {}

  [[nodiscard]] std::uint64_t number(std::uint64_t at, std::size_t size) const {
    std::uint64_t value = 0;
    if (at > bytes_.size() || bytes_.size() - at < size) return 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t place = kind_.big_endian ? i : size - 1 - i;
      value = value << 8u | static_cast<unsigned char>(bytes_[at + place]);
    }
    return value;
  }
  [[nodiscard]] std::uint64_t word(std::uint64_t at) const {
    return number(at, kind_.sixty_four ? 8 : 4);
  }
  // To its NUL; empty where there is none.
  [[nodiscard]] std::string string(std::uint64_t at) const {
    if (at >= bytes_.size()) return {};
    const std::string_view rest = bytes_.substr(at, longest_string);
    const std::size_t end = rest.find('\0');
    return end == std::string_view::npos ? std::string() : std::string(rest.substr(0, end));
  }

 private:
  std::string_view bytes_;
  ElfKind kind_;
};

struct Segment {
  std::uint64_t type = 0, offset = 0, address = 0, size = 0;  // size: in the file
};

std::vector<Segment> segments_of(const ElfBytes& bytes, bool sixty_four) {
  const std::uint64_t table = bytes.word(sixty_four ? 32 : 28);
  const std::uint64_t entry = bytes.number(sixty_four ? 54 : 42, 2);
  const std::uint64_t count = bytes.number(sixty_four ? 56 : 44, 2);
  std::vector<Segment> out;
  for (std::uint64_t i = 0; i < count && i < most_segments; ++i) {
    const std::uint64_t at = table + i * entry;
    Segment segment;
    segment.type = bytes.number(at, 4);
    segment.offset = bytes.word(at + (sixty_four ? 8 : 4));
    segment.address = bytes.word(at + (sixty_four ? 16 : 8));
    segment.size = bytes.word(at + (sixty_four ? 32 : 16));
    out.push_back(segment);
  }
  return out;
}

// Where an address of the loaded program stands in the file.
std::optional<std::uint64_t> offset_of(const std::vector<Segment>& segments,
                                       std::uint64_t address) {
  for (const Segment& segment : segments)
    if (segment.type == pt_load && address >= segment.address &&
        address - segment.address < segment.size)
      return segment.offset + (address - segment.address);
  return std::nullopt;
}

void read_dynamic(const ElfBytes& bytes, const std::vector<Segment>& segments,
                  const Segment& dynamic, ElfNeeds& needs) {
  const std::uint64_t width = needs.kind.sixty_four ? 8 : 4;
  std::vector<std::uint64_t> names, paths;
  std::optional<std::uint64_t> strings;
  for (std::uint64_t i = 0; i < most_entries && (i + 1) * 2 * width <= dynamic.size; ++i) {
    const std::uint64_t at = dynamic.offset + i * 2 * width;
    const std::uint64_t tag = bytes.word(at), value = bytes.word(at + width);
    if (tag == dt_null) break;
    if (tag == dt_strtab) strings = offset_of(segments, value);
    if (tag == dt_needed && names.size() < most_needed) names.push_back(value);
    if ((tag == dt_rpath || tag == dt_runpath) && paths.size() < most_needed)
      paths.push_back(value);
  }
  if (!strings) return;
  for (const std::uint64_t name : names)
    if (std::string text = bytes.string(*strings + name); !text.empty())
      needs.needed.push_back(std::move(text));
  for (const std::uint64_t path : paths) {
    const std::string text = bytes.string(*strings + path);
    for (const std::string_view part : text::split(text, ':'))
      if (!part.empty()) needs.run_paths.emplace_back(part);
  }
}

}  // namespace

bool begins_as_elf(std::string_view bytes) { return bytes.substr(0, 4) == elf_magic; }

std::optional<ElfNeeds> read_elf_needs(std::string_view bytes) {
  if (!begins_as_elf(bytes) || bytes.size() < 52) return std::nullopt;
  const auto elf_class = static_cast<unsigned char>(bytes[4]);
  const auto order = static_cast<unsigned char>(bytes[5]);
  if (elf_class < 1 || elf_class > 2 || order < 1 || order > 2) return std::nullopt;
  ElfNeeds needs;
  needs.kind.sixty_four = elf_class == 2;
  needs.kind.big_endian = order == 2;
  const ElfBytes numbers(bytes, needs.kind);
  needs.kind.machine = static_cast<std::uint16_t>(numbers.number(18, 2));
  const std::vector<Segment> segments = segments_of(numbers, needs.kind.sixty_four);
  for (const Segment& segment : segments) {
    if (segment.type == pt_interp && needs.interpreter.empty())
      needs.interpreter = numbers.string(segment.offset);
    if (segment.type == pt_dynamic && needs.needed.empty())
      read_dynamic(numbers, segments, segment, needs);
  }
  return needs;
}

}  // namespace profgen::inline v0::refine
