// Items of a file as text that can stand in another one.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "edit/insert.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::edit::merging {

using policy::Item;
using Siblings = std::vector<Item>;

// The index of the first of the comments that stand right above an item, each on its own line, with
// no empty line between; `index` itself if there is none.
[[nodiscard]] std::size_t first_comment(std::string_view text, const Siblings& items,
                                        std::size_t index);
// The end of the item, or of the comment behind it on its line.
[[nodiscard]] std::uint32_t end_with_comment(std::string_view text, const Siblings& items,
                                             std::size_t index);

// An item with its comments as lines; of further lines the item's own indentation is taken away.
// `instead` replaces the bytes of the item itself.
[[nodiscard]] std::vector<TextLine> lines_of_item(const policy::Tree& tree, const Siblings& items,
                                                  std::size_t index,
                                                  const std::optional<std::string>& instead = {});
// The same from one item up to another one, with what is between them.
[[nodiscard]] std::vector<TextLine> lines_of_items(const policy::Tree& tree, const Siblings& items,
                                                   std::size_t first, std::size_t last);

// The names of the profiles that stand there, as they are written: one with variables may mean
// another one in another file.
[[nodiscard]] std::set<std::string_view> profile_names(const Siblings& items);

// Takes an item out, with its line and the comment behind it where nothing else stands there.
[[nodiscard]] Splice removal(const policy::Tree& tree, const Siblings& items, std::size_t index);

// The item of exactly this span, with those beside it.
struct Found {
  const Siblings* siblings = nullptr;
  std::size_t index = 0;
  [[nodiscard]] const Item& item() const { return (*siblings)[index]; }
};
[[nodiscard]] std::optional<Found> find_item(const Siblings& items, Span span);

}  // namespace profgen::inline v0::edit::merging
