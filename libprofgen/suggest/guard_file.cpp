// profgen.yaml → Guard. Strict: what is not known here is an error with its place, since a guard
// file that is half understood guards nothing.
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <functional>
#include <set>

#include "base/text.hpp"
#include "grammar/vocabulary.hpp"
#include "profgen/suggest.hpp"

namespace profgen::suggest {
namespace {

class Reader {
 public:
  Reader(const std::string& name, const std::string& text, std::vector<Diagnostic>& diagnostics)
      : source_(make_source(name, text)), diagnostics_(diagnostics) {}

  using Handler = std::function<void(const YAML::Node&)>;
  struct Entry {
    std::string_view key;
    Handler handler;
  };

  void fail(const YAML::Mark& mark, std::string message, std::string hint = {}) {
    Diagnostic diagnostic;
    diagnostic.file = source_->name();
    const bool known = mark.line >= 0;
    diagnostic.at.line = known ? static_cast<std::uint32_t>(mark.line) + 1 : 0;
    diagnostic.at.column = known ? static_cast<std::uint32_t>(mark.column) + 1 : 0;
    diagnostic.message = std::move(message);
    diagnostic.id = "guard";
    diagnostic.hint = std::move(hint);
    diagnostic.source_line = std::string(source_->line(diagnostic.at.line));
    diagnostics_.push_back(std::move(diagnostic));
  }

  // A mapping with these keys only, each at most once.
  void map(const YAML::Node& node, std::string_view what, const std::vector<Entry>& entries) {
    if (!node.IsMap())
      return fail(node.Mark(),
                  fmt::format("expected a mapping for {}, found {}", what, kind(node)));
    std::set<std::string> seen;
    for (const auto& pair : node) {
      const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : std::string();
      const auto found = std::find_if(entries.begin(), entries.end(),
                                      [&](const Entry& entry) { return entry.key == key; });
      if (found == entries.end()) {
        unknown(pair.first, key, entries);
      } else if (!seen.insert(key).second) {
        fail(pair.first.Mark(), fmt::format("the key `{}` stands twice", key));
      } else {
        found->handler(pair.second);
      }
    }
  }

  std::optional<std::string> string(const YAML::Node& node, std::string_view what) {
    if (node.IsScalar() && !node.Scalar().empty()) return node.Scalar();
    fail(node.Mark(), fmt::format("expected a text for {}, found {}", what, kind(node)));
    return std::nullopt;
  }

  void strings(const YAML::Node& node, std::string_view what, std::vector<std::string>& into) {
    if (!node.IsSequence())
      return fail(node.Mark(), fmt::format("expected a list for {}, found {}", what, kind(node)));
    for (const YAML::Node& item : node)
      if (auto text = string(item, what)) into.push_back(std::move(*text));
  }

  void boolean(const YAML::Node& node, std::string_view what, bool& into) {
    const std::string text = node.IsScalar() ? node.Scalar() : std::string();
    if (text == "true" || text == "false")
      into = text == "true";
    else
      fail(node.Mark(), fmt::format("expected true or false for {}, found {}", what, kind(node)));
  }

  template <typename Value>
  struct Choice {
    std::string_view word;
    Value value;
  };
  template <typename Value>
  void choice(const YAML::Node& node, std::string_view what,
              const std::vector<Choice<Value>>& choices, Value& into) {
    const std::string text = node.IsScalar() ? node.Scalar() : std::string();
    std::vector<std::string> words;
    for (const Choice<Value>& one : choices) {
      words.emplace_back(one.word);
      if (one.word != text) continue;
      into = one.value;
      return;
    }
    fail(node.Mark(), fmt::format("expected one of {} for {}, found {}", text::join(words, ", "),
                                  what, kind(node)));
  }

  // A list of mappings, each handed on.
  void each(const YAML::Node& node, std::string_view what, const Handler& handler) {
    if (!node.IsSequence())
      return fail(node.Mark(), fmt::format("expected a list for {}, found {}", what, kind(node)));
    for (const YAML::Node& item : node) handler(item);
  }

