// The tree for people and golden files: one item a line, two blanks a level.
#include <fmt/format.h>

#include "base/text.hpp"
#include "policy/words.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::policy {
namespace {

std::string shown(std::string_view bytes) { return '"' + text::printable(bytes) + '"'; }

std::string conditions(const std::vector<Condition>& list) {
  std::string out;
  for (const Condition& condition : list) {
    out += fmt::format(" {}{}(", condition.key, condition.op);
    for (std::size_t i = 0; i < condition.values.size(); ++i)
      out += (i == 0 ? "" : " ") + shown(condition.values[i]);
    out += ')';
  }
  return out;
}

struct ItemText {
  const Source& source;
  Span span;

  std::string operator()(const Unknown&) const { return "unknown " + shown(source.text(span)); }
  std::string operator()(const Comment&) const { return "comment " + shown(source.text(span)); }
  std::string operator()(const Include& item) const {
    return fmt::format("include {}{}{}{}", item.magic ? "magic " : "",
                       item.if_exists ? "if-exists " : "", item.hash ? "hash " : "",
                       shown(item.path));
  }
  std::string operator()(const Abi& item) const {
    return fmt::format("abi {}{}", item.magic ? "magic " : "", shown(item.path));
  }
  std::string operator()(const Variable& item) const {
    std::string out =
        fmt::format("{} {} {}", item.boolean ? "boolean" : "variable", item.name, item.op);
    for (const std::string& value : item.values) out += ' ' + shown(value);
    return out;
  }
  std::string operator()(const Alias& item) const {
    return fmt::format("alias {} -> {}", shown(item.from), shown(item.to));
  }
  std::string operator()(const ProfileHeader& item) const {
    std::string out = item.kind == ProfileKind::hat ? "hat " : "profile ";
    out += shown(item.name);
    if (!item.attachment.empty()) out += " attachment " + shown(item.attachment);
    if (!item.flags.empty()) out += " flags";
    for (const std::string& flag : item.flags) out += ' ' + shown(flag);
    if (!item.xattrs.empty()) out += " xattrs" + conditions(item.xattrs);
    return out + conditions(item.identities);
  }
  std::string operator()(const Block& item) const {
    std::string prefix = prefix_text(item.prefix);
    if (!prefix.empty()) prefix.insert(prefix.begin(), ' ');
    while (!prefix.empty() && prefix.back() == ' ') prefix.pop_back();
    return "block" + prefix;
  }
  std::string operator()(const Conditional& item) const {
    if (item.arm == Conditional::Arm::else_arm) return "else";
    return (item.arm == Conditional::Arm::if_arm ? "if " : "else-if ") +
           shown(source.text(item.expression));
  }
  std::string operator()(const Rule& rule) const {
    return fmt::format("rule {}: {}", keyword_of(rule), text::printable(to_text(rule)));
  }
};

void dump_items(const std::vector<Item>& items, const Source& source, std::size_t depth,
                std::string& out) {
  for (const Item& item : items) {
    const bool whole = std::holds_alternative<Unknown>(item.value) && !item.body.empty();
    const Span span = whole ? Span{item.span.begin, item.body.begin} : item.span;
    out.append(2 * depth, ' ');
    out += std::visit(ItemText{source, span}, item.value);
    out += '\n';
    dump_items(item.children, source, depth + 1, out);
  }
}

}  // namespace

std::string dump(const Tree& tree) {
  std::string out;
  dump_items(tree.items, *tree.source, 0, out);
  return out;
}

}  // namespace profgen::inline v0::policy
