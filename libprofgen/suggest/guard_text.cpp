// A guard as a guard file.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "profgen/guard.hpp"

namespace profgen::inline v0::suggest {
namespace {

using Entries = std::vector<GuardEntry>;

// A double-quoted text of YAML, fit for a terminal: what text::printable() writes are escapes of
// YAML too. Entries are UTF-8: they came from a file, or are built in.
std::string yaml_quoted(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return '"' + text::printable(escaped) + '"';
}

std::string_view name_of(Generalise level) {
  static constexpr std::string_view names[] = {"exact", "careful", "broad"};
  return names[static_cast<std::size_t>(level)];
}

class Writer {
 public:
  explicit Writer(bool with_places) : with_places_(with_places) {}

  [[nodiscard]] std::string take() { return std::move(out_); }

  void lists(const GuardLists& lists, const std::string& indent) {
    never(lists, indent);
    if (!lists.abstractions_refused.empty() || lists.abstractions_allowed) {
      out_ += indent + "abstractions:\n";
      if (lists.abstractions_allowed) {
        if (lists.abstractions_allowed->empty())
          line(indent + "  allow: []", place(lists, "abstractions.allow"));
        else
          list("allow", *lists.abstractions_allowed, indent + "  ");
      }
      list("refuse", lists.abstractions_refused, indent + "  ");
    }
    list("except", lists.except, indent);
    list("deny", lists.deny, indent);
    list("ask", lists.ask, indent);
    prefer(lists, indent);
    list("always", lists.always, indent);
    if (lists.maximum_severity)
      line(fmt::format("{}maximum-severity: {}", indent, *lists.maximum_severity),
           place(lists, "maximum-severity"));
    if (lists.accept_untrusted)
      line(fmt::format("{}accept-untrusted: {}", indent, *lists.accept_untrusted),
           place(lists, "accept-untrusted"));
    exec(lists, indent);
    generalise(lists, indent);
  }

  void add(std::string_view text) { out_ += text; }

  void line(const std::string& text, const std::string& place) {
    out_ += text;
    if (with_places_)
      out_ += "  # " + (place.empty() ? std::string("built in") : text::printable(place));
    out_ += '\n';
  }

 private:
  static std::string place(const GuardLists& lists, const std::string& key) {
    const auto known = lists.places.find(key);
    return known == lists.places.end() ? std::string() : known->second;
  }

  void list(std::string_view key, const Entries& entries, const std::string& indent) {
    if (entries.empty()) return;
    out_ += fmt::format("{}{}:\n", indent, key);
    for (const GuardEntry& entry : entries)
      line(entry.deny
               ? fmt::format("{}  - {{match: {}, deny: true}}", indent, yaml_quoted(entry.text))
               : fmt::format("{}  - {}", indent, yaml_quoted(entry.text)),
           entry.place);
  }

  void never(const GuardLists& lists, const std::string& indent) {
    if (lists.never_paths.empty() && lists.never_capabilities.empty() &&
        lists.never_rules.empty() && lists.never_escapes.empty())
      return;
    out_ += indent + "never:\n";
    list("paths", lists.never_paths, indent + "  ");
    list("capabilities", lists.never_capabilities, indent + "  ");
    list("rules", lists.never_rules, indent + "  ");
    list("escapes", lists.never_escapes, indent + "  ");
  }

  void prefer(const GuardLists& lists, const std::string& indent) {
    if (lists.prefer.empty()) return;
    out_ += indent + "prefer:\n";
    for (const GuardLists::Preference& one : lists.prefer) {
      std::string text = indent + "  - {";
      if (!one.match.text.empty()) text += fmt::format("match: {}, ", yaml_quoted(one.match.text));
      text += fmt::format("kind: {}", suggest::name_of(one.kind));
      if (!one.name.empty()) text += fmt::format(", name: {}", yaml_quoted(one.name));
      line(text + "}", one.match.place);
    }
  }

  void exec(const GuardLists& lists, const std::string& indent) {
    if (lists.exec.empty()) return;
    out_ += indent + "exec:\n";
    for (const GuardLists::Exec& one : lists.exec)
      line(fmt::format("{}  - {{match: {}, as: {}}}", indent, yaml_quoted(one.match.text), one.as),
           one.match.place);
  }

  void generalise(const GuardLists& lists, const std::string& indent) {
    const auto& levels = lists.generalise;
    if (levels.empty()) return;
    if (levels.size() == 1 && levels[0].match.text.empty())
      return line(fmt::format("{}generalise: {}", indent, name_of(levels[0].as)),
                  levels[0].match.place);
    out_ += indent + "generalise:\n";
    for (const GuardLists::Level& one : levels) {
      const std::string match =
          one.match.text.empty() ? "" : fmt::format("match: {}, ", yaml_quoted(one.match.text));
      line(fmt::format("{}  - {{{}as: {}}}", indent, match, name_of(one.as)), one.match.place);
    }
  }

  std::string out_;
  bool with_places_;
};

}  // namespace

std::string guard_text(const Guard& guard, bool with_places) {
  Writer writer(with_places);
  writer.add("built-in: false  # all that is built in and still holds stands below\n");
  writer.lists(guard, "");
  if (!guard.profiles.empty()) writer.add("profiles:\n");
  for (const Guard::Section& section : guard.profiles) {
    const GuardLists& lists = section.lists;
    Writer body(with_places);
    body.lists(lists, "    ");
    const std::string text = body.take();
    writer.line(
        fmt::format("  {}:{}", yaml_quoted(section.profile.text), text.empty() ? " {}" : ""),
        section.profile.place);
    writer.add(text);
  }
  return writer.take();
}

}  // namespace profgen::inline v0::suggest
