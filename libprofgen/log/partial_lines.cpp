#include "log/partial_lines.hpp"

#include "log/lines.hpp"

namespace profgen::inline v0::log {
namespace {

struct Piece {
  std::size_t stream = 0;  // 0: standard output
  bool last = true;
  std::string_view before, text, behind;
};

std::optional<std::size_t> stream_of(std::string_view name) {
  if (name == "stdout") return 0;
  if (name == "stderr") return 1;
  return std::nullopt;
}

// "2026-11-23T18:12:38.655752123Z stdout P piece".
std::optional<Piece> cri_piece(std::string_view line) {
  constexpr std::size_t stream_size = 6, shortest_time = 20;
  if (line.size() < shortest_time || line[4] != '-' || line[10] != 'T') return std::nullopt;
  const std::size_t blank = line.find(' ');
  if (blank > 40 || line.size() < blank + stream_size + 4) return std::nullopt;
  const auto stream = stream_of(line.substr(blank + 1, stream_size));
  const std::size_t tag = blank + 1 + stream_size + 1;
  if (!stream || line[tag - 1] != ' ' || (line[tag] != 'P' && line[tag] != 'F'))
    return std::nullopt;
  // Tags may follow each other with colons; the first one says whether the line is over.
  const std::size_t end = line.find(' ', tag);
  if (end == std::string_view::npos) return std::nullopt;
  Piece piece;
  piece.stream = *stream;
  piece.last = line[tag] == 'F';
  piece.before = line.substr(0, end + 1);
  piece.text = line.substr(end + 1);
  return piece;
}

std::optional<Piece> docker_piece(std::string_view line) {
  constexpr std::string_view start = "{\"log\":\"", behind = "\",\"stream\":\"", newline = "\\n";
  if (!line.starts_with(start)) return std::nullopt;
  const std::size_t end = line.rfind(behind);
  if (end == std::string_view::npos || end < start.size()) return std::nullopt;
  const std::size_t name = end + behind.size();
  const auto stream = stream_of(line.substr(name, line.find('"', name) - name));
  if (!stream) return std::nullopt;
  Piece piece;
  piece.stream = *stream;
  piece.before = start;
  piece.text = line.substr(start.size(), end - start.size());
  piece.behind = line.substr(end);
  piece.last = piece.text.size() >= newline.size() &&
               piece.text.substr(piece.text.size() - newline.size()) == newline;
  return piece;
}

}  // namespace

std::optional<std::string_view> PartialLines::join(std::string_view line) {
  if (line.empty() || (line.front() != '{' && line.front() != '2')) return line;
  const auto piece = line.front() == '{' ? docker_piece(line) : cri_piece(line);
  if (!piece) return line;
  std::string& pieces = pieces_[piece->stream];
  if (piece->last && pieces.empty()) return line;
  // What grows beyond any line that is kept is given as it is.
  if (pieces.size() + piece->text.size() > Lines::longest) {
    pieces.clear();
    return line;
  }
  pieces += piece->text;
  if (!piece->last) return std::nullopt;
  joined_.assign(piece->before);
  joined_ += pieces;
  joined_ += piece->behind;
  pieces.clear();
  return joined_;
}

}  // namespace profgen::inline v0::log
