#include "tools/manual/book.hpp"

namespace profgen::manual {

std::vector<const Command*> all_commands(const Book& book) {
  std::vector<const Command*> out;
  for (const Command& command : book.commands) {
    out.push_back(&command);
    for (const Command& sub : command.commands) out.push_back(&sub);
  }
  return out;
}

std::vector<const Option*> options_of(const Book& book, const Command& command) {
  std::vector<const Option*> out;
  for (const Option& option : command.options) out.push_back(&option);
  for (const Option& option : book.common) out.push_back(&option);
  return out;
}

}  // namespace profgen::manual
