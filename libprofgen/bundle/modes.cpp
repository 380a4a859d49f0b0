#include "bundle/modes.hpp"

#include "base/text.hpp"
#include "edit/mode_flags.hpp"
#include "host/profile_item.hpp"
#include "profgen/status.hpp"

namespace profgen::inline v0::bundle {

std::string ModeEdits::mode_for(const policy::Profile& profile) {
  std::string name = host::kernel_name(profile);
  if (const auto own = modes_.find(name); own != modes_.end()) {
    used_[name] = true;
    return own->second;
  }
  // A child that has a mode for a reason of its own keeps it.
  const bool is_child = profile.name.find("//") != std::string::npos;
  if (is_child && profile.mode != policy::Mode::enforce && profile.mode != policy::Mode::complain)
    return {};
  for (std::size_t end = name.rfind("//"); is_child && end != std::string::npos && end > 0;
       end = name.rfind("//")) {
    name.resize(end);
    if (const auto above = modes_.find(name); above != modes_.end()) return above->second;
  }
  const auto others = modes_.find("");
  return others == modes_.end() ? std::string() : others->second;
}

Status ModeEdits::add(const policy::Policy& policy) {
  for (const policy::Profile& profile : policy.profiles()) {
    const std::string mode = mode_for(profile);
    if (mode.empty()) continue;
    const policy::Tree* tree = policy.tree(profile.file);
    const policy::Item* item = tree == nullptr ? nullptr : host::item_of(*tree, profile);
    if (item == nullptr)
      return Error{ErrorKind::input, "find the profile " + text::printable(profile.name) + " in",
                   profile.file, "it does not stand where it was read"};
    const std::vector<edit::Splice> splices =
        edit::change_flags(*tree, *item, edit::mode_flags(mode));
    Edited& edited = files_[profile.file];
    edited.text = std::string(tree->source->text());
    const auto [at, is_new] = edited.modes.emplace(item->span.begin, mode);
    if (!is_new && at->second != mode)
      return Error{ErrorKind::usage, "set the mode of", text::printable(profile.name),
                   text::printable(profile.file) +
                       " holds it for several profiles, which would "
                       "need " +
                       at->second + " and " + mode + "; give them one mode"};
    if (is_new) edited.splices.insert(edited.splices.end(), splices.begin(), splices.end());
  }
  return Unit{};
}

std::vector<std::string> ModeEdits::unused() const {
  std::vector<std::string> out;
  for (const auto& [name, mode] : modes_)
    if (!name.empty() && used_.count(name) == 0) out.push_back(name);
  return out;
}

std::map<std::string, std::string> ModeEdits::texts() const {
  std::map<std::string, std::string> out;
  for (const auto& [path, edited] : files_)
    if (!edited.splices.empty()) out[path] = edit::apply(edited.text, edited.splices);
  return out;
}

}  // namespace profgen::inline v0::bundle
