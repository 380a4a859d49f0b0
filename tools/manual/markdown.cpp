#include "tools/manual/markdown.hpp"

#include <algorithm>
#include <vector>

#include "tools/manual/scdoc_text.hpp"

namespace profgen::manual {
namespace {

bool begins(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// The end of a span that begins at `at` with `mark`; npos: it does not end.
std::size_t span_end(std::string_view text, std::size_t at, std::string_view mark) {
  return begins(text.substr(at), mark) ? text.find(mark, at + mark.size()) : text.npos;
}

// Code, bold text and links.
std::string inline_text(std::string_view text) {
  std::string out, plain;
  const auto flush = [&] {
    out += out.empty() || plain.empty() ? scdoc_words(plain) : scdoc_words("x" + plain).substr(1);
    plain.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const std::size_t code = span_end(text, i, "`"); code != text.npos) {
      flush();
      out += "*" + scdoc_words(text.substr(i + 1, code - i - 1)) + "*";
      i = code;
    } else if (const std::size_t bold = span_end(text, i, "**"); bold != text.npos) {
      flush();
      out += "*" + scdoc_words(text.substr(i + 2, bold - i - 2)) + "*";
      i = bold + 1;
    } else if (const std::size_t middle = text[i] == '[' ? text.find("](", i) : text.npos;
               middle != text.npos && text.find(')', middle) != text.npos) {
      const std::size_t end = text.find(')', middle);
      flush();
      out += scdoc_words(text.substr(i + 1, middle - i - 1));
      i = end;
    } else {
      // \| of a table's cell.
      if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '|') ++i;
      plain += text[i];
    }
  }
  flush();
  return out;
}

// The cells of "| a | b |"; a bar within code, or behind a backslash, is none.
std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> out;
  std::size_t begin = 1;
  bool code = false;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '`') code = !code;
    if (line[i] != '|' || code || line[i - 1] == '\\') continue;
    out.push_back(without_blanks(line.substr(begin, i - begin)));
    begin = i + 1;
  }
  return out;
}

class Converter {
 public:
  std::string convert(std::string_view markdown) {
    while (!markdown.empty()) {
      const std::size_t end = std::min(markdown.find('\n'), markdown.size());
      line(markdown.substr(0, end));
      markdown.remove_prefix(std::min(end + 1, markdown.size()));
    }
    close();
    return std::move(out_);
  }

 private:
  enum class In { nothing, paragraph, item, table, indented, fence };

  void line(std::string_view text) {
    if (in_ == In::fence) {
      if (begins(text, "```")) return close();
      lines_.emplace_back(text);
      return;
    }
    if (in_ == In::indented && (begins(text, "    ") || text.empty())) {
      lines_.emplace_back(text.substr(std::min<std::size_t>(4, text.size())));
      return;
    }
    // For the tests of docs/, a line each.
    if (begins(text, "<!--")) return;
    if (begins(text, "```")) return open(In::fence);
    if (without_blanks(text).empty()) return close();
    if (begins(text, "#")) return heading(text);
    if (begins(text, "|")) return row(text);
    if (begins(text, "* ") || begins(text, "- ")) return item(text.substr(2));
    if (in_ != In::paragraph && in_ != In::item) {
      if (begins(text, "    ")) {
        open(In::indented);
        return line(text);
      }
      open(In::paragraph);
    }
    text_ += (text_.empty() ? "" : " ") + std::string(without_blanks(text));
  }

  void heading(std::string_view text) {
    close();
    const std::size_t depth = text.find_first_not_of('#');
    // The first one is the page's own.
    if (depth == 1) return;
    std::string words(without_blanks(text.substr(depth)));
    if (depth == 2)
      for (char& c : words)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    out_ += (depth == 2 ? "# " : "## ") + inline_text(words) + "\n\n";
  }

  void item(std::string_view text) {
    open(In::item);
    text_ = text;
  }

  void row(std::string_view text) {
    const std::vector<std::string_view> cells = cells_of(text);
    if (in_ != In::table) {  // its head
      open(In::table);
      return;
    }
    if (cells.empty() || begins(cells[0], "--") || begins(cells[0], ":-")) return;
    std::string rest;
    for (std::size_t i = 1; i < cells.size(); ++i)
      if (!cells[i].empty()) rest += (rest.empty() ? "" : "; ") + std::string(cells[i]);
    const std::string term = inline_text(cells[0]);
    out_ += term.empty() ? "*…*" : term;
    out_ += rest.empty() ? "\n\n" : "\n\t" + inline_text(rest) + "\n\n";
  }

  void open(In what) {
    close();
    in_ = what;
  }

  void close() {
    while (!lines_.empty() && lines_.back().empty()) lines_.pop_back();
    if (in_ == In::paragraph) out_ += inline_text(text_) + "\n\n";
    if (in_ == In::item) out_ += "- " + inline_text(text_) + "\n\n";
    if (in_ == In::fence || in_ == In::indented) out_ += scdoc_block(lines_);
    in_ = In::nothing;
    text_.clear();
    lines_.clear();
  }

  In in_ = In::nothing;
  std::string out_, text_;
  std::vector<std::string> lines_;
};

}  // namespace

std::string page_of_markdown(const PageHead& head, std::string_view markdown) {
  return head.name + "(" + head.section + ") \"profgen " + head.version +
         "\" \"profgen manual\"\n\n# NAME\n\n" + scdoc_words(head.name) + " - " +
         scdoc_words(head.summary) + "\n\n# DESCRIPTION\n\n" + Converter().convert(markdown) +
         "# SEE ALSO\n\n*profgen*(1)\n";
}

}  // namespace profgen::manual
