#include "tools/profgen/line_editor.hpp"

#include <histedit.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <memory>

#include "base/text.hpp"

namespace profgen::tool {
namespace {

std::string prompt_text;  // libedit asks for it by a function without arguments of ours

char* current_prompt(EditLine*) { return prompt_text.data(); }
unsigned char give_up(EditLine*, int) { return CC_EOF; }

// Pushed text is taken as keys: it must be nothing but characters.
bool only_characters(std::string_view text) {
  return text::is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
         });
}

class IgnoredInterrupts {
 public:
  IgnoredInterrupts() : before_(std::signal(SIGINT, SIG_IGN)) {}
  IgnoredInterrupts(const IgnoredInterrupts&) = delete;
  IgnoredInterrupts& operator=(const IgnoredInterrupts&) = delete;
  ~IgnoredInterrupts() { std::signal(SIGINT, before_); }

 private:
  void (*before_)(int);
};

}  // namespace

std::optional<std::string> edited_line(const std::string& prompt, std::string_view text) {
  // It makes the terminal send signals before it can be told not to.
  const IgnoredInterrupts ignored;
  const std::unique_ptr<EditLine, decltype(&el_end)> editor(
      el_init("profgen", stdin, stdout, stderr), &el_end);
  if (editor == nullptr) return plain_line(prompt);
  EditLine* const el = editor.get();
  prompt_text = prompt;
  el_set(el, EL_PROMPT, current_prompt);
  el_set(el, EL_EDITOR, "emacs");
  // Ctrl-C is a key here, too: while it edits, and until it begins to.
  el_set(el, EL_SETTY, "-x", "-isig", nullptr);
  el_set(el, EL_SETTY, "-d", "-isig", nullptr);
  el_set(el, EL_ADDFN, "give-up", "leave without a line", give_up);
  el_set(el, EL_BIND, "^C", "give-up", nullptr);
  el_set(el, EL_BIND, "^D", "give-up", nullptr);
  const std::string begin(text);
  if (only_characters(text)) el_push(el, begin.c_str());
  int count = 0;
  const char* line = el_gets(el, &count);
  if (line == nullptr || count <= 0) {
    std::cout << "\n";
    return std::nullopt;
  }
  std::string typed(line, static_cast<std::size_t>(count));
  if (!typed.empty() && typed.back() == '\n') typed.pop_back();
  return typed;
}

std::optional<std::string> plain_line(const std::string& prompt) {
  std::cout << prompt << std::flush;
  // Byte by byte: what is typed behind the line is for whoever reads keys next.
  std::string text;
  for (;;) {
    char byte = 0;
    const ssize_t n = ::read(STDIN_FILENO, &byte, 1);
    if (n < 0 && errno == EINTR) continue;
    if (n != 1) return std::nullopt;
    if (byte == '\x03') {
      std::cout << "\n";
      return std::nullopt;
    }
    if (byte == '\n') return text;
    text += byte;
  }
}

}  // namespace profgen::tool
