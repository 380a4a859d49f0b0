#include "node/change/policy_text.hpp"

#include "edit/mode_flags.hpp"
#include "host/one_profile.hpp"
#include "host/park_mark.hpp"
#include "host/profile_item.hpp"
#include "profgen/edit.hpp"
#include "profgen/status.hpp"

namespace profgen::inline v0::node {

PolicyText::PolicyText(const Files& files, std::string path, std::string text,
                       const policy::LoadOptions& options)
    : files_(&files),
      path_(std::move(path)),
      text_(std::move(text)),
      policy_(policy::Policy::empty(files, options)) {
  policy_.add_text(path_, text_);
}

PolicyText PolicyText::with(std::string text) const {
  return {*files_, path_, std::move(text), policy_.options()};
}

std::vector<std::string> PolicyText::profiles() const {
  std::vector<std::string> names;
  for (const policy::Profile& profile : policy_.profiles())
    names.push_back(host::kernel_name(profile));
  return names;
}

std::vector<std::string> PolicyText::tops() const {
  std::vector<std::string> names;
  for (std::string& name : profiles())
    if (name.find("//") == std::string::npos) names.push_back(std::move(name));
  return names;
}

std::string PolicyText::mode(const std::string& profile) const { return mode_in(modes(), profile); }

Modes PolicyText::modes() const {
  Modes modes;
  for (const policy::Profile& profile : policy_.profiles())
    modes[host::kernel_name(profile)] = host::loaded_mode(host::flag_of(profile.mode));
  return modes;
}

const policy::Item* PolicyText::item(const std::string& name) const {
  const policy::Tree* tree = policy_.tree(path_);
  for (const policy::Profile& profile : policy_.profiles())
    if (tree != nullptr && profile.file == path_ && host::kernel_name(profile) == name)
      return host::item_of(*tree, profile);
  return nullptr;
}

std::string PolicyText::in_modes(const Modes& wanted) const {
  std::vector<edit::Splice> splices;
  const Modes now = modes();
  for (const auto& [name, mode] : wanted) {
    const policy::Item* standing = item(name);
    if (mode.empty() || standing == nullptr || mode_in(now, name) == mode) continue;
    for (edit::Splice& splice :
         edit::change_flags(*policy_.tree(path_), *standing, edit::mode_flags(flag_for(mode))))
      splices.push_back(std::move(splice));
  }
  return edit::apply(text_, std::move(splices));
}

std::string PolicyText::denying_in_mode(const std::string& mode,
                                        const std::set<std::string>& families) const {
  Modes wanted;
  for (const auto& [name, now] : modes())
    if (mode_denies(now) && families.count(family_of(name)) != 0) wanted[name] = mode;
  return in_modes(wanted);
}

std::string PolicyText::only_family(const std::string& top) const {
  const policy::Item* standing = item(top);
  return standing == nullptr ? text_ : host::only_profile(*policy_.tree(path_), *standing);
}

std::string PolicyText::only_header_unconfined(const std::string& top) const {
  const policy::Item* standing = item(top);
  return standing == nullptr ? std::string()
                             : host::only_header_unconfined(*policy_.tree(path_), *standing);
}

std::string PolicyText::marked_parked(const std::string& top) const {
  const policy::Item* standing = item(top);
  if (standing == nullptr) return text_;
  return edit::apply(text_, host::mark_parked(*policy_.tree(path_), *standing));
}

}  // namespace profgen::inline v0::node
