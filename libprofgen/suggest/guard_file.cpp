// profgen.yaml → Guard. Strict: what is not known here is an error with its place, since a guard
// file that is half understood guards nothing.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/text.hpp"
#include "suggest/guard_entries.hpp"
#include "suggest/guard_match.hpp"
#include "suggest/guard_overlooked.hpp"
#include "yaml/reader.hpp"

namespace profgen::inline v0::suggest {
namespace {

const std::vector<std::string_view>& level_words() {
  static const std::vector<std::string_view> words = {"exact", "careful", "broad"};
  return words;
}

class GuardReader {
 public:
  GuardReader(YamlReader& reader, Guard& guard) : reader_(reader), guard_(guard) {}

  void top(const YamlNode& root) {
    if (root.kind == YamlNode::Kind::nothing) return;
    auto keys = list_keys(guard_);
    // Read first, wherever it stands: what it drops was there before the file.
    for (const auto& [key, value] : root.pairs)
      if (key->text == "built-in") built_in(*value);
    keys.push_back({"built-in", [](const YamlNode&) {}});
    keys.push_back({"profiles", [this](const YamlNode& n) { sections(n); }});
    reader_.map(root, "the file", keys);
  }

 private:
  using Key = YamlReader::Key;
  using Entries = std::vector<GuardEntry>;

  void built_in(const YamlNode& node) {
    if (reader_.boolean(node, "built-in").value_or(true)) return;
    guard_.never_paths.clear();
    guard_.never_capabilities.clear();
    guard_.never_rules.clear();
    guard_.never_escapes.clear();
    guard_.abstractions_refused.clear();
  }

  // The keys that stand at the top and in the section of a profile alike.
  std::vector<Key> list_keys(GuardLists& lists) {
    const auto entries = [this](std::string_view what, Entries& into, EntryCheck check) {
      return [this, what, &into, check](const YamlNode& n) { plain(n, what, into, check); };
    };
    return {
        {"never", [this, &lists](const YamlNode& n) { never(n, lists); }},
        {"except", [this, &lists](const YamlNode& n) { except(n, lists); }},
        {"abstractions", [this, &lists](const YamlNode& n) { abstractions(n, lists); }},
        {"always", entries("always", lists.always, check_match)},
        {"ask", entries("ask", lists.ask, check_match)},
        {"deny", entries("deny", lists.deny, check_match)},
        {"maximum-severity",
         [this, &lists](const YamlNode& n) {
           if (const auto number = reader_.number(n, "maximum-severity", 0, 10))
             one(lists, "maximum-severity", n, lists.maximum_severity, *number);
         }},
        {"accept-untrusted",
         [this, &lists](const YamlNode& n) {
           if (const auto yes = reader_.boolean(n, "accept-untrusted"))
             one(lists, "accept-untrusted", n, lists.accept_untrusted, *yes);
         }},
        {"generalise", [this, &lists](const YamlNode& n) { generalise(n, lists); }},
        {"exec", [this, &lists](const YamlNode& n) { exec(n, lists); }},
        {"prefer", [this, &lists](const YamlNode& n) { prefer(n, lists); }},
    };
  }

  template <typename Value>
  void one(GuardLists& lists, const std::string& key, const YamlNode& node,
           std::optional<Value>& into, Value value) {
    into = value;
    lists.places[key] = reader_.place(node.at);
  }

  // nullopt: what is wrong was reported.
  std::optional<GuardEntry> entry(const YamlNode& node, std::string_view what, EntryCheck check) {
    const std::string* text = reader_.text(node, what);
    if (text == nullptr) return std::nullopt;
    if (const auto problem = check(*text)) {
      reader_.fail(node.at, fmt::format("{}: {}", what, problem->message), problem->hint);
      return std::nullopt;
    }
    GuardEntry made(*text, reader_.place(node.at));
    if (check == check_rule || (check == check_match && !is_path_pattern(*text)))
      made.rule = policy::rule_from_text(*text + ",");
    return made;
  }

