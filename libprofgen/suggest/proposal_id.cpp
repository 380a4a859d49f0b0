#include "suggest/proposal_id.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace profgen::inline v0::suggest {

std::string digest(std::string_view text) {
  std::uint64_t hash = 14695981039346656037u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return fmt::format("{:016x}", hash);
}

std::string proposal_id(const evidence::Subject& subject, std::string_view group) {
  std::string text = subject.name_space;
  text.append(1, '\0').append(subject.profile).append(1, '\0').append(group);
  return digest(text);
}

}  // namespace profgen::inline v0::suggest
