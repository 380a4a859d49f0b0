#include "policy/library.hpp"

namespace profgen::inline v0::policy {

bool is_skippable(std::string_view name) {
  constexpr std::string_view endings[] = {"~",         ".dpkg-new",    ".dpkg-old", ".dpkg-dist",
                                          ".dpkg-bak", ".dpkg-remove", ".pacsave",  ".pacnew",
                                          ".rpmnew",   ".rpmsave",     ".orig",     ".rej"};
  if (name.empty() || name.front() == '.' || name == "README") return true;
  for (const std::string_view ending : endings)
    if (name.size() >= ending.size() && name.substr(name.size() - ending.size()) == ending)
      return true;
  return false;
}

bool has_conditions(const std::vector<Item>& items) {
  for (const Item& item : items)
    if (std::holds_alternative<Conditional>(item.value) || has_conditions(item.children))
      return true;
  return false;
}

const SourceFile* Library::put(const std::string& path, std::string text,
                               std::vector<Diagnostic>& diagnostics) {
  unreadable_.erase(path);
  auto file = std::make_shared<SourceFile>();
  file->tree = parse(make_source(path, std::move(text)));
  file->has_conditions = has_conditions(file->tree.items);
  tell(*file, diagnostics);
  const SourceFile* result = file.get();
  files_read_[path] = std::move(file);
  return result;
}

void Library::tell(const SourceFile& file, std::vector<Diagnostic>& diagnostics) {
  if (tells_again_ && !told_.insert(&file).second) return;
  const std::vector<Diagnostic>& found = file.tree.diagnostics;
  diagnostics.insert(diagnostics.end(), found.begin(), found.end());
}

void Library::tell_again() {
  tells_again_ = true;
  told_.clear();
}

const SourceFile* Library::open(const std::string& path, std::vector<Diagnostic>& diagnostics,
                                std::string* why) {
  if (const SourceFile* file = known(path)) {
    if (tells_again_) tell(*file, diagnostics);
    return file;
  }
  auto bad = unreadable_.find(path);
  if (bad == unreadable_.end()) {
    auto text = files_->read(path);
    if (text) return put(path, std::move(*text), diagnostics);
    bad = unreadable_.emplace(path, text.error().reason).first;
  }
  if (why != nullptr) *why = bad->second;
  return nullptr;
}

void Library::forget(const std::string& path) {
  files_read_.erase(path);
  unreadable_.erase(path);
  targets_.clear();
  looked_at_.clear();
}

void Library::take_back(const std::string& path) {
  if (is_included(path)) return forget(path);
  files_read_.erase(path);
  unreadable_.erase(path);
}

bool Library::is_included(const std::string& path) const {
  // Of more places than this none is remembered: forget() begins anew.
  constexpr std::size_t most_places = 10000;
  return looked_at_.size() > most_places || looked_at_.count(path) != 0 ||
         looked_at_.count(path.substr(0, path.rfind('/'))) != 0;
}

const SourceFile* Library::known(const std::string& path) const {
  const auto found = files_read_.find(path);
  return found == files_read_.end() ? nullptr : found->second.get();
}

bool Library::look_at(const std::string& path, Target& target) {
  looked_at_.insert(path);
  if (files_read_.count(path) != 0) {
    target = {true, {path}};
    return true;
  }
  const auto info = files_->info(path);
  if (!info) return false;
  target.found = true;
  if (info->type != FileInfo::Type::directory) {
    target.paths = {path};
    return true;
  }
  const auto names = files_->list(path);
  if (!names) return true;
  for (const std::string& name : *names) {
    const std::string below = path + "/" + name;
    const auto type = files_->info(below);
    // To the compiler a link that leads nowhere spoils the whole folder, whatever its name.
    if (!type || (!is_skippable(name) && type->type == FileInfo::Type::file))
      target.paths.push_back(below);
  }
  return true;
}

Library::Target Library::look_up(std::string path, bool magic) {
  Target target;
  // <"a b"> is the same as <a b>.
  if (magic && path.size() > 2 && path.front() == '"' && path.back() == '"')
    path = path.substr(1, path.size() - 2);
  if (!magic) {
    const bool absolute = !path.empty() && path.front() == '/';
    const std::string start =
        absolute || options_.working_dir.empty() ? "" : options_.working_dir + "/";
    (void)look_at(start + path, target);
    return target;
  }
  if (look_at(options_.policy_dir + "/" + path, target)) return target;
  for (const std::string& directory : options_.include_dirs)
    if (look_at(directory + "/" + path, target)) return target;
  return target;
}

const Library::Target& Library::resolve(const std::string& path, bool magic) {
  const std::string key = (magic ? "<" : "\"") + path;
  const auto known_target = targets_.find(key);
  if (known_target != targets_.end()) return known_target->second;
  return targets_.emplace(key, look_up(path, magic)).first->second;
}

}  // namespace profgen::inline v0::policy
