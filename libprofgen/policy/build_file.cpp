// File and link rules and their permission letters.
#include <array>

#include "grammar/vocabulary.hpp"
#include "policy/marks.hpp"

namespace profgen::inline v0::policy {
namespace {

FilePerms letter(char c) {
  switch (c | 0x20) {
    case 'm':
      return file_perm::map_exec;
    case 'r':
      return file_perm::read;
    case 'w':
      return file_perm::write;
    case 'a':
      return file_perm::append;
    case 'l':
      return file_perm::link;
    case 'k':
      return file_perm::lock;
    default:
      return 0;
  }
}

// The longest qualifier that `letters` begins with; "" if it begins with none. The upper case I and
// X of old profiles count as i and x; whether the environment is scrubbed is in the first letter
// only, so that pUx is pux.
std::string_view exec_at(std::string_view letters) {
  std::array<char, 3> same{};
  const std::size_t size = std::min(letters.size(), same.size());
  const bool lower = size != 0 && (letters[0] == 'p' || letters[0] == 'c');
  for (std::size_t i = 0; i < size; ++i) {
    const char c = letters[i];
    same[i] = c == 'X' ? 'x' : c == 'I' ? 'i' : c == 'U' && i != 0 && lower ? 'u' : c;
  }
  const std::string_view head(same.data(), size);
  std::string_view best;
  for (const grammar::Word& word : grammar::exec_qualifiers)
    if (word.text.size() > best.size() && head.substr(0, word.text.size()) == word.text)
      best = word.text;
  return best;
}

}  // namespace

bool read_file_permissions(std::string_view letters, FilePerms& perms, std::string& exec,
                           std::string& problem) {
  for (std::size_t i = 0; i < letters.size();) {
    if (const FilePerms one = letter(letters[i]); one != 0) {
      perms = static_cast<FilePerms>(perms | one);
      ++i;
      continue;
    }
    const std::string_view qualifier = exec_at(letters.substr(i));
    if (qualifier.empty()) {
      problem = "no exec permission begins like this";
      return false;
    }
    i += qualifier.size();
    // A bare x adds nothing to a qualifier; of those, only ix may come after one.
    if (qualifier == "x" && !exec.empty()) continue;
    if (!exec.empty() && exec != qualifier && !(exec == "x" && qualifier == "ix")) {
      problem = "two different exec permissions";
      return false;
    }
    exec = qualifier;
  }
  return true;
}

bool build_file(const Statement& statement, const BuildContext& context, Rule& rule) {
  if (statement.kind == Kind::link) {
    LinkRule link;
    for (const Mark& mark : statement.marks) {
      if (mark.part == Part::subset) link.subset = true;
      if (mark.part == Part::path) link.link = context.word(mark.span);
      if (mark.part == Part::target) link.target = context.word(mark.span);
    }
    rule.body = std::move(link);
    return true;
  }
  FileRule& file = rule.body.emplace<FileRule>();
  file.bare = statement.kind == Kind::bare_file;
  for (const Mark& mark : statement.marks) {
    switch (mark.part) {
      case Part::keyword:
        file.keyword = true;
        break;
      case Part::safe:
        file.environment = ExecEnvironment::safe;
        break;
      case Part::unsafe:
        file.environment = ExecEnvironment::unsafe;
        break;
      case Part::subset:
        file.subset = true;
        break;
      case Part::path:
        file.path = context.word(mark.span);
        break;
      case Part::target:
        file.target = context.word(mark.span);
        break;
      case Part::perms: {
        file.perms_first = file.path.empty();
        std::string problem;
        if (!read_file_permissions(context.text(mark.span), file.perms, file.exec, problem)) {
          context.error(mark.span, "in permissions `" + std::string(context.text(mark.span)) +
                                       "`: " + problem);
          return false;
        }
        break;
      }
      default:
        break;
    }
  }
  return true;
}

}  // namespace profgen::inline v0::policy
