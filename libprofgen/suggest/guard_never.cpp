#include "suggest/guard_never.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/text.hpp"
#include "grammar/vocabulary.hpp"
#include "suggest/guard_match.hpp"
#include "suggest/pattern.hpp"
#include "suggest/rule_overlap.hpp"

namespace profgen::inline v0::suggest {
namespace {

bool wants(std::string_view letters, FilePerms perms, bool exec) {
  if (letters.empty()) return true;
  static constexpr std::string_view order = "mrwalkx";
  FilePerms all = exec ? static_cast<FilePerms>(perms | file_perm::exec) : perms;
  // Who may not write may not append either.
  if ((all & file_perm::append) != 0) all |= file_perm::write;
  return std::any_of(letters.begin(), letters.end(),
                     [&](char c) { return (all & (1u << order.find(c))) != 0; });
}

// Ends in a star, or in what stands for a random ending.
bool ends_in_wildcards(std::string_view pattern) {
  static constexpr std::string_view random = "????";
  return ends_open(pattern) || (pattern.size() > random.size() &&
                                pattern.substr(pattern.size() - random.size()) == random);
}

// An entry of `never.paths`, taken apart.
struct NeverPath {
  PathEntry parts;
  std::string_view head, tail;
  Pattern pattern;
};

// A guard has some dozens of entries, and each rule of a session is held against all of them: they
// are taken apart once. The bound is for a program that makes guards without end.
const NeverPath& taken_apart(const std::string& text) {
  constexpr std::size_t most = 4096;
  thread_local std::unordered_map<std::string, NeverPath> known;
  const auto found = known.find(text);
  if (found != known.end()) return found->second;
  if (known.size() >= most) known.clear();
  const auto made = known.emplace(text, NeverPath{}).first;
  NeverPath& entry = made->second;
  entry.parts = split_entry(made->first);  // views of the key, which stays where it is
  entry.head = literal_head(entry.parts.pattern);
  entry.tail = literal_tail(entry.parts.pattern);
  entry.pattern = compile_pattern(entry.parts.pattern);
  return entry;
}

bool agree(std::string_view a, std::string_view b) {
  const std::size_t both = std::min(a.size(), b.size());
  return a.substr(0, both) == b.substr(0, both);
}
bool ends_agree(std::string_view a, std::string_view b) {
  const std::size_t both = std::min(a.size(), b.size());
  return a.substr(a.size() - both) == b.substr(b.size() - both);
}

struct Grant {
  std::string_view pattern;
  FilePerms perms = 0;
  bool exec = false;
  bool owner = false;
};

// "/**.key" is about names. A rule whose last part begins with something (`sess_*`, `[0-9]*`) and
// ends in wildcards names nothing of the kind, nor does one of an abstraction: read strictly,
// `/etc/ssl/certs/**` of nameservice would fall under it. What a program writes as the owner in a
// directory (`owner /var/spool/x/* rw`) are files of its own making, whatever they are called.
bool misses_name(std::string_view entry, const Grant& grant, bool of_abstraction) {
  if (entry.substr(0, 3) != "/**" || entry.size() == 3 || !ends_in_wildcards(grant.pattern))
    return false;
  if (of_abstraction) return true;
  const std::string_view last = grant.pattern.substr(grant.pattern.rfind('/') + 1);
  constexpr FilePerms making = file_perm::write | file_perm::append | file_perm::link;
  if (last == "*" && grant.owner && (grant.perms & making) != 0) return true;
  return !last.empty() && last.front() != '*' && last.front() != '{';
}

class Search {
 public:
  Search(const Layers& layers, bool of_abstraction)
      : layers_(layers), of_abstraction_(of_abstraction) {}

  // The first entry of a list that fits, unless an exception lifts it.
  template <typename Fits>
  const GuardEntry* first(std::vector<GuardEntry> GuardLists::*list, const Fits& fits) const {
    for (const GuardLists* layer : layers_)
      for (const GuardEntry& entry : layer->*list)
        if (fits(entry) && !excepted(layers_, entry.text)) return &entry;
    return nullptr;
  }

  const GuardEntry* path(const Grant& grant) const {
    const std::string_view head = literal_head(grant.pattern);
    const std::string_view tail = literal_tail(grant.pattern);
    std::optional<Pattern> granted;  // compiled only where beginnings and ends agree
    return first(&GuardLists::never_paths, [&](const GuardEntry& entry) {
      const NeverPath& never = taken_apart(entry.text);
      if (!agree(head, never.head) || !ends_agree(tail, never.tail) ||
          (never.parts.other && grant.owner) ||
          !wants(never.parts.perms, grant.perms, grant.exec) ||
          misses_name(never.parts.pattern, grant, of_abstraction_))
        return false;
      if (!granted) granted = compile_pattern(grant.pattern);
      return overlap(*granted, never.pattern);
    });
  }

  const GuardEntry* capability(const std::vector<std::string>& names) const {
    return first(&GuardLists::never_capabilities, [&](const GuardEntry& entry) {
      return names.empty() || std::any_of(names.begin(), names.end(), [&](const std::string& name) {
               return matches_text(entry.text, name);
             });
    });
  }

  const GuardEntry* rule(const policy::Rule& rule) const {
    std::string text;  // made only where an entry is no rule
    return first(&GuardLists::never_rules, [&](const GuardEntry& entry) {
      if (entry.rule) return overlap(*entry.rule, rule);
      if (text.empty()) {
        text = policy::to_text(rule);
        text.pop_back();
      }
      return matches_text(entry.text, text);
    });
  }

