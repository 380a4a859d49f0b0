#include "edit/format/layout.hpp"

#include "edit/body.hpp"
#include "edit/format/comments.hpp"

namespace profgen::inline v0::edit {
namespace {

using policy::Item;

class Reader {
 public:
  Reader(const policy::Tree& tree, const Item* body)
      : text_(tree.source->text()),
        items_(body == nullptr ? tree.items : body->children),
        begin_(body == nullptr ? 0 : body->body.begin),
        has_header_(body != nullptr) {}

  BodyEntries read() {
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const Item& item = items_[i];
      const std::string_view gap = gap_before(i);
      const bool same_line = gap.find('\n') == std::string_view::npos;
      if (is_comment(item)) {
        if (same_line && i == 0 && has_header_) {
          out_.beside_header = item.span;
          continue;
        }
        if (i > 0 && (same_line || goes_on(item, gap))) {
          set_beside(item);
          continue;
        }
      }
      Entry entry;
      entry.item = &item;
      entry.blank_before = i > 0 && has_blank_line(gap);
      out_.entries.push_back(std::move(entry));
      if (is_comment(item) && switch_of(slice(item.span)) == Switch::off) i = skip_region(i);
    }
    return std::move(out_);
  }

 private:
  std::string_view slice(Span span) const {
    return text_.substr(span.begin, span.end - span.begin);
  }
  std::string_view gap_before(std::size_t i) const {
    return slice({i == 0 ? begin_ : items_[i - 1].span.end, items_[i].span.begin});
  }

  // Whether a comment is the next line of the one beside the statement above.
  bool goes_on(const Item& comment, std::string_view gap) const {
    if (out_.entries.empty() || has_blank_line(gap)) return false;
    const Entry& above = out_.entries.back();
    return !above.beside.empty() && column_of(text_, comment.span.begin) == above.column;
  }

  void set_beside(const Item& comment) {
    Entry& entry = out_.entries.back();
    if (entry.beside.empty()) entry.column = column_of(text_, comment.span.begin);
    entry.beside.push_back(comment.span);
    if (switch_of(slice(comment.span)) == Switch::skip) entry.skipped = true;
  }

  // Takes the lines up to `# fmt: on`, or to the last item; gives the index of the last item in
  // them.
  std::size_t skip_region(std::size_t off) {
    const std::size_t newline = text_.find('\n', items_[off].span.end);
    std::size_t on = off + 1;
    while (on < items_.size() &&
           !(is_comment(items_[on]) && starts_line(text_, items_[on].span.begin) &&
             switch_of(slice(items_[on].span)) == Switch::on))
      ++on;
    if (on == off + 1 || newline == std::string_view::npos) return off;
    std::size_t end = items_[on - 1].span.end;
    if (on < items_.size()) end = text_.rfind('\n', items_[on].span.begin) + 1;
    out_.entries.back().verbatim = {static_cast<std::uint32_t>(newline + 1),
                                    static_cast<std::uint32_t>(end)};
    return on - 1;
  }

  std::string_view text_;
  const std::vector<Item>& items_;
  std::uint32_t begin_;
  bool has_header_;
  BodyEntries out_;
};

}  // namespace

BodyEntries read_entries(const policy::Tree& tree, const Item* body) {
  return Reader(tree, body).read();
}

bool is_comment(const Entry& entry) { return is_comment(*entry.item); }

const policy::Rule* rule_of(const Entry& entry) {
  return entry.part ? &*entry.part : std::get_if<policy::Rule>(&entry.item->value);
}

bool has_body(const Item& item) {
  return std::holds_alternative<policy::ProfileHeader>(item.value) ||
         std::holds_alternative<policy::Block>(item.value) ||
         std::holds_alternative<policy::Conditional>(item.value);
}

std::string_view head_text(const policy::Tree& tree, const Item& item) {
  return tree.source->text({item.span.begin, has_body(item) ? item.body.begin : item.span.end});
}

std::vector<std::string> inner_comments(const policy::Tree& tree, const Item& item) {
  // They begin with one, or with what looks like one: `#include`.
  if (is_comment(item) || std::holds_alternative<policy::Include>(item.value)) return {};
  return comments_in(head_text(tree, item));
}

std::uint32_t column_of(std::string_view text, std::uint32_t offset) {
  std::uint32_t line = offset;
  while (line > 0 && text[line - 1] != '\n') --line;
  std::uint32_t column = 0;
  for (std::uint32_t i = line; i < offset; ++i) {
    if (text[i] == '\t')
      column = (column / 8 + 1) * 8;
    else if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80)  // not inside a character
      ++column;
  }
  return column;
}

}  // namespace profgen::inline v0::edit
