// gz, xz, zst and bz2. Programs that do without libarchive link no_decompressed.cpp in its place.
#pragma once

#include <memory>
#include <string>

#include "log/byte_source.hpp"

namespace profgen::inline v0::log {

// The text of a compressed source; its first read() says what is wrong with it, if anything is.
[[nodiscard]] std::unique_ptr<ByteSource> decompressed(const std::string& path,
                                                       std::unique_ptr<ByteSource> compressed);

}  // namespace profgen::inline v0::log
