#include "policy/aare_exact.hpp"
#include "policy/grants_of.hpp"
#include "policy/transition.hpp"

namespace profgen::inline v0::policy {
namespace {

constexpr FilePerms bare_perms =
    file_perm::map_exec | file_perm::read | file_perm::write | file_perm::append | file_perm::lock;

std::uint32_t by_ownership(std::uint32_t perms, Ownership ownership) {
  std::uint32_t result = 0;
  if (ownership != Ownership::other) result |= perms;
  if (ownership != Ownership::owner) result |= perms << other_shift;
  return result;
}

}  // namespace

void GrantBuilder::operator()(const FileRule& body) {
  FilePerms perms = body.bare ? bare_perms : body.perms;
  if ((perms & file_perm::write) != 0) perms |= file_perm::append;
  const bool links = body.bare || (perms & file_perm::link) != 0;
  perms &= static_cast<FilePerms>(~file_perm::link);
  const bool executes = body.bare || !body.exec.empty();
  if (executes) perms |= file_perm::exec | implied_perms(body.exec);
  const Ownership ownership = rule.rule.prefix.ownership;
  const bool links_to = !executes && !body.target.empty();
  const bool deny = rule.rule.prefix.decision == Decision::deny;
  const std::uint32_t link =
      deny || (links_to && !body.subset) ? link_subset | link_any : link_subset;
  const auto paths = path_patterns(rule.rule, aliases, expander);
  const bool exact = !paths.empty() && aare_exact(paths.front());
  for (const std::string& one : paths) {
    if (perms != 0)
      add(GrantClass::file, by_ownership(perms, ownership), {one},
          executes ? transition_text(body) : std::string(), executes && exact);
    if (links)
      add(GrantClass::link, by_ownership(link, ownership),
          {one, path(links_to ? body.target : std::string())});
  }
}

void GrantBuilder::operator()(const LinkRule& body) {
  const bool deny = rule.rule.prefix.decision == Decision::deny;
  const std::uint32_t perms = body.subset && !deny ? link_subset : link_subset | link_any;
  for (const std::string& one : path_patterns(rule.rule, aliases, expander))
    add(GrantClass::link, by_ownership(perms, rule.rule.prefix.ownership),
        {one, path(body.target)});
}

}  // namespace profgen::inline v0::policy
