#include <algorithm>
#include <optional>
#include <set>

#include "evidence/exec_tree.hpp"
#include "profgen/executed.hpp"
#include "suggest/fold.hpp"
#include "suggest/labels.hpp"
#include "suggest/needs.hpp"
#include "suggest/transitions.hpp"

namespace profgen::inline v0::suggest {
namespace {

class TreeBuilder {
 public:
  TreeBuilder(const evidence::Evidence& evidence, const policy::Policy& policy,
              const ExecChoices& choices)
      : evidence_(evidence),
        logged_(evidence::exec_tree(evidence)),
        folder_(evidence, policy, choices) {}

  ExecutedTree build() {
    for (const std::size_t root : logged_.roots) {
      const std::size_t made = add(root, {}, nullptr);
      // A profile that ran nothing is no tree.
      if (tree_.nodes[made].children.empty())
        tree_.nodes.pop_back();
      else
        tree_.roots.push_back(made);
    }
    return std::move(tree_);
  }

 private:
  const evidence::Accesses* accesses_of(const evidence::Subject& subject) const {
    const auto found = evidence_.subjects().find(subject);
    return found == evidence_.subjects().end() ? nullptr : &found->second;
  }

  // `runs`: what the node above executed, by program.
  using Runs = std::map<std::string, std::uint64_t>;
  std::size_t add(std::size_t logged, const std::string& program, const Runs* runs) {
    const evidence::ExecNode& from = logged_.nodes[logged];
    ExecutedProgram node;
    node.subject = from.subject;
    node.program = program;
    if (runs != nullptr) {
      const auto times = runs->find(program);
      if (times != runs->end()) node.times = times->second;
    }
    Runs ran;
    if (const evidence::Accesses* accesses = accesses_of(from.subject))
      for (const auto& [key, seen] : *accesses) take(node, ran, key, seen);
    const Place& place = folder_.place(from.subject);
    if (place.kind == Place::Kind::profile) node.leads_to = place.name;
    const std::size_t index = tree_.nodes.size();
    tree_.nodes.push_back(std::move(node));
    std::set<std::string> shown;
    add_children(index, logged, ran, shown);
    for (const auto& [path, times] : ran)
      if (shown.count(path) == 0) add_silent(index, path, times);
    return index;
  }

  // Hats are no programs: what they ran counts for the profile.
  void add_children(std::size_t index, std::size_t logged, const Runs& ran,
                    std::set<std::string>& shown) {
    for (const std::size_t child : logged_.nodes[logged].children) {
      const evidence::ExecNode& below = logged_.nodes[child];
      const bool is_program = below.entered == evidence::Entered::program;
      const std::size_t made = add(child, is_program ? below.piece : std::string(), &ran);
      if (is_program) shown.insert(below.piece);
      if (!is_program && tree_.nodes[made].children.empty() && made + 1 == tree_.nodes.size())
        tree_.nodes.pop_back();
      else
        tree_.nodes[index].children.push_back(made);
    }
  }

  void add_silent(std::size_t index, const std::string& program, std::uint64_t times) {
    ExecutedProgram node;
    node.subject = tree_.nodes[index].subject;
    node.program = program;
    node.times = times;
    tree_.nodes[index].children.push_back(tree_.nodes.size());
    tree_.nodes.push_back(std::move(node));
  }

  void take(ExecutedProgram& node, Runs& ran, const evidence::Key& key,
            const evidence::Seen& seen) {
    ++node.accesses;
    ++node.by_class[std::string(class_of(key.access))];
    if (key.unusable) return;
    if (const auto* exec = std::get_if<ExecAccess>(&key.access)) ran[exec->path] += seen.total();
    const int severity = severity_of_access(severities_, key, seen);
    if (severity <= node.severity) return;
    node.severity = severity;
    node.worst = describe(key.access);
  }

  const evidence::Evidence& evidence_;
  evidence::ExecTree logged_;
  Folder folder_;
  Severities severities_;
  ExecutedTree tree_;
};

}  // namespace

ExecutedTree executed_tree(const evidence::Evidence& evidence, const policy::Policy& policy,
                           const ExecChoices& choices) {
  return TreeBuilder(evidence, policy, choices).build();
}

}  // namespace profgen::inline v0::suggest
