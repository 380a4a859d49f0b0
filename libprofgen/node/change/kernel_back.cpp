#include "node/change/kernel_back.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "host/one_profile.hpp"

namespace profgen::inline v0::node {
namespace {

bool is_top_of(const PolicyText& text, const std::string& top) {
  const auto tops = text.tops();
  return std::find(tops.begin(), tops.end(), top) != tops.end();
}

const PolicyText* text_with(const std::vector<PolicyText>& texts, const std::string& top) {
  const auto found = std::find_if(texts.begin(), texts.end(),
                                  [&](const PolicyText& text) { return is_top_of(text, top); });
  return found == texts.end() ? nullptr : &*found;
}

// The families of one text that were loaded, each profile in its mode of then.
void load_again(const PolicyText& text, const Modes& before, std::set<std::string>& done,
                WayBack& back) {
  const auto tops = text.tops();
  std::vector<std::string> wanted;
  for (const std::string& top : tops)
    if (family_is_loaded(before, top)) wanted.push_back(top);
  if (wanted.empty()) return;
  std::string in_modes = text.in_modes(before);
  for (const std::string& name : text.profiles()) {
    if (std::find(wanted.begin(), wanted.end(), family_of(name)) == wanted.end()) continue;
    const std::string mode = mode_in(before, name);
    back.expected[name] = mode.empty() ? text.mode(name) : mode;
  }
  done.insert(wanted.begin(), wanted.end());
  if (wanted.size() == tops.size()) {
    back.units.push_back({text.path(), std::move(in_modes), false, ""});
    return;
  }
  const PolicyText whole = text.with(std::move(in_modes));
  for (const std::string& top : wanted)
    back.units.push_back({text.path(), whole.only_family(top), false, ""});
}

}  // namespace

std::vector<PolicySource> parked_family(const PolicyText* text, const std::string& top,
                                        const Modes& loaded, Modes& expected) {
  std::vector<PolicySource> units;
  for (auto at = loaded.lower_bound(top); at != loaded.end() && at->first.starts_with(top); ++at) {
    if (family_of(at->first) != top) continue;
    // What complain mode made up on the way is none that was ever loaded.
    if (at->first.find("//null-") != std::string::npos) continue;
    const auto bare = host::bare_unconfined(at->first);
    if (!bare) continue;
    PolicySource unit{at->first, *bare, false, ""};
    if (at->first == top && text != nullptr && is_top_of(*text, top))
      unit = {text->path(), text->only_header_unconfined(top), false, *bare};
    units.push_back(std::move(unit));
    expected[at->first] = "unconfined";
  }
  return units;
}

WayBack way_back(const std::vector<PolicyText>& then, const std::vector<PolicyText>& now,
                 const Modes& before, const Modes& loaded) {
  WayBack back;
  std::set<std::string> done;
  for (const PolicyText& text : then) load_again(text, before, done, back);
  for (const auto& [name, mode] : before) {
    const std::string top = family_of(name);
    if (!done.insert(top).second || !family_is_loaded(loaded, top)) continue;
    if (family_is_loaded(before, top)) {
      back.notes.push_back(text::printable(top) +
                           " was loaded, but its text did not stand on this machine: it stays as "
                           "it is loaded now");
      continue;
    }
    for (PolicySource& unit : parked_family(text_with(now, top), top, loaded, back.expected))
      back.units.push_back(std::move(unit));
  }
  return back;
}

policy::LoadOptions load_options(const Machine& machine) {
  policy::LoadOptions options;
  options.policy_dir = policy_path(machine);
  options.working_dir = options.policy_dir;
  return options;
}

std::vector<PolicyText> standing_texts(const Machine& machine,
                                       const std::vector<std::string>& files) {
  std::vector<PolicyText> texts;
  for (const std::string& file : files) {
    const std::string path = policy_path(machine, file);
    auto text = machine.files.read(path);
    if (text) texts.emplace_back(machine.files, path, std::move(*text), load_options(machine));
  }
  return texts;
}

Status put_back_loaded(Machine& machine, const Step& step) {
  // Nothing is loaded, and nothing can be.
  if (!machine.kernel.state().enabled) return Unit{};
  const auto loaded = loaded_modes(machine.kernel);
  if (!loaded) return loaded.error();
  const WayBack back =
      way_back(standing_texts(machine, step.files), {}, step.modes_before, *loaded);
  std::string blob;
  for (const PolicySource& unit : back.units)
    if (const auto one = compile_units(machine.processes, {unit}, load_options(machine)))
      blob += *one;
  return blob.empty() ? Status(Unit{}) : machine.kernel.replace(blob);
}

}  // namespace profgen::inline v0::node
