// Ansible's INI inventories: [group], [group:children], [group:vars].
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "fleet/inventory/ansible_model.hpp"

namespace profgen::inline v0::fleet::ansible {
namespace {

constexpr std::string_view section_kinds[] = {"hosts", "children", "vars"};

bool is_name_end(char c) { return c == ':' || c == ']' || c == ' ' || c == '\t'; }

// The text between quotes at the begin, `end` behind it; nullopt: they do not close.
std::optional<std::string> quoted_text(std::string_view text, std::size_t& end) {
  std::string out;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == text.front()) {
      end = i + 1;
      return out;
    }
    if (text[i] == '\\' && i + 1 < text.size() &&
        (text[i + 1] == '\\' || text[i + 1] == '\'' || text[i + 1] == '"'))
      ++i;
    out += text[i];
  }
  return std::nullopt;
}

// A literal of Python that stands for a text or number, and at most a comment behind it (behind a
// bare word `#` is part of the value): what it says, else nullopt.
std::optional<std::string> literal(std::string_view text) {
  if (!text.empty() && (text.front() == '\'' || text.front() == '"')) {
    std::size_t end = 0;
    auto said = quoted_text(text, end);
    const std::string_view behind = said ? text::trim(text.substr(end)) : std::string_view("x");
    return behind.empty() || behind.front() == '#' ? said : std::nullopt;
  }
  const std::string_view word = text::trim(text.substr(0, text.find('#')));
  if (word == "True" || word == "False" || word == "None" || text::to_number(word))
    return std::string(word);
  return std::nullopt;
}

Value ini_value(std::string_view text, std::size_t file, Position at) {
  text = text::trim(text);
  if (auto said = literal(text)) return scalar(std::move(*said), file, at);
  Value value = scalar(std::string(text), file, at);
  const char first = text.empty() ? '\0' : text.front();
  const std::string_view before = text::trim(text.substr(0, text.find('#')));
  const char last = before.empty() ? '\0' : before.back();
  const bool collection = (first == '[' && last == ']') || (first == '(' && last == ')') ||
                          (first == '{' && last == '}');
  if (collection && value.kind == Value::Kind::scalar) value.kind = Value::Kind::other;
  return value;
}

class IniReader {
 public:
  IniReader(Model& model, std::size_t file) : model_(model), file_(file) {
    model_.groups["ungrouped"];
  }

  void read(const std::string& text) {
    for (const std::string_view raw : text::split(text, '\n')) {
      ++line_;
      const std::string_view line = text::trim(raw);
      if (line.empty() || line.front() == '#' || line.front() == ';') continue;
      indent_ = static_cast<std::uint32_t>(line.data() - raw.data());
      if (line.front() == '[' && section(line)) continue;
      if (kind_ == "hosts")
        hosts(line);
      else if (kind_ == "vars")
        variable(line);
      else if (kind_ == "children")
        child(line);
    }
    for (const auto& [name, use] : used_)
      if (defined_.count(name) == 0)
        reader().fail(
            use.at,
            fmt::format("[{}:{}] is of a group that is not defined: `{}`",
                        text::printable(use.section, 60), use.kind, text::printable(name, 60)),
            near(name));
  }

 private:
  struct Use {
    Position at;
    std::string section;
    std::string_view kind;
  };

  YamlReader& reader() { return model_.files[file_]; }
  [[nodiscard]] Position at(std::size_t offset) const {
    return {line_, indent_ + static_cast<std::uint32_t>(offset) + 1};
  }

  std::string near(const std::string& name) const {
    std::vector<std::string_view> known(defined_.begin(), defined_.end());
    const std::string_view word = text::nearest(name, known);
    return word.empty() ? fmt::format("a section [{}] defines it", text::printable(name, 60))
                        : fmt::format("did you mean `{}`?", word);
  }

