#include "tools/profgen/full_screen.hpp"

#include <curses.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.hpp"
#include "tools/profgen/terminal.hpp"

namespace profgen::tool {
namespace {

enum Colour : short { colour_plain, colour_red, colour_green, colour_cyan };

// The screen while it is ours.
class Screen {
 public:
  Screen() : screen_(::newterm(nullptr, stdout, stdin)) {
    if (screen_ == nullptr) return;
    ::set_term(screen_);
    ::set_escdelay(25);
    ::raw();
    ::noecho();
    ::keypad(stdscr, TRUE);
    ::curs_set(0);
    if (::has_colors() && std::getenv("NO_COLOR") == nullptr) {
      ::start_color();
      ::use_default_colors();
      ::init_pair(colour_red, COLOR_RED, -1);
      ::init_pair(colour_green, COLOR_GREEN, -1);
      ::init_pair(colour_cyan, COLOR_CYAN, -1);
      coloured_ = true;
    }
  }
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;
  ~Screen() {
    if (screen_ == nullptr) return;
    ::endwin();
    ::delscreen(screen_);
  }
  [[nodiscard]] bool usable() const { return screen_ != nullptr; }

  void line(int row, const std::string& text, Colour colour = colour_plain, attr_t how = A_NORMAL) {
    if (row < 0 || row >= LINES) return;
    ::move(row, 0);
    ::clrtoeol();
    ::attrset(how | (coloured_ ? static_cast<attr_t>(COLOR_PAIR(colour)) : A_NORMAL));
    const auto width = static_cast<std::size_t>(std::max(COLS - 1, 10));
    ::addstr(in_charset(text::printable(text, width)).c_str());
    ::attrset(A_NORMAL);
  }

 private:
  SCREEN* screen_ = nullptr;
  bool coloured_ = false;
};

constexpr int ctrl_c = 3;
constexpr int escape = 27;

// A word typed at the foot; empty: given up.
std::string typed_word(Screen& screen, const std::string& prompt) {
  std::string word;
  for (;;) {
    screen.line(LINES - 1, prompt + word, colour_cyan);
    ::refresh();
    const int key = ::getch();
    if (key == '\n' || key == KEY_ENTER) return word;
    if (key == escape || key == ctrl_c || key == ERR) return {};
    if (key == KEY_BACKSPACE || key == 127 || key == 8) {
      while (!word.empty() && (static_cast<unsigned char>(word.back()) & 0xc0u) == 0x80u)
        word.pop_back();
      if (!word.empty()) word.pop_back();
    } else if (key >= ' ' && key < 256) {
      word += static_cast<char>(key);
    }
  }
}

// Where the cursor goes by a key; false if the key does not move it.
bool moves(int key, std::size_t count, std::size_t page, std::size_t& at) {
  const std::size_t last = count == 0 ? 0 : count - 1;
  switch (key) {
    case KEY_UP:
    case 'k':
      at -= at == 0 ? 0 : 1;
      return true;
    case KEY_DOWN:
    case 'j':
      at = std::min(at + 1, last);
      return true;
    case KEY_PPAGE:
      at -= std::min(at, page);
      return true;
    case KEY_NPAGE:
      at = std::min(at + page, last);
      return true;
    case KEY_HOME:
      at = 0;
      return true;
    case KEY_END:
      at = last;
      return true;
    default:
      return false;
  }
}

class List {
 public:
  List(Screen& screen, const std::string& title, std::vector<ListRow>& rows)
      : screen_(screen), title_(title), rows_(rows) {}

  ListEnd run() {
    for (;;) {
      draw();
      const int key = ::getch();
      if (moves(key, rows_.size(), page(), at_)) continue;
      switch (key) {
        case ' ':
          rows_[at_].marked = !rows_[at_].marked;
          (void)moves(KEY_DOWN, rows_.size(), page(), at_);
          break;
        case '*':
          mark_all();
          break;
        case '/':
          word_ = typed_word(screen_, "/");
          find_next(false);
          break;
        case 'n':
          find_next(true);
          break;
        case 'a':
        case 'A':
          return {ListEnd::What::allow, at_};
        case 'D':
          return {ListEnd::What::deny, at_};
        case 'i':
        case 'I':
          return {ListEnd::What::ignore, at_};
        case '\n':
        case KEY_ENTER:
          return {ListEnd::What::go, at_};
        case 'q':
        case escape:
        case ctrl_c:
        case ERR:
          return {ListEnd::What::back, at_};
        default:
          break;
      }
    }
  }

