#include "evidence/exec_tree.hpp"

namespace profgen::inline v0::evidence {
namespace {

constexpr std::string_view null_prefix = "null-";

// The ends of the labels that lead to a label, its root's first, its own last (or that of its
// ancestor at the deepest level told apart).
std::vector<std::size_t> prefixes_of(std::string_view label) {
  if (label.empty()) return {};
  if (parent_label(label).empty()) return {label.size()};
  std::vector<std::size_t> ends;
  std::size_t at = label.find("//", 1);
  for (; at != std::string_view::npos && ends.size() < ExecTree::most_levels;
       at = label.find("//", at + 2))
    ends.push_back(at);
  if (at == std::string_view::npos && ends.size() < ExecTree::most_levels)
    ends.push_back(label.size());
  return ends;
}

ExecNode node_for(const std::string& name_space, std::string_view label) {
  ExecNode node;
  node.subject = {name_space, std::string(label)};
  const std::string_view parent = parent_label(label);
  std::string_view piece = parent.empty() ? label : label.substr(parent.size() + 2);
  if (!parent.empty()) {
    node.entered = Entered::hat;
    if (piece.substr(0, null_prefix.size()) == null_prefix) {
      piece.remove_prefix(null_prefix.size());
      const bool counter =
          piece.find_first_not_of("0123456789abcdef") == std::string_view::npos && !piece.empty();
      if (counter || piece.substr(0, 1) == "/") node.entered = Entered::program;
    }
  }
  node.piece = std::string(piece);
  return node;
}

const std::string* target_of(const Access& access) {
  if (const auto* exec = std::get_if<ExecAccess>(&access)) return &exec->target;
  if (const auto* change = std::get_if<ChangeProfileAccess>(&access)) return &change->target;
  return nullptr;
}

}  // namespace

std::string_view parent_label(std::string_view label) {
  if (label.find("//&") != std::string_view::npos) return {};
  const std::size_t at = label.rfind("//");
  return at == std::string_view::npos ? std::string_view() : label.substr(0, at);
}

ExecTree exec_tree(const Evidence& evidence) {
  ExecTree tree;
  std::map<Subject, std::size_t> known;
  for (const auto& [subject, accesses] : evidence.subjects()) {
    const std::string_view label = subject.profile;
    std::size_t at = 0;
    bool has_parent = false;
    for (const std::size_t end : prefixes_of(label)) {
      const auto [found, is_new] = known.try_emplace(
          {subject.name_space, std::string(label.substr(0, end))}, tree.nodes.size());
      if (is_new) {
        tree.nodes.push_back(node_for(subject.name_space, label.substr(0, end)));
        (has_parent ? tree.nodes[at].children : tree.roots).push_back(found->second);
      }
      at = found->second;
      has_parent = true;
    }
    if (!has_parent) continue;  // a record without a profile
    ExecNode& node = tree.nodes[at];
    node.accesses += accesses.size();
    for (const auto& [key, seen] : accesses)
      if (const std::string* target = target_of(key.access); target && !target->empty())
        ++node.goes_to[*target];
  }
  return tree;
}

}  // namespace profgen::inline v0::evidence
