// group_vars and host_vars: NAME, NAME.yml, NAME.yaml or NAME.json, or a folder NAME of such files.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "fleet/inventory/ansible_model.hpp"
#include "fleet/inventory/ansible_yaml.hpp"

namespace profgen::inline v0::fleet::ansible {
namespace {

constexpr std::string_view vars_endings[] = {"", ".yml", ".yaml", ".json"};
constexpr int most_folders = 8;

std::string ending_of(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? std::string() : name.substr(dot);
}

bool is_vars_ending(std::string_view ending) {
  return std::find(std::begin(vars_endings), std::end(vars_endings), ending) !=
         std::end(vars_endings);
}

}  // namespace

VarsFolders::VarsFolders(const Files& files, std::string beside,
                         std::vector<Diagnostic>& diagnostics)
    : files_(files), beside_(std::move(beside)), diagnostics_(diagnostics) {
  for (const char* folder : {"group_vars", "host_vars"}) {
    const auto names = files_.list(beside_ + folder);
    if (names) names_[folder] = {names->begin(), names->end()};
  }
}

const Vars& VarsFolders::group(Model& model, const std::string& name) {
  return find(model, "group_vars", name);
}

const Vars& VarsFolders::host(Model& model, const std::string& name) {
  return find(model, "host_vars", name);
}

const Vars& VarsFolders::find(Model& model, const std::string& folder, const std::string& name) {
  const std::string key = folder + "/" + name;
  const auto [known, fresh] = read_.try_emplace(key);
  if (!fresh) return known->second;
  const std::set<std::string>& names = names_[folder];
  for (const std::string_view ending : vars_endings) {
    const std::string file = name + std::string(ending);
    if (names.count(file) == 0) continue;
    const std::string path = beside_ + folder + "/" + file;
    const auto info = files_.info(path);
    if (info && info->type == FileInfo::Type::directory)
      read_folder(model, path, known->second, 0);
    else
      read_file(model, path, known->second);
    break;  // only the first one counts
  }
  return known->second;
}

void VarsFolders::read_folder(Model& model, const std::string& path, Vars& into, int level) {
  const auto names = files_.list(path);
  if (!names || level == most_folders) return;
  for (const std::string& name : *names) {
    if (name.front() == '.' || name.back() == '~') continue;
    const std::string ending = ending_of(name), inside = path + "/" + name;
    const auto info = files_.info(inside);
    if (info && info->type == FileInfo::Type::directory) {
      if (ending.empty()) read_folder(model, inside, into, level + 1);
    } else if (is_vars_ending(ending)) {
      read_file(model, inside, into);
    }
  }
}

void VarsFolders::read_file(Model& model, const std::string& path, Vars& into) {
  const auto text = files_.read(path);
  const std::size_t file = model.files.size();
  model.files.emplace_back(make_source(path, text ? *text : std::string()), "inventory",
                           diagnostics_);
  YamlReader& reader = model.files.back();
  if (!text) return reader.fail({0, 0}, "cannot be read: " + text.error().reason);
  if (text->compare(0, 14, "$ANSIBLE_VAULT") == 0)
    return reader.warn({1, 1}, "the file is encrypted, and its variables are left out",
                       "those that ssh needs (ansible_host, ansible_user …) must stand elsewhere");
  YamlError error;
  const YamlPtr root = read_yaml(*text, error, yaml_options());
  if (root == nullptr) return reader.fail(error.at, error.message, error.hint);
  read_vars(model, file, *root, "the file", into);
}

}  // namespace profgen::inline v0::fleet::ansible
