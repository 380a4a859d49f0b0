#include "policy/aare.hpp"

#include <deque>
#include <utility>

namespace profgen::inline v0::policy {
namespace {

constexpr int maximum_nesting = 50;  // of groups, as in the compiler
// Instructions of one program (12 bytes each): some hundred times what the largest profiles need.
constexpr std::size_t maximum_code = std::size_t{1} << 22U;

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

// Up to `most` digits at text[at]; nullopt (and `at` unmoved) if there is none or they exceed 255.
std::optional<unsigned> number_at(std::string_view text, std::size_t& at, int base, int most) {
  std::size_t end = at;
  unsigned value = 0;
  while (end < text.size() && most-- > 0 && digit_value(text[end]) < base) {
    const unsigned next =
        value * static_cast<unsigned>(base) + static_cast<unsigned>(digit_value(text[end]));
    if (next > 255) break;
    value = next;
    ++end;
  }
  if (end == at) return std::nullopt;
  at = end;
  return value;
}

}  // namespace

char aare_escape(std::string_view text, std::size_t& at) {
  const char c = ++at < text.size() ? text[at] : '\\';
  if (const auto octal = number_at(text, at, 8, 3)) return static_cast<char>(*octal);
  ++at;
  if (c == 'd' || c == 'x') {
    const auto number = number_at(text, at, c == 'd' ? 10 : 16, c == 'd' ? 3 : 2);
    return number ? static_cast<char>(*number) : c;
  }
  constexpr std::pair<char, char> controls[] = {{'a', '\a'}, {'e', '\033'}, {'f', '\f'},
                                                {'n', '\n'}, {'r', '\r'},   {'t', '\t'}};
  for (const auto& [letter, control] : controls)
    if (c == letter) return control;
  return c;
}

class AareCompiler {
 public:
  using Op = AareProgram::Op;

  AareCompiler(AareProgram& program, std::string_view text) : program_(program), text_(text) {}

  std::optional<AareError> run(std::uint32_t id) {
    sequence(0);
    emit(Op::accept, id);
    return error_;
  }

 private:
  void fail(std::size_t offset, std::string message) {
    if (!error_) error_ = AareError{offset, std::move(message)};
    at_ = text_.size();
  }
  std::uint32_t here() const { return static_cast<std::uint32_t>(program_.code.size()); }
  std::uint32_t emit(Op op, std::uint32_t a = 0, std::uint32_t b = 0) {
    program_.code.push_back({op, a, b});
    return here() - 1;
  }
  void emit_byte(char c) {
    if (c == '\0') return emit_set(ByteSet{});  // no path holds one
    emit(Op::byte, static_cast<unsigned char>(c));
  }
  void emit_set(ByteSet set) {
    set.reset(0);
    const auto [it, added] =
        program_.set_index_.emplace(set, static_cast<std::uint32_t>(program_.sets.size()));
    if (added) program_.sets.push_back(set);
    emit(Op::set, it->second);
  }
  static ByteSet all_bytes() { return ByteSet{}.set(); }
  static ByteSet not_slash() { return all_bytes().reset('/'); }

  // Up to the end, or to a `,` or `}` of the group around it.
  void sequence(int depth) {
    while (at_ < text_.size()) {
      if (program_.code.size() > maximum_code)
        return fail(at_, "the patterns are too long together");
      const char c = text_[at_];
      if (depth > 0 && (c == ',' || c == '}')) return;
      switch (c) {
        case '*':
          stars();
          break;
        case '?':
          emit_set(not_slash());
          ++at_;
          break;
        case '[':
          byte_class();
          break;
        case '{':
          group(depth + 1);
          break;
        case ']':
        case '}':
          return fail(at_, std::string("`") + c + "` without an opening bracket before it");
        case '\\':
          if (at_ + 1 == text_.size()) return fail(at_, "a backslash at the end of a pattern");
          emit_byte(aare_escape(text_, at_));
          break;
        default:
          emit_byte(c);
          ++at_;
      }
    }
  }

  void stars() {
    const std::size_t rest = text_.find_first_not_of('*', at_);
    if (at_ > 0 && text_[at_ - 1] == '/' && (rest == std::string_view::npos || text_[rest] == '/'))
      emit_set(not_slash());
    const bool deep = at_ + 1 < text_.size() && text_[at_ + 1] == '*';
    const std::uint32_t loop = emit(Op::split);
    emit_set(deep ? all_bytes() : not_slash());
    emit(Op::jump, loop);
    program_.code[loop].a = loop + 1;
    program_.code[loop].b = here();
    at_ += deep ? 2 : 1;
  }