  const GuardEntry* escape(std::string_view word) const {
    return first(&GuardLists::never_escapes,
                 [&](const GuardEntry& entry) { return entry.text == word; });
  }

 private:
  const Layers& layers_;
  bool of_abstraction_;
};

// Peers that are everything, or everything that is not confined.
bool is_anyone(const std::vector<std::string>& peer) {
  return peer.empty() || std::any_of(peer.begin(), peer.end(), [](const std::string& pattern) {
           return overlap(compile_pattern(pattern), literal("unconfined"));
         });
}

struct Forbid {
  const Search& search;
  bool owner;

  Forbidden path(const Grant& grant) const { return {search.path(grant), "path"}; }

  template <typename Other>
  Forbidden operator()(const Other&) const {
    return {};
  }
  Forbidden operator()(const policy::FileRule& rule) const {
    if (rule.bare)
      if (const GuardEntry* by = search.escape("all")) return {by, "everything"};
    if (rule.exec.find_first_of("uU") != std::string::npos)
      if (const GuardEntry* by = search.escape("ux")) return {by, "a program unconfined"};
    return path({rule.bare ? std::string_view("/**") : std::string_view(rule.path), rule.perms,
                 rule.bare || !rule.exec.empty(), owner});
  }
  // A link is a second name: what it points to is granted under it.
  Forbidden operator()(const policy::LinkRule& rule) const {
    Forbidden link = path({rule.link, file_perm::link | file_perm::write, false, owner});
    if (link.by != nullptr) return link;
    return path({rule.target, file_perm::link | file_perm::read, false, owner});
  }
  Forbidden operator()(const policy::CapabilityRule& rule) const {
    return {search.capability(rule.names), "capability"};
  }
  Forbidden operator()(const policy::AllRule&) const {
    return {search.escape("all"), "everything"};
  }
  Forbidden operator()(const policy::ChangeProfileRule& rule) const {
    const bool out =
        rule.target.empty() || overlap(compile_pattern(rule.target), literal("unconfined"));
    if (!out) return {};
    return {search.escape("change-profile"), "a change to unconfined"};
  }
  Forbidden operator()(const policy::PtraceRule& rule) const {
    const auto trace = grammar::bits_of(grammar::ptrace_permissions, "trace");
    if (!is_anyone(rule.peer) || (rule.perms != 0 && (rule.perms & trace) == 0)) return {};
    return {search.escape("ptrace"), "tracing of anything"};
  }
};

}  // namespace

PathEntry split_entry(std::string_view entry) {
  PathEntry parts;
  static constexpr std::string_view word = "other ";
  if (entry.substr(0, word.size()) == word) {
    parts.other = true;
    entry.remove_prefix(word.size());
  }
  parts.pattern = entry;
  const std::size_t blank = entry.rfind(' ');
  if (blank == std::string_view::npos) return parts;
  const std::string_view tail = entry.substr(blank + 1);
  if (tail.empty() || tail.find_first_not_of("mrwalkx") != std::string_view::npos) return parts;
  parts.pattern = text::trim(entry.substr(0, blank));
  parts.perms = tail;
  return parts;
}

bool excepted(const Layers& layers, const std::string& text) {
  return std::any_of(layers.begin(), layers.end(), [&](const GuardLists* layer) {
    return std::any_of(layer->except.begin(), layer->except.end(),
                       [&](const GuardEntry& other) { return other.text == text; });
  });
}

Forbidden forbidden(const Layers& layers, const policy::Rule& rule, bool of_abstraction) {
  if (rule.prefix.decision == policy::Decision::deny) return {};
  const Search search(layers, of_abstraction);
  const bool owner = rule.prefix.ownership == policy::Ownership::owner;
  Forbidden found = std::visit(Forbid{search, owner}, rule.body);
  if (found.by != nullptr) return found;
  return {search.rule(rule), "rule"};
}

Forbidden forbidden_exec(const Layers& layers, const std::string& program,
                         const std::string& qualifier) {
  policy::FileRule rule;
  rule.path = policy::literal_pattern(program);
  rule.exec = qualifier.empty() ? "ix" : qualifier;
  policy::Prefix prefix;
  // Who owns a program is nothing that its rule could say.
  prefix.ownership = policy::Ownership::owner;
  return forbidden(layers, {prefix, rule});
}

const GuardEntry* denied(const Layers& layers, const Proposal& proposal) {
  static constexpr std::vector<GuardEntry> GuardLists::*lists[] = {
      &GuardLists::never_paths, &GuardLists::never_capabilities, &GuardLists::never_rules,
      &GuardLists::never_escapes};
  const bool any = std::any_of(layers.begin(), layers.end(), [](const GuardLists* layer) {
    return std::any_of(std::begin(lists), std::end(lists), [&](const auto list) {
      return std::any_of((layer->*list).begin(), (layer->*list).end(),
                         [](const GuardEntry& entry) { return entry.deny; });
    });
  });
  if (!any) return nullptr;  // most guards: nothing to compare
  const GuardEntry* by = nullptr;
  for (const Candidate& candidate : proposal.candidates) {
    if (candidate.kind != CandidateKind::literal) continue;
    for (const policy::Rule& rule : candidate.rules) {
      const Forbidden found = forbidden(layers, rule);
      if (found.by == nullptr || !found.by->deny) return nullptr;
      by = found.by;
    }
  }
  return by;
}

}  // namespace profgen::inline v0::suggest
