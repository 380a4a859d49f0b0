#include "suggest/labels.hpp"

#include <algorithm>
#include <cctype>

namespace profgen::inline v0::suggest {

Label split_label(std::string_view label) {
  Label out;
  std::size_t at = label.find(null_mark);
  out.base = label.substr(0, at);
  while (at != std::string_view::npos) {
    const std::size_t begin = at + null_mark.size();
    at = label.find(null_mark, begin);
    out.chain.push_back(label.substr(begin, at == std::string_view::npos ? at : at - begin));
  }
  return out;
}

PieceKind piece_kind(std::string_view piece) {
  if (piece.find('/') != std::string_view::npos) return PieceKind::program;
  const bool hex = !piece.empty() && piece.size() <= 8 &&
                   std::all_of(piece.begin(), piece.end(), [](unsigned char c) {
                     return std::isdigit(c) != 0 || (c >= 'a' && c <= 'f');
                   });
  return hex ? PieceKind::counter : PieceKind::hat;
}

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos || slash + 1 == path.size() ? path
                                                                     : path.substr(slash + 1);
}

}  // namespace profgen::inline v0::suggest
