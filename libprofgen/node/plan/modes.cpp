#include "node/plan/modes.hpp"

#include <algorithm>
#include <array>

#include "profgen/edit.hpp"
#include "profgen/status.hpp"

namespace profgen::inline v0::node {
namespace {

const edit::FlagChange to_complain = {{"enforce", "kill", "prompt"}, {"complain"}};
constexpr std::array<std::string_view, 3> let_through = {"complain", "unconfined", "default_allow"};

void add_complain(const policy::Tree& tree, const std::vector<policy::Item>& items,
                  std::vector<edit::Splice>& out) {
  for (const policy::Item& item : items) {
    if (const auto* header = std::get_if<policy::ProfileHeader>(&item.value)) {
      const bool passes = std::ranges::any_of(header->flags, [](const std::string& flag) {
        return std::ranges::find(let_through, flag) != let_through.end();
      });
      if (!passes)
        for (edit::Splice& splice : edit::change_flags(tree, item, to_complain))
          out.push_back(std::move(splice));
    }
    add_complain(tree, item.children, out);
  }
}

}  // namespace

bool mode_denies(std::string_view kernel_mode) {
  return !kernel_mode.empty() && kernel_mode != "complain" && kernel_mode != "unconfined";
}

std::string complaining_text(const std::string& path, const std::string& text) {
  const policy::Tree tree = policy::parse(make_source(path, text));
  std::vector<edit::Splice> splices;
  add_complain(tree, tree.items, splices);
  return edit::apply(text, std::move(splices));
}

std::map<std::string, std::string> modes_in(const policy::Policy& policy, const std::string& path) {
  std::map<std::string, std::string> out;
  for (const policy::Profile& profile : policy.profiles())
    if (profile.file == path)
      out[host::kernel_name(profile)] = host::loaded_mode(host::flag_of(profile.mode));
  return out;
}

std::vector<host::LoadedProfile> loaded_family(const std::vector<host::LoadedProfile>& loaded,
                                               const std::string& profile) {
  std::vector<host::LoadedProfile> out;
  for (const host::LoadedProfile& one : loaded)
    if (one.name == profile || one.name.starts_with(profile + "//")) out.push_back(one);
  return out;
}

}  // namespace profgen::inline v0::node
