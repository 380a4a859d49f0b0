// What stands in columns: paths and permissions of file rules, comments beside rules.
#pragma once

#include <cstddef>
#include <vector>

#include "edit/format/statement.hpp"

namespace profgen::inline v0::edit {

// An entry with its text.
struct Row {
  const Entry* entry;
  Written text;
  std::size_t comment_column = 0;  // of the comments beside it, from the line's beginning
};

// Lays out the paragraph [begin, end) of rows. Where a rule has `owner`, the paths of those without
// a prefix stand below its path; where a rule executes, the permissions stand in one column.
void set_columns(std::vector<Row>& rows, std::size_t begin, std::size_t end);
// The columns of comments beside the rows of a body. Where the author had comments of neighbouring
// lines in one column they stay in one; else one blank stands in front.
void set_comment_columns(std::vector<Row>& rows, std::size_t indent);

}  // namespace profgen::inline v0::edit
