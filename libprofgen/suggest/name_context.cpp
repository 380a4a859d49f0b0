#include "suggest/name_context.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace profgen::inline v0::suggest {
namespace {

bool writes(const Access& access) {
  if (const auto* file = std::get_if<FileAccess>(&access))
    return (file->perms & (file_perm::write | file_perm::append)) != 0;
  return std::holds_alternative<LinkAccess>(access);
}

// The number behind ` key=` in a verbatim record. Whoever forges one gets a wider glob offered for
// a name of his own, no more.
void add_number(std::vector<std::uint64_t>& to, std::string_view record, std::string_view key) {
  const std::size_t at = record.find(key);
  if (at == std::string_view::npos) return;
  std::string_view digits = record.substr(at + key.size());
  digits = digits.substr(0, digits.find_first_not_of("0123456789"));
  const auto number = text::to_number(digits);
  if (number && std::find(to.begin(), to.end(), *number) == to.end()) to.push_back(*number);
}

bool is_path(const Access& access) {
  return std::holds_alternative<FileAccess>(access) || std::holds_alternative<ExecAccess>(access) ||
         std::holds_alternative<LinkAccess>(access) || std::holds_alternative<MountAccess>(access);
}

}  // namespace

NameContext context_of(const Ask& ask) {
  NameContext context;
  context.short_lived = !ask.needed.empty() && !is_path(ask.needed.front());
  context.written = std::any_of(ask.needed.begin(), ask.needed.end(), writes);
  for (const auto& entry : ask.evidence) {
    const std::string_view record = entry.second.sample;
    add_number(context.pids, record, " pid=");
    add_number(context.users, record, " fsuid=");
    add_number(context.users, record, " ouid=");
  }
  return context;
}

}  // namespace profgen::inline v0::suggest