  void plain(const YamlNode& node, std::string_view what, Entries& into, EntryCheck check) {
    reader_.each(node, what, [&](const YamlNode& item) {
      if (auto made = entry(item, what, check)) into.push_back(std::move(*made));
    });
  }

  // An entry of `never`: a text, or {match: TEXT, deny: true}.
  void never_list(const YamlNode& node, std::string_view what, Entries& into, EntryCheck check) {
    reader_.each(node, what, [&](const YamlNode& item) {
      if (item.kind != YamlNode::Kind::map) {
        if (auto made = entry(item, what, check)) into.push_back(std::move(*made));
        return;
      }
      std::optional<GuardEntry> made;
      bool deny = false;
      bool has_match = false;
      reader_.map(item, fmt::format("an entry of {}", what),
                  {{"match",
                    [&](const YamlNode& n) {
                      has_match = true;
                      made = entry(n, what, check);
                    }},
                   {"deny", [&](const YamlNode& n) {
                      deny = reader_.boolean(n, "deny").value_or(false);
                    }}});
      if (!has_match) reader_.fail(item.at, fmt::format("an entry of {} needs `match`", what));
      if (!made) return;
      made->deny = deny;
      into.push_back(std::move(*made));
    });
  }

  void never(const YamlNode& node, GuardLists& lists) {
    const auto list = [this](std::string_view what, Entries& into, EntryCheck check) {
      return [this, what, &into, check](const YamlNode& n) { never_list(n, what, into, check); };
    };
    reader_.map(
        node, "never",
        {{"paths", list("never.paths", lists.never_paths, check_path_entry)},
         {"capabilities", list("never.capabilities", lists.never_capabilities, check_capability)},
         {"rules", list("never.rules", lists.never_rules, check_rule)},
         {"escapes", list("never.escapes", lists.never_escapes, check_escape)}});
  }

  // Whether such an entry stands anywhere is known at the end (report_overlooked()).
  void except(const YamlNode& node, GuardLists& lists) {
    plain(node, "except", lists.except,
          [](const std::string&) { return std::optional<EntryProblem>(); });
  }

  void abstractions(const YamlNode& node, GuardLists& lists) {
    reader_.map(node, "abstractions",
                {{"allow",
                  [&](const YamlNode& n) {
                    lists.abstractions_allowed.emplace();
                    lists.places["abstractions.allow"] = reader_.place(n.at);
                    plain(n, "abstractions.allow", *lists.abstractions_allowed, check_abstraction);
                  }},
                 {"refuse", [&](const YamlNode& n) {
                    plain(n, "abstractions.refuse", lists.abstractions_refused, check_abstraction);
                  }}});
  }

  std::optional<Generalise> level(const YamlNode& node, std::string_view what) {
    const auto index = reader_.choice(node, what, level_words());
    return index ? std::optional<Generalise>(static_cast<Generalise>(*index)) : std::nullopt;
  }

  // One word, or a list by path. What the list is silent about stays as it was.
  void generalise(const YamlNode& node, GuardLists& lists) {
    std::vector<GuardLists::Level> levels;
    if (node.kind != YamlNode::Kind::list) {
      const auto word = level(node, "generalise");
      if (!word) return;
      lists.generalise = {{GuardEntry("", reader_.place(node.at)), *word}};
      return;
    }
    for (const YamlPtr& item : node.items) {
      GuardEntry match("", reader_.place(item->at));
      std::optional<Generalise> as;
      bool has_level = false;
      reader_.map(*item, "an entry of generalise",
                  {{"match",
                    [&](const YamlNode& n) {
                      if (auto made = entry(n, "generalise", check_path_match)) match = *made;
                    }},
                   {"as", [&](const YamlNode& n) {
                      has_level = true;
                      as = level(n, "as");
                    }}});
      if (!has_level && item->kind == YamlNode::Kind::map)
        reader_.fail(item->at, "an entry of generalise needs `as`");
      if (as) levels.push_back({std::move(match), *as});
    }
    const bool says_all =
        std::any_of(levels.begin(), levels.end(),
                    [](const GuardLists::Level& one) { return one.match.text.empty(); });
    if (!says_all) levels.insert(levels.end(), lists.generalise.begin(), lists.generalise.end());
    lists.generalise = std::move(levels);
  }