 private:
  static std::string kind(const YAML::Node& node) {
    if (node.IsMap()) return "a mapping";
    if (node.IsSequence()) return "a list";
    if (node.IsScalar() && !node.Scalar().empty())
      return fmt::format("`{}`", text::printable(node.Scalar(), 60));
    return "nothing";
  }

  void unknown(const YAML::Node& node, const std::string& key, const std::vector<Entry>& entries) {
    std::vector<std::string_view> known;
    std::vector<std::string> words;
    for (const Entry& entry : entries) {
      known.push_back(entry.key);
      words.emplace_back(entry.key);
    }
    const std::string_view near = text::nearest(key, known);
    fail(node.Mark(), fmt::format("unknown key {}", kind(node)),
         near.empty() ? "known keys: " + text::join(words, ", ")
                      : fmt::format("did you mean `{}`?", near));
  }

  SourcePtr source_;
  std::vector<Diagnostic>& diagnostics_;
};

bool is_pattern(const std::string& text) {
  return text.front() == '/' || text.front() == '{' || text.front() == '@';
}

class GuardReader {
 public:
  GuardReader(Reader& reader, Guard& guard) : reader_(reader), guard_(guard) {}

  void top(const YAML::Node& root) {
    bool built_in = true;
    if (root.IsMap() && root["built-in"].IsDefined())
      reader_.boolean(root["built-in"], "built-in", built_in);
    if (!built_in) {
      guard_.never_paths.clear();
      guard_.never_capabilities.clear();
      guard_.abstractions_refused.clear();
    }
    const auto list = [this](std::string_view what, std::vector<std::string>& into) {
      return [this, what, &into](const YAML::Node& n) { reader_.strings(n, what, into); };
    };
    reader_.map(root, "the file",
                {{"built-in", [](const YAML::Node&) {}},
                 {"never", [this](const YAML::Node& n) { never(n); }},
                 {"abstractions", [this](const YAML::Node& n) { abstractions(n); }},
                 {"always", list("always", guard_.always)},
                 {"ask", list("ask", guard_.ask)},
                 {"deny", list("deny", guard_.deny)},
                 {"maximum-severity", [this](const YAML::Node& n) { severity(n); }},
                 {"accept-untrusted",
                  [this](const YAML::Node& n) {
                    reader_.boolean(n, "accept-untrusted", guard_.accept_untrusted);
                  }},
                 {"generalise", [this](const YAML::Node& n) { generalise(n); }},
                 {"exec", [this](const YAML::Node& n) { exec(n); }},
                 {"prefer", [this](const YAML::Node& n) { prefer(n); }}});
  }

 private:
  void never(const YAML::Node& node) {
    reader_.map(node, "never",
                {{"paths", [this](const YAML::Node& n) { never_paths(n); }},
                 {"capabilities", [this](const YAML::Node& n) {
                    reader_.strings(n, "never.capabilities", guard_.never_capabilities);
                  }}});
  }

  void never_paths(const YAML::Node& node) {
    if (!node.IsSequence()) return reader_.strings(node, "never.paths", guard_.never_paths);
    for (const YAML::Node& item : node) {
      auto text = reader_.string(item, "never.paths");
      if (!text) continue;
      if (is_pattern(*text))
        guard_.never_paths.push_back(std::move(*text));
      else
        reader_.fail(item.Mark(), "expected a path pattern that begins with `/`");
    }
  }

  void abstractions(const YAML::Node& node) {
    reader_.map(node, "abstractions",
                {{"allow",
                  [this](const YAML::Node& n) {
                    guard_.abstractions_allowed.emplace();
                    reader_.strings(n, "abstractions.allow", *guard_.abstractions_allowed);
                  }},
                 {"refuse", [this](const YAML::Node& n) {
                    reader_.strings(n, "abstractions.refuse", guard_.abstractions_refused);
                  }}});
  }