  // False: the line is no section at all, as "[2001:db8::1]:22".
  bool section(std::string_view line) {
    const std::size_t end = line.find(']');
    const std::string_view behind =
        end == std::string_view::npos ? std::string_view() : text::trim(line.substr(end + 1));
    const bool closed = end != std::string_view::npos && (behind.empty() || behind.front() == '#');
    if (!closed) return false;
    const std::string_view inside = line.substr(1, end - 1);
    const std::size_t colon = inside.find(':');
    const std::string name(inside.substr(0, colon));
    std::string_view kind =
        colon == std::string_view::npos ? std::string_view("hosts") : inside.substr(colon + 1);
    if (name.empty() || std::any_of(name.begin(), name.end(), is_name_end)) {
      reader().fail(
          at(0),
          fmt::format("expected a section as [GROUP], found `{}`", text::printable(line, 60)),
          "without blanks");
      kind_ = "";
      return true;
    }
    const auto* const known = std::find(std::begin(section_kinds), std::end(section_kinds), kind);
    group_ = name;
    if (known == std::end(section_kinds)) {
      const std::vector<std::string_view> words(std::begin(section_kinds), std::end(section_kinds));
      reader().fail(at(colon + 2),
                    fmt::format("unknown kind of section `{}`", text::printable(kind, 60)),
                    near_hint(kind, words));
      kind_ = "";
      return true;
    }
    kind_ = *known;
    model_.groups[name].file = file_;
    if (kind_ == "vars")
      used_.emplace(name, Use{at(0), name, "vars"});
    else
      defined_.insert(name);
    return true;
  }

  void hosts(std::string_view line) {
    const auto words = shell_words(line, true);
    if (!words)
      return reader().fail(at(0),
                           fmt::format("a quote stays open in `{}`", text::printable(line, 60)));
    if (words->empty()) return;
    const Pattern pattern = read_pattern(reader(), at(words->front().offset), words->front().text);
    if (pattern.names.empty()) return;
    Vars vars;
    if (!pattern.port.empty())
      vars["ansible_port"] = scalar(pattern.port, file_, at(words->front().offset));
    for (auto word = words->begin() + 1; word != words->end(); ++word) {
      const std::size_t equal = word->text.find('=');
      if (equal == std::string::npos) {
        reader().fail(at(word->offset), fmt::format("expected NAME=VALUE behind a host, found `{}`",
                                                    text::printable(word->text, 60)));
        return;
      }
      vars[word->text.substr(0, equal)] =
          ini_value(word->text.substr(equal + 1), file_, at(word->offset));
    }
    for (const std::string& name : pattern.names) {
      Host& host = model_.host(name, file_, at(words->front().offset));
      host.groups.insert(group_);
      for (const auto& [key, value] : vars) host.vars[key] = value;
    }
  }

  void variable(std::string_view line) {
    const std::size_t equal = line.find('=');
    if (equal == std::string_view::npos)
      return reader().fail(at(0),
                           fmt::format("expected NAME=VALUE in [{}:vars], found `{}`",
                                       text::printable(group_, 60), text::printable(line, 60)));
    model_.groups[group_].vars[std::string(text::trim(line.substr(0, equal)))] =
        ini_value(line.substr(equal + 1), file_, at(0));
  }

  void child(std::string_view line) {
    const std::string_view word = text::trim(line.substr(0, line.find('#')));
    if (word.empty() || std::any_of(word.begin(), word.end(), is_name_end))
      return reader().fail(at(0), fmt::format("expected the name of a group, found `{}`",
                                              text::printable(line, 60)));
    const std::string name(word);
    model_.groups[group_].children.emplace(name, at(0));
    model_.groups[name];
    used_.emplace(name, Use{at(0), group_, "children"});
  }

  Model& model_;
  std::size_t file_;
  std::uint32_t line_ = 0, indent_ = 0;
  std::string group_ = "ungrouped";
  std::string_view kind_ = "hosts";
  std::set<std::string> defined_{"all", "ungrouped"};
  std::map<std::string, Use> used_;
};

}  // namespace

void read_ini(Model& model, std::size_t file, const std::string& text) {
  IniReader(model, file).read(text);
}

}  // namespace profgen::inline v0::fleet::ansible
