#include <sha256.h>

#include <array>

#include "profgen/bundle.hpp"

namespace profgen::inline v0::bundle {

std::string digest(std::string_view bytes) {
  std::array<char, SHA256_DIGEST_STRING_LENGTH> hex{};
  ::SHA256Data(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), hex.data());
  return std::string("sha256:") + hex.data();
}

}  // namespace profgen::inline v0::bundle