  unsigned char class_byte() {
    if (text_[at_] == '\\' && at_ + 1 < text_.size())
      return static_cast<unsigned char>(aare_escape(text_, at_));
    return static_cast<unsigned char>(text_[at_++]);
  }

  // The compiler resolves escapes before it looks for `^` and `-`: `[\^a]` is `[^a]` and `[a\-z]`
  // is
  // `[a-z]`. Only at the begin of a class is `-` a character.
  void byte_class() {
    const std::size_t open = at_++;
    std::string bytes;
    while (at_ < text_.size() && text_[at_] != ']') bytes += static_cast<char>(class_byte());
    if (at_ >= text_.size()) return fail(open, "`[` without its closing `]`");
    ++at_;
    const bool negated = !bytes.empty() && bytes.front() == '^';
    const std::size_t first = negated ? 1 : 0;
    if (bytes.size() == first) return fail(open, "a character class with nothing in it");
    ByteSet set;
    for (std::size_t i = first; i < bytes.size(); ++i) {
      auto low = static_cast<unsigned char>(bytes[i]);
      auto high = low;
      if (i + 1 < bytes.size() && bytes[i + 1] == '-') {
        if (i + 2 == bytes.size() || bytes[i + 2] == '-')
          return fail(open, "`-` in a character class needs a character on both sides");
        high = static_cast<unsigned char>(bytes[i + 2]);
        i += 2;
      } else if (low == '-' && i != first) {
        return fail(open, "`-` in a character class needs a character on both sides");
      }
      if (low > high) std::swap(low, high);
      for (unsigned c = low; c <= high; ++c) set.set(c);
    }
    emit_set(negated ? ~set : set);
  }

  void group(int depth) {
    const std::size_t open = at_++;
    if (depth > maximum_nesting) return fail(open, "groups are nested more than 50 deep");
    std::vector<std::uint32_t> jumps;
    for (;;) {
      const std::uint32_t split = emit(Op::split);
      program_.code[split].a = here();
      sequence(depth);
      if (at_ >= text_.size()) return fail(open, "`{` without its closing `}`");
      const bool last = text_[at_++] == '}';
      if (last && jumps.empty())
        return fail(open, "a group needs two alternatives or more, with a comma between them");
      jumps.push_back(emit(Op::jump));
      // The last alternative has no other way: its split goes on only to itself.
      program_.code[split].b = last ? split + 1 : here();
      if (last) break;
    }
    for (const std::uint32_t jump : jumps) program_.code[jump].a = here();
  }

  AareProgram& program_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<AareError> error_;
};

std::optional<AareError> AareProgram::add(std::string_view pattern, std::uint32_t id) {
  const std::size_t size = code.size();
  if (auto error = AareCompiler(*this, pattern).run(id)) {
    code.resize(size);
    return error;
  }
  starts.push_back(static_cast<std::uint32_t>(size));
  return std::nullopt;
}

std::optional<AareError> aare_error(std::string_view pattern) {
  AareProgram program;
  return program.add(pattern, 0);
}

// Instructions that read a byte are one step, all others none.
std::size_t aare_shortest(std::string_view pattern) {
  using Op = AareProgram::Op;
  AareProgram program;
  if (program.add(pattern, 0)) return 0;
  std::vector<bool> done(program.code.size(), false);
  std::deque<std::pair<std::uint32_t, std::size_t>> reached{{0, 0}};
  while (!reached.empty()) {
    const auto [at, length] = reached.front();
    reached.pop_front();
    if (done[at]) continue;
    done[at] = true;
    const auto& code = program.code[at];
    if (code.op == Op::accept) return length;
    if (code.op == Op::jump || code.op == Op::split) reached.emplace_front(code.a, length);
    if (code.op == Op::split) reached.emplace_front(code.b, length);
    const bool passes = code.op == Op::byte || (code.op == Op::set && program.sets[code.a].any());
    if (passes) reached.emplace_back(at + 1, length + 1);
  }
  return 0;
}

std::optional<std::string> aare_literal(std::string_view pattern) {
  std::string bytes;
  bytes.reserve(pattern.size());
  for (std::size_t at = 0; at < pattern.size();) {
    const char c = pattern[at];
    if (c == '*' || c == '?' || c == '[' || c == ']' || c == '{' || c == '}') return std::nullopt;
    if (c == '\\') {
      if (at + 1 == pattern.size()) return std::nullopt;
      bytes += aare_escape(pattern, at);
    } else {
      bytes += c;
      ++at;
    }
  }
  return bytes;
}

}  // namespace profgen::inline v0::policy
