// Which rules of a paragraph change places, and where blank lines belong.
#pragma once

#include <vector>

#include "edit/format/layout.hpp"

namespace profgen::inline v0::edit {

// Rules of one such kind that stand together may stand in any order: it means nothing to the
// compiler, not even to the bytes it makes. `none` stays where it is.
enum class Sortable { none, capability, file };
[[nodiscard]] Sortable sortable(const policy::Tree& tree, const Entry& entry);

// Rules that say several things are written as several; see style: one capability a line.
[[nodiscard]] std::vector<Entry> split_entries(const policy::Tree& tree,
                                               std::vector<Entry> entries);
// Sorts what stands together: capabilities by name, file rules by where their paths are (programs,
// libraries, …, devices, denials) and then by path. Under a comment the author's order stands.
void sort_entries(const policy::Tree& tree, std::vector<Entry>& entries);
// Sets blocks of different kinds apart by an empty line, except under a comment that may speak of
// both.
void separate_blocks(std::vector<Entry>& entries);

}  // namespace profgen::inline v0::edit
