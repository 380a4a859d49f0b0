// Single values of a YAML document are set or taken away by splices: comments, order, quotes and
// anchors stay, as does every byte outside of a splice.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kube/api/api.hpp"
#include "profgen/edit.hpp"
#include "yaml/tree.hpp"

namespace profgen::inline v0::kube {

// A leaf to be set; mappings that are missing on the way to it are made.
struct ValueEdit {
  std::string pointer;               // JSON pointer; list items must be there
  std::optional<std::string> value;  // nullopt: the pair goes
  friend bool operator==(const ValueEdit&, const ValueEdit&) = default;
};

// As a reader of the manifest sees it: aliases and `<<` followed, every scalar a string.
[[nodiscard]] Json json_of(const YamlNode& node);

// `document`: the text of one document. What comes out is read again, and is refused (an Error of
// kind input) where anything but these values would have changed: a value that an alias shares, or
// a form of YAML that is not known here. `name` and `first_line` are for messages.
[[nodiscard]] Result<std::string> edit_yaml(const std::string& document,
                                            const std::vector<ValueEdit>& edits,
                                            const std::string& name, std::uint32_t first_line);

// The same on JSON.
void edit_json(Json& object, const std::vector<ValueEdit>& edits);

}  // namespace profgen::inline v0::kube
