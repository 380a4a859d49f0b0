// The flags of a header, changed word by word: all other bytes of it stay.
#include <algorithm>

#include "profgen/edit.hpp"

namespace profgen::inline v0::edit {
namespace {

using policy::ProfileHeader;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool parts_flags(char c) { return is_space(c) || c == ','; }

bool among(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// A flag as written and what stands between it and the one before.
struct FlagWord {
  std::string_view gap, word;
  [[nodiscard]] std::string_view unquoted() const {
    return word.size() > 1 && word.front() == '"' ? word.substr(1, word.size() - 2) : word;
  }
};

struct FlagList {
  std::vector<FlagWord> words;
  std::string_view tail;  // behind the last
};

FlagList split_flags(std::string_view inner) {
  FlagList list;
  std::size_t at = 0;
  for (;;) {
    const std::size_t gap = at;
    while (at < inner.size() && parts_flags(inner[at])) ++at;
    if (at == inner.size()) {
      list.tail = inner.substr(gap);
      return list;
    }
    const std::size_t begin = at;
    const std::size_t quote = inner[at] == '"' ? inner.find('"', at + 1) : std::string_view::npos;
    if (quote != std::string_view::npos)
      at = quote + 1;
    else
      while (at < inner.size() && !parts_flags(inner[at])) ++at;
    list.words.push_back({inner.substr(gap, begin - gap), inner.substr(begin, at - begin)});
  }
}

// The words that are left, the first that goes replaced by the first that comes.
std::string rewritten(const FlagList& list, const FlagChange& change) {
  std::vector<std::string> coming;
  for (const std::string& flag : change.add) {
    const bool stands = std::any_of(list.words.begin(), list.words.end(),
                                    [&](const FlagWord& one) { return one.unquoted() == flag; });
    if (!stands && !among(coming, flag)) coming.push_back(flag);
  }
  const std::string_view leading = list.words.empty() ? "" : list.words.front().gap;
  const std::string_view between = list.words.size() > 1 ? list.words[1].gap : ", ";
  auto next = coming.begin();
  std::string out;
  const auto put = [&](std::string_view gap, std::string_view word) {
    out += out.empty() ? leading : gap;
    out += word;
  };
  for (const FlagWord& one : list.words) {
    if (!among(change.remove, one.unquoted()))
      put(one.gap, one.word);
    else if (next != coming.end())
      put(one.gap, *next++);
  }
  for (; next != coming.end(); ++next) put(between, *next);
  if (!out.empty()) out += list.tail;
  return out;
}

// Where the part of the header before the flags ends; not across a comment, which ends with its
// line.
std::uint32_t end_of_rest(std::string_view text, const ProfileHeader& header, std::uint32_t place) {
  const std::uint32_t name_end = header.name_span.end;
  const bool comment = text.substr(name_end, place - name_end).find('#') != std::string_view::npos;
  while (place > name_end && is_space(text[place - 1])) {
    if (comment && text[place - 1] == '\n') break;
    --place;
  }
  return place;
}

}  // namespace

std::vector<Splice> change_flags(const policy::Tree& tree, const policy::Item& profile,
                                 const FlagChange& change) {
  const auto& header = std::get<ProfileHeader>(profile.value);
  const std::string_view text = tree.source->text();
  const Span old = header.flags_span;
  if (old.empty()) {
    const std::string flags = rewritten({}, change);
    if (flags.empty()) return {};
    const std::uint32_t place = end_of_rest(text, header, old.begin);
    const bool glued = place > 0 && !is_space(text[place - 1]);
    const bool glues = place < text.size() && !is_space(text[place]);
    return {{{place, place},
             std::string(glued ? " " : "") + "flags=(" + flags + ")" + (glues ? " " : "")}};
  }
  const auto open = static_cast<std::uint32_t>(text.find('(', old.begin));
  const Span inner{open + 1, old.end - 1};
  const std::string flags = rewritten(split_flags(tree.source->text(inner)), change);
  if (flags == tree.source->text(inner)) return {};
  if (!flags.empty()) return {{inner, flags}};
  const bool glues = old.end < text.size() && !is_space(text[old.end]);
  return {{{end_of_rest(text, header, old.begin), old.end}, glues ? " " : ""}};
}

}  // namespace profgen::inline v0::edit
