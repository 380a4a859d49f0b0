#include "edit/format/writer.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "edit/body.hpp"
#include "edit/format/columns.hpp"
#include "edit/format/order.hpp"

namespace profgen::inline v0::edit {
namespace {

using policy::Item;

constexpr std::size_t unit = 2;

// The line end of most lines.
std::string line_end_of(std::string_view text) {
  std::size_t all = 0, with_return = 0;
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    ++all;
    if (at > 0 && text[at - 1] == '\r') ++with_return;
  }
  return with_return * 2 > all ? "\r\n" : "\n";
}

// A file that profiles include: its rules are indented as they will be read, or they are not.
std::size_t base_indent(const policy::Tree& tree) {
  const std::string_view text = tree.source->text();
  std::size_t indented = 0, flush = 0;
  for (const Item& item : tree.items) {
    const auto* header = std::get_if<policy::ProfileHeader>(&item.value);
    if (header != nullptr && header->kind == policy::ProfileKind::profile) return 0;
    if (is_comment(item) || !starts_line(text, item.span.begin)) continue;
    ++(indent_at(text, item.span.begin).empty() ? flush : indented);
  }
  return indented > flush ? unit : 0;
}

bool continues_if(const Entry& entry) {
  const auto* conditional = std::get_if<policy::Conditional>(&entry.item->value);
  return conditional != nullptr && conditional->arm != policy::Conditional::Arm::if_arm;
}

class Writer {
 public:
  Writer(const policy::Tree& tree, const FormatOptions& options)
      : tree_(tree),
        text_(tree.source->text()),
        options_(options),
        eol_(line_end_of(tree.source->text())) {}

  std::string write() {
    const std::size_t indent = base_indent(tree_);
    for (std::size_t i = 0; i < tree_.items.size(); ++i) {
      if (is_comment(tree_.items[i])) continue;
      first_ = std::min(first_, i);
      last_ = i;
    }
    write_entries(read_entries(tree_, nullptr).entries, indent, true);
    return std::move(out_);
  }

 private:
  void write_entries(std::vector<Entry> entries, std::size_t indent, bool of_file) {
    entries = split_entries(tree_, std::move(entries));
    // A blank line may end what a comment speaks of: before anything is sorted.
    separate_blocks(entries);
    if (options_.sort) sort_entries(tree_, entries);

    std::vector<Row> rows;
    rows.reserve(entries.size());
    for (const Entry& entry : entries)
      rows.push_back({&entry, write_statement(tree_, entry, {indent, eol_ == "\n"})});
    for (std::size_t i = 0, end = 0; i < rows.size(); i = end) {
      end = i + 1;
      while (end < rows.size() && !entries[end].blank_before && !has_body(*entries[end].item))
        ++end;
      set_columns(rows, i, end);
    }
    // A body's last line is its brace.
    std::vector<Row> ends = rows;
    for (Row& row : ends)
      if (has_body(*row.entry->item)) row.text.lines.assign(1, "}");
    set_comment_columns(ends, indent);

    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Entry& entry = entries[i];
      const Entry* above = i == 0 ? nullptr : &entries[i - 1];
      // `} else {`: no comment stands between.
      const bool joined = above != nullptr && continues_if(entry) && has_body(*above->item) &&
                          above->beside.empty();
      if (joined) {
        out_.resize(out_.size() - eol_.size());
        out_ += ' ';
      } else if (entry.blank_before && above != nullptr && above->verbatim.empty()) {
        out_ += eol_;
      }
      rows[i].comment_column = ends[i].comment_column;
      write_row(rows[i], own_indent(entry, indent, of_file), joined);
    }
  }

  // Comments around the rules of an included file stay at the left margin if they stand there.
  std::size_t own_indent(const Entry& entry, std::size_t indent, bool of_file) const {
    if (!of_file || indent == 0 || !is_comment(entry)) return indent;
    const auto index = static_cast<std::size_t>(entry.item - tree_.items.data());
    const bool outside = index < first_ || index > last_;
    return outside && column_of(text_, entry.item->span.begin) == 0 ? 0 : indent;
  }

  void write_row(const Row& row, std::size_t indent, bool joined) {
    const Entry& entry = *row.entry;
    for (const std::string& line : row.text.lines) {
      const bool first = &line == &row.text.lines.front();
      if (!(first && joined) && !line.empty()) out_.append(indent, ' ');
      out_ += line;
      if (&line != &row.text.lines.back()) out_ += eol_;
    }
    if (has_body(*entry.item)) write_body(*entry.item, indent);
    for (const Span& comment : entry.beside) {
      const std::size_t newline = out_.rfind('\n');
      const std::string_view line =
          std::string_view(out_).substr(newline == std::string::npos ? 0 : newline + 1);
      const std::size_t width = width_of(line);
      out_.append(row.comment_column > width ? row.comment_column - width : 1, ' ');
      out_ += text::trim(tree_.source->text(comment));
      if (&comment != &entry.beside.back()) out_ += eol_;
    }
    out_ += eol_;
    if (!entry.verbatim.empty()) {
      out_ += tree_.source->text(entry.verbatim);
      if (out_.back() != '\n') out_ += eol_;
    }
  }

  void write_body(const Item& item, std::size_t indent) {
    BodyEntries body = read_entries(tree_, &item);
    if (body.beside_header) {
      out_ += ' ';
      out_ += text::trim(tree_.source->text(*body.beside_header));
    }
    out_ += eol_;
    write_entries(std::move(body.entries), indent + unit, false);
    out_.append(indent, ' ');
    out_ += '}';
  }

  const policy::Tree& tree_;
  std::string_view text_;
  const FormatOptions& options_;
  std::string eol_;
  std::string out_;
  std::size_t first_ = static_cast<std::size_t>(-1), last_ = 0;  // statements of the file
};

}  // namespace

std::string laid_out(const policy::Tree& tree, const FormatOptions& options) {
  return Writer(tree, options).write();
}

}  // namespace profgen::inline v0::edit
