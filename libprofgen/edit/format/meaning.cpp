#include "edit/format/meaning.hpp"

#include <algorithm>

#include "base/overloaded.hpp"
#include "base/text.hpp"
#include "edit/format/order.hpp"
#include "edit/format/statement.hpp"
#include "edit/line.hpp"

namespace profgen::inline v0::edit {
namespace {

using policy::Item;

void add(std::string& out, std::string_view part) {
  out += '\x1f';
  out += part;
}

std::string of_conditions(const std::vector<policy::Condition>& conditions) {
  std::string out;
  for (const policy::Condition& condition : conditions) {
    add(out, condition.key + condition.op);
    for (const std::string& value : condition.values) add(out, value);
  }
  return out;
}

std::string of_header(const policy::ProfileHeader& header) {
  std::string out = header.kind == policy::ProfileKind::hat ? "hat" : "profile";
  add(out, header.name);
  add(out, header.attachment);
  std::vector<std::string> flags = header.flags;
  std::sort(flags.begin(), flags.end());
  for (const std::string& flag : flags) add(out, flag);
  return out + of_conditions(header.xattrs) + of_conditions(header.identities);
}

std::string of_variable(const policy::Variable& variable) {
  std::string out = (variable.boolean ? "$" : "@") + variable.name + variable.op;
  for (const std::string& value : variable.values)
    add(out, variable.boolean ? collapsed(value) : value);
  return out;
}

class Lister {
 public:
  explicit Lister(const policy::Tree& tree) : tree_(tree) {}

  std::vector<std::string> list() {
    read(read_entries(tree_, nullptr).entries);
    return std::move(out_);
  }

 private:
  void read(std::vector<Entry> entries) {
    entries = split_entries(tree_, std::move(entries));
    Sortable kind = Sortable::none;
    std::size_t run = out_.size();  // where the lines begin that may change places
    const auto close = [&] {
      std::sort(out_.begin() + static_cast<std::ptrdiff_t>(run), out_.end());
    };
    for (const Entry& entry : entries) {
      const Sortable now = sortable(tree_, entry);
      if (now != kind || now == Sortable::none || entry.blank_before) {
        if (kind != Sortable::none) close();
        run = out_.size();
        kind = now;
      }
      add_entry(entry);
    }
    if (kind != Sortable::none) close();
  }

  void add_entry(const Entry& entry) {
    const Item& item = *entry.item;
    std::string line = statement(entry);
    // Of a statement with comments in it no part was made.
    if (!entry.part)
      for (const std::string& comment : inner_comments(tree_, item)) add(line, text::trim(comment));
    if (!has_body(item)) {
      for (const Span& comment : entry.beside) add(line, comment_text(comment));
      if (!entry.verbatim.empty()) add(line, tree_.source->text(entry.verbatim));
      out_.push_back(std::move(line));
      return;
    }
    BodyEntries body = read_entries(tree_, &item);
    if (body.beside_header) add(line, comment_text(*body.beside_header));
    out_.push_back(line + " {");
    read(std::move(body.entries));
    line = "}";
    for (const Span& comment : entry.beside) add(line, comment_text(comment));
    out_.push_back(std::move(line));
  }

  std::string_view comment_text(Span comment) const {
    return text::trim(tree_.source->text(comment));
  }

  std::string statement(const Entry& entry) const {
    if (const policy::Rule* rule = rule_of(entry))
      return policy::to_text(normalised(canonical(*rule)));
    const Item& item = *entry.item;
    return std::visit(
        Overloaded{[&](const policy::Comment&) { return std::string(comment_text(item.span)); },
                   [&](const policy::Include& include) {
                     policy::Include plain = include;
                     plain.hash = false;
                     return line_text(plain);
                   },
                   [&](const policy::Abi& abi) {
                     return std::string(abi.magic ? "abi <" : "abi ") + abi.path;
                   },
                   [&](const policy::Variable& variable) { return of_variable(variable); },
                   [&](const policy::Alias& alias) {
                     std::string out = "alias";
                     add(out, alias.from);
                     add(out, alias.to);
                     return out;
                   },
                   [&](const policy::ProfileHeader& header) { return of_header(header); },
                   [&](const policy::Conditional& conditional) {
                     std::string out(1, static_cast<char>('0' + static_cast<int>(conditional.arm)));
                     add(out, collapsed(tree_.source->text(conditional.expression)));
                     return out;
                   },
                   [&](const policy::Block& block) {
                     return policy::to_text({block.prefix, policy::AllRule{}});
                   },
                   [&](const auto&) { return std::string(tree_.source->text(item.span)); }},
        item.value);
  }

  const policy::Tree& tree_;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> meaning_of(const policy::Tree& tree) { return Lister(tree).list(); }

}  // namespace profgen::inline v0::edit