  void severity(const YAML::Node& node) {
    const auto number =
        node.IsScalar() ? text::to_number(node.Scalar()) : std::optional<std::uint64_t>();
    if (number && *number <= 10)
      guard_.maximum_severity = static_cast<int>(*number);
    else
      reader_.fail(node.Mark(), "expected a number from 0 to 10 for maximum-severity");
  }

  void generalise(const YAML::Node& node) {
    reader_.choice<Generalise>(node, "generalise",
                               {{"exact", Generalise::exact},
                                {"careful", Generalise::careful},
                                {"broad", Generalise::broad}},
                               guard_.generalise);
  }

  void exec(const YAML::Node& node) {
    reader_.each(node, "exec", [this](const YAML::Node& item) {
      std::string match;
      std::string as;
      reader_.map(item, "an entry of exec",
                  {{"match", [&](const YAML::Node& n) { take(n, "match", match); }},
                   {"as", [&](const YAML::Node& n) { qualifier(n, as); }}});
      if (match.empty() || as.empty())
        reader_.fail(item.Mark(), "an entry of exec needs `match` and `as`");
      else
        guard_.exec.emplace_back(std::move(match), std::move(as));
    });
  }

  void prefer(const YAML::Node& node) {
    reader_.each(node, "prefer", [this](const YAML::Node& item) {
      Guard::Preference preference;
      bool has_kind = false;
      reader_.map(item, "an entry of prefer",
                  {{"match", [&](const YAML::Node& n) { take(n, "match", preference.match); }},
                   {"kind",
                    [&](const YAML::Node& n) {
                      has_kind = true;
                      kind(n, preference.kind);
                    }},
                   {"name", [&](const YAML::Node& n) { take(n, "name", preference.name); }}});
      if (!has_kind) return reader_.fail(item.Mark(), "an entry of prefer needs `kind`");
      if (!preference.name.empty() && preference.kind != CandidateKind::abstraction)
        return reader_.fail(item.Mark(), "`name` is for `kind: abstraction` only");
      guard_.prefer.push_back(std::move(preference));
    });
  }

  void take(const YAML::Node& node, std::string_view what, std::string& into) {
    if (auto text = reader_.string(node, what)) into = std::move(*text);
  }

  void kind(const YAML::Node& node, CandidateKind& into) {
    std::vector<Reader::Choice<CandidateKind>> choices;
    for (const auto one : {CandidateKind::literal, CandidateKind::variable, CandidateKind::glob,
                           CandidateKind::widen, CandidateKind::abstraction})
      choices.push_back({name_of(one), one});
    reader_.choice(node, "kind", choices, into);
  }

  void qualifier(const YAML::Node& node, std::string& into) {
    const std::string text = node.IsScalar() ? node.Scalar() : std::string();
    const bool word = text == "ask" || text == "deny" || text == "ignore";
    const bool known = text != "x" && grammar::find_word(grammar::exec_qualifiers, text) != nullptr;
    if (word || known)
      into = text;
    else
      reader_.fail(node.Mark(), "expected an exec qualifier (ix, Px, Cx, …), deny, ignore or ask");
  }

  Reader& reader_;
  Guard& guard_;
};

}  // namespace

std::optional<Guard> read_guard(const std::string& name, const std::string& text,
                                std::vector<Diagnostic>& diagnostics) {
  const std::size_t before = diagnostics.size();
  Guard guard = default_guard();
  Reader reader(name, text, diagnostics);
  // yaml-cpp reports by exceptions; none of them leaves this function.
  try {
    const YAML::Node root = YAML::Load(text);
    if (root.IsDefined() && !root.IsNull()) GuardReader(reader, guard).top(root);
  } catch (const YAML::Exception& problem) {
    reader.fail(problem.mark, fmt::format("not YAML: {}", text::printable(problem.msg)));
  }
  if (diagnostics.size() != before) return std::nullopt;
  return guard;
}

}  // namespace profgen::suggest