 private:
  [[nodiscard]] std::size_t page() const {
    return static_cast<std::size_t>(std::max(LINES - 4, 1));
  }

  // All rows, or none where all were marked.
  void mark_all() {
    const bool all =
        std::all_of(rows_.begin(), rows_.end(), [](const auto& r) { return r.marked; });
    for (ListRow& row : rows_) row.marked = !all;
  }

  void find_next(bool beyond) {
    if (word_.empty()) return;
    for (std::size_t i = beyond ? 1 : 0; i <= rows_.size(); ++i) {
      const std::size_t at = (at_ + i) % rows_.size();
      const ListRow& row = rows_[at];
      if (row.text.find(word_) == std::string::npos && row.search.find(word_) == std::string::npos)
        continue;
      at_ = at;
      return;
    }
    ::beep();
  }

  void draw() {
    ::erase();
    const auto marked =
        std::count_if(rows_.begin(), rows_.end(), [](const auto& r) { return r.marked; });
    screen_.line(0, title_ + ", " + std::to_string(marked) + " marked", colour_plain, A_BOLD);
    // The row at the cursor is kept in sight; headings take lines of their own.
    if (at_ < top_) top_ = at_;
    while (lines_between(top_, at_) > page()) ++top_;
    int line = 1;
    const int foot = LINES - 2;
    for (std::size_t i = top_; i < rows_.size() && line < foot; ++i) {
      const ListRow& row = rows_[i];
      if (i == top_ || row.heading != rows_[i - 1].heading)
        screen_.line(line++, row.heading, colour_cyan);
      if (line >= foot) break;
      screen_.line(line++, std::string(row.marked ? " [x] " : " [ ] ") + row.text,
                   row.risky ? colour_red : colour_plain, i == at_ ? A_REVERSE : A_NORMAL);
    }
    screen_.line(LINES - 1,
                 "(A)llow (D)eny (I)gnore the marked; Space * mark; / find; Enter go; q back",
                 colour_cyan);
    ::refresh();
  }

  // How many lines the rows from one to another take.
  [[nodiscard]] std::size_t lines_between(std::size_t from, std::size_t to) const {
    std::size_t lines = 0;
    for (std::size_t i = from; i <= to; ++i)
      lines += i == from || rows_[i].heading != rows_[i - 1].heading ? 2 : 1;
    return lines;
  }

  Screen& screen_;
  const std::string& title_;
  std::vector<ListRow>& rows_;
  std::size_t at_ = 0, top_ = 0;
  std::string word_;
};

Colour colour_of(std::string_view line) {
  if (line.empty() || line.substr(0, 3) == "+++" || line.substr(0, 3) == "---") return colour_plain;
  if (line[0] == '+') return colour_green;
  if (line[0] == '-') return colour_red;
  return line[0] == '@' ? colour_cyan : colour_plain;
}

}  // namespace

ListEnd show_list(const std::string& title, std::vector<ListRow>& rows) {
  Screen screen;
  if (!screen.usable() || rows.empty()) return {};
  return List(screen, title, rows).run();
}

void show_pages(const std::string& title, const std::string& text) {
  Screen screen;
  if (!screen.usable()) return;
  const std::vector<std::string_view> lines = text::split(text, '\n');
  std::size_t top = 0;
  for (;;) {
    const auto page = static_cast<std::size_t>(std::max(LINES - 2, 1));
    const std::size_t last = lines.size() > page ? lines.size() - page : 0;
    top = std::min(top, last);
    ::erase();
    screen.line(0, title, colour_plain, A_BOLD);
    for (std::size_t i = 0; i < page && top + i < lines.size(); ++i)
      screen.line(static_cast<int>(i) + 1, std::string(lines[top + i]), colour_of(lines[top + i]));
    screen.line(LINES - 1, "arrows and pages move  q back", colour_cyan);
    ::refresh();
    const int key = ::getch();
    if (key == ' ') {
      top = std::min(top + page, last);
    } else if (key != KEY_RESIZE && !moves(key, last + 1, page, top)) {
      return;
    }
  }
}

}  // namespace profgen::tool