  void exec(const YamlNode& node, GuardLists& lists) {
    reader_.each(node, "exec", [&](const YamlNode& item) {
      std::optional<GuardEntry> match;
      std::optional<GuardEntry> as;
      int given = 0;
      reader_.map(item, "an entry of exec",
                  {{"match",
                    [&](const YamlNode& n) {
                      ++given;
                      match = entry(n, "exec", check_path_match);
                    }},
                   {"as", [&](const YamlNode& n) {
                      ++given;
                      as = entry(n, "exec", check_exec_answer);
                    }}});
      if (given < 2 && item.kind == YamlNode::Kind::map)
        reader_.fail(item.at, "an entry of exec needs `match` and `as`");
      if (match && as) lists.exec.push_back({std::move(*match), as->text});
    });
  }

  void prefer(const YamlNode& node, GuardLists& lists) {
    static constexpr CandidateKind kinds[] = {CandidateKind::literal, CandidateKind::variable,
                                              CandidateKind::glob, CandidateKind::widen,
                                              CandidateKind::abstraction};
    std::vector<std::string_view> words;
    for (const CandidateKind kind : kinds) words.push_back(name_of(kind));
    reader_.each(node, "prefer", [&](const YamlNode& item) {
      std::optional<GuardEntry> match = GuardEntry("", reader_.place(item.at));
      std::optional<std::size_t> kind;
      std::optional<GuardEntry> name;
      bool has_kind = false;
      reader_.map(
          item, "an entry of prefer",
          {{"match", [&](const YamlNode& n) { match = entry(n, "prefer", check_match); }},
           {"kind",
            [&](const YamlNode& n) {
              has_kind = true;
              kind = reader_.choice(n, "kind", words);
            }},
           {"name", [&](const YamlNode& n) { name = entry(n, "name", check_abstraction); }}});
      if (item.kind != YamlNode::Kind::map) return;
      if (!has_kind) return reader_.fail(item.at, "an entry of prefer needs `kind`");
      if (!match || !kind) return;
      if (name && kinds[*kind] != CandidateKind::abstraction)
        return reader_.fail(item.at, "`name` is for `kind: abstraction` only");
      lists.prefer.push_back({std::move(*match), kinds[*kind], name ? name->text : std::string()});
    });
  }

  void sections(const YamlNode& node) {
    reader_.names(node, "profiles", [&](const YamlNode& key, const YamlNode& value) {
      auto name = entry(key, "profiles", check_profile_name);
      if (!name) return;
      Guard::Section section{std::move(*name), {}};
      reader_.map(value, fmt::format("the section of {}", text::printable(key.text, 60)),
                  list_keys(section.lists));
      guard_.profiles.push_back(std::move(section));
    });
  }

  YamlReader& reader_;
  Guard& guard_;
};

}  // namespace

std::optional<Guard> read_guard(const std::string& name, const std::string& text,
                                std::vector<Diagnostic>& diagnostics) {
  Guard guard = default_guard();
  YamlReader reader(make_source(name, text), "guard", diagnostics);
  YamlError error;
  const YamlPtr root = read_yaml(text, error);
  if (root == nullptr) {
    reader.fail(error.at, std::move(error.message), std::move(error.hint));
    return std::nullopt;
  }
  GuardReader(reader, guard).top(*root);
  if (!reader.failed()) report_overlooked(guard, reader);
  if (reader.failed()) return std::nullopt;
  return guard;
}

}  // namespace profgen::inline v0::suggest
