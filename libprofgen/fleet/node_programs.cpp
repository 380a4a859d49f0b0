#include "profgen/node_programs.hpp"

#include <elf.h>

namespace profgen::inline v0::fleet {
namespace {

// As `uname -m` calls it; "" for what is no ELF program of a machine that we know.
std::string_view machine_of(std::string_view bytes) {
  if (bytes.size() < 64 || bytes.substr(0, SELFMAG) != ELFMAG) return {};
  const bool little = bytes[EI_DATA] == ELFDATA2LSB;
  const auto low = static_cast<unsigned char>(bytes[little ? 18 : 19]);
  const auto high = static_cast<unsigned char>(bytes[little ? 19 : 18]);
  const bool is_64 = bytes[EI_CLASS] == ELFCLASS64;
  switch (low | high << 8) {
    case EM_X86_64:
      return is_64 ? "x86_64" : std::string_view();
    case EM_AARCH64:
      return "aarch64";
    case EM_ARM:
      return "armv7l";
    case EM_386:
      return "i686";
    case EM_PPC64:
      return little ? "ppc64le" : "ppc64";
    case EM_S390:
      return "s390x";
    case EM_RISCV:
      return is_64 ? "riscv64" : std::string_view();
    default:
      return {};
  }
}

}  // namespace

std::vector<std::string> find_node_programs(const Files& files,
                                            const std::vector<std::string>& dirs) {
  std::vector<std::string> out;
  for (const std::string& dir : dirs) {
    const Result<std::vector<std::string>> names = files.list(dir);
    if (!names) continue;
    for (const std::string& name : *names)
      if (name == "profgen-node" || name.starts_with("profgen-node-")) {
        const Result<FileInfo> info = files.info(dir + "/" + name);
        if (info && info->type == FileInfo::Type::file) out.push_back(dir + "/" + name);
      }
  }
  return out;
}

Result<std::map<std::string, std::string>> read_node_programs(
    const Files& files, const std::vector<std::string>& paths) {
  std::map<std::string, std::string> out;
  for (const std::string& path : paths) {
    Result<std::string> bytes = files.read(path);
    if (!bytes) return bytes.error();
    const std::string_view machine = machine_of(*bytes);
    if (machine.empty())
      return Error{ErrorKind::input, "read", path,
                   "it is no program for a kind of machine that profgen knows; name a profgen-node "
                   "with --node-program"};
    out.try_emplace(std::string(machine), std::move(*bytes));
  }
  if (out.empty())
    return Error{ErrorKind::input, "find", "profgen-node",
                 "it does not stand beside profgen; name it with --node-program"};
  return out;
}

}  // namespace profgen::inline v0::fleet
