#include "policy/tuples.hpp"

#include "base/text.hpp"

namespace profgen::inline v0::policy {

bool TupleProgram::add(const std::vector<std::string>& patterns, std::uint32_t id) {
  using Op = AareProgram::Op;
  const auto start = static_cast<std::uint32_t>(program_.code.size());
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    AareProgram part;
    if (part.add(patterns[i], id)) {
      program_.code.resize(start);
      return false;
    }
    const auto base = static_cast<std::uint32_t>(program_.code.size());
    for (AareProgram::Instruction instruction : part.code) {
      if (instruction.op == Op::set) {
        const auto next = static_cast<std::uint32_t>(program_.sets.size());
        const auto [known, added] = sets_.emplace(part.sets[instruction.a], next);
        if (added) program_.sets.push_back(part.sets[instruction.a]);
        instruction.a = known->second;
      }
      if (instruction.op == Op::jump || instruction.op == Op::split) instruction.a += base;
      if (instruction.op == Op::split) instruction.b += base;
      // A part ends where its pattern accepts, which is its last instruction: NUL follows.
      if (instruction.op == Op::accept && i + 1 < patterns.size()) instruction = {Op::byte, 0, 0};
      program_.code.push_back(instruction);
    }
  }
  program_.starts.push_back(start);
  return true;
}

std::vector<std::string> tuple_parts(std::string_view text) {
  std::vector<std::string> parts;
  for (const std::string_view part : text::split(text, '\0')) parts.emplace_back(part);
  return parts;
}

}  // namespace profgen::inline v0::policy
