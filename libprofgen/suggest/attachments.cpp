#include "suggest/attachments.hpp"

#include "base/text.hpp"
#include "suggest/pattern.hpp"

namespace profgen::suggest {
namespace {

constexpr std::string_view special = "*?[]{}@\\^\"";

std::string_view literal_tail(std::string_view pattern) {
  const std::size_t at = pattern.find_last_of(special);
  return at == std::string_view::npos ? pattern : pattern.substr(at + 1);
}

bool is_child_of(std::string_view name, std::string_view parent) {
  if (parent.empty()) return name.find("//") == std::string_view::npos;
  return name.size() > parent.size() + 2 && name.substr(0, parent.size()) == parent &&
         name.substr(parent.size(), 2) == "//" &&
         name.find("//", parent.size() + 2) == std::string_view::npos;
}

}  // namespace

const policy::Profile* Attachments::find(std::string_view name_space, std::string_view parent,
                                         std::string_view program) {
  std::string key(name_space);
  key.append(1, '\0').append(parent).append(1, '\0').append(program);
  const auto known = found_.find(key);
  if (known != found_.end()) return known->second;
  const policy::Profile* profile = search(name_space, parent, program);
  found_.emplace(std::move(key), profile);
  return profile;
}

const policy::Profile* Attachments::search(std::string_view name_space, std::string_view parent,
                                           std::string_view program) const {
  const policy::Profile* best = nullptr;
  std::size_t best_head = 0;
  for (const policy::Profile& profile : policy_.profiles()) {
    if (profile.name_space != name_space || !is_child_of(profile.name, parent)) continue;
    const std::string_view own = parent.empty()
                                     ? std::string_view(profile.name)
                                     : std::string_view(profile.name).substr(parent.size() + 2);
    if (own == program) return &profile;
    if (profile.attachment.empty() || !matches(profile, program)) continue;
    const std::size_t head = literal_head(profile.attachment).size();
    if (best != nullptr && head <= best_head) continue;
    best = &profile;
    best_head = head;
  }
  return best;
}

bool Attachments::matches(const policy::Profile& profile, std::string_view program) const {
  const std::string_view head = literal_head(profile.attachment);
  const std::string_view tail = literal_tail(profile.attachment);
  // Most profiles of a large policy are told apart by a piece of literal text.
  if (program.substr(0, head.size()) != head) return false;
  if (tail.size() > program.size() || program.substr(program.size() - tail.size()) != tail)
    return false;
  policy::FileRule rule;
  rule.path = expanded(profile);
  rule.perms = file_perm::read;
  const auto matcher = policy_.matcher_of({{{}, rule}}, profile.name);
  return policy::covers(*matcher, FileAccess{std::string(program), file_perm::read, false})
             .answer == policy::Answer::allowed;
}

// The attachment with the variables that only the profile's own file defines (@{exec_path}) put in.
std::string Attachments::expanded(const policy::Profile& profile) const {
  std::string out = profile.attachment;
  const policy::Tree* tree = policy_.tree(profile.file);
  if (tree == nullptr || out.find("@{") == std::string::npos) return out;
  for (const policy::Item& item : tree->items) {
    const auto* variable = std::get_if<policy::Variable>(&item.value);
    if (variable == nullptr || variable->boolean || variable->values.empty()) continue;
    const std::string use = "@{" + variable->name + "}";
    const std::size_t at = out.find(use);
    if (at == std::string::npos) continue;
    const bool several = variable->values.size() > 1;
    const std::string values = text::join(variable->values, ",");
    out.replace(at, use.size(), several ? "{" + values + "}" : values);
  }
  return out;
}

}  // namespace profgen::suggest
