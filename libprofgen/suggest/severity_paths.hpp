// How bad it is to be let at a path, by our table and the host's severity.db.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/automaton.hpp"
#include "profgen/suggest.hpp"
#include "suggest/pattern.hpp"

namespace profgen::inline v0::suggest {

struct PathSeverity {
  std::string_view pattern;
  int read, write, execute;
};

// Rows of severities, compiled. Safe for concurrent use.
class PathTable {
 public:
  struct Row {
    PathSeverity entry;
    Pattern pattern;
    std::vector<std::string> heads;  // of the ways of `pattern`: the bytes that each begins with
  };
  // The pattern of an entry may name variables; it must live as long as the table.
  explicit PathTable(const std::vector<PathSeverity>& entries);

  // The rows that a path matches, ascending.
  void matching(std::string_view path, std::vector<std::uint32_t>& rows) const;
  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
  // The row that names this one path; nullptr if none does.
  [[nodiscard]] const Row* exact(std::string_view path) const;

 private:
  std::vector<Row> rows_;
  policy::Automaton paths_;  // the rows, by index
  std::unordered_map<std::string_view, const Row*> exact_;
};

// Not safe for concurrent use: it remembers what it was asked.
class PathSeverities {
 public:
  // Keeps the pointer; nullptr: our table only. Where both know a path the worse figure counts.
  explicit PathSeverities(const SeverityDatabase* host);

  // Of a pattern as a rule has it; `exec_less` is taken off what executing is rated.
  [[nodiscard]] int of(const std::string& pattern, FilePerms perms, int exec_less);
  // The same for any pattern, by comparing patterns: what of() takes shorter ways to.
  [[nodiscard]] int by_overlap(const std::string& pattern, FilePerms perms, int exec_less) const;

 private:
  [[nodiscard]] int of_path(std::string_view path, FilePerms perms, int exec_less);
  [[nodiscard]] int of_way(const Tokens& way, FilePerms perms, int exec_less, bool open_end) const;

  std::optional<PathTable> host_;
  bool samples_hold_ = true;                    // no row tells one user or process from another
  std::unordered_map<std::string, int> known_;  // answers of by_overlap()
  std::vector<std::uint32_t> ids_;
};

}  // namespace profgen::inline v0::suggest
