#include "bundle/included.hpp"

#include <algorithm>
#include <filesystem>

#include "base/text.hpp"
#include "bundle/owners.hpp"
#include "bundle/path.hpp"

namespace profgen::inline v0::bundle {
namespace {

constexpr std::string_view node_policy_dir = "/etc/apparmor.d";

std::string plain_path(const std::string& path) {
  return std::filesystem::path(path).lexically_normal().string();
}

std::string below_directory(const std::string& directory, const std::string& path) {
  if (!path.starts_with(directory) || path.substr(directory.size(), 1) != "/") return {};
  return path.substr(directory.size() + 1);
}

bool is_kernel_abi(const policy::Abi& abi) {
  return abi.magic && (abi.path == "kernel" || abi.path == "default");
}

bool says_something(const std::string& text) {
  const policy::Tree tree = policy::parse(make_source("", text));
  return std::any_of(tree.items.begin(), tree.items.end(), [](const policy::Item& item) {
    return !std::holds_alternative<policy::Comment>(item.value);
  });
}

}  // namespace

std::string path_below(const policy::LoadOptions& options, const std::string& path) {
  const std::string plain = plain_path(path);
  std::string name = below_directory(options.policy_dir, plain);
  for (const std::string& directory : options.include_dirs)
    if (name.empty()) name = below_directory(directory, plain);
  return name;
}

Inclusions::Inclusions(const Files& files, Processes& processes, const policy::LoadOptions& options)
    : files_(files), processes_(processes), options_(options), library_(files, options) {}

void Inclusions::add(const std::string& path, const std::string& text,
                     std::vector<Diagnostic>& diagnostics) {
  std::vector<Diagnostic> told_elsewhere;  // `check` says what is wrong with the texts
  seen_.insert(path);
  new_.erase(path_below(options_, path));
  const policy::SourceFile* file = library_.put(path, text, told_elsewhere);
  follow(*file, file->tree.items, diagnostics);
}

void Inclusions::follow(const Found& found, std::vector<Diagnostic>& diagnostics) {
  std::vector<Diagnostic> told_elsewhere;
  for (const auto& [name, file] : found) {
    if (file.is_abi) continue;
    if (const policy::SourceFile* source = library_.open(file.path, told_elsewhere))
      follow(*source, source->tree.items, diagnostics);
  }
}

Inclusions::Found Inclusions::unowned(Found& owned, std::vector<Diagnostic>& diagnostics) {
  Found round;
  round.swap(new_);
  Found rest = round;
  for (const std::string& name :
       take_distribution_files(files_, processes_, options_, rest, diagnostics)) {
    owned.emplace(name, round.at(name));
    distribution_.emplace(name, round.at(name));
  }
  return rest;
}

void Inclusions::finish(std::vector<Diagnostic>& diagnostics) {
  Found open;
  while (!new_.empty()) {
    const Found found = unowned(open, diagnostics);
    ours_.insert(found.begin(), found.end());
    follow(found, diagnostics);
  }
  std::vector<Diagnostic> not_ours;
  while (!open.empty()) {
    follow(open, not_ours);
    open.clear();
    for (const auto& [name, file] : unowned(open, not_ours))
      if (!file.is_abi && says_something(file.text))
        diagnostics.push_back(
            {Severity::note,
             file.path,
             {0, 0},
             "`" + name +
                 "` is read by a file of the distribution: it is no part of the bundle, "
                 "each node has its own",
             "site-file",
             "include it in the profile itself if the profile needs it",
             ""});
  }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the tree.
void Inclusions::follow(const policy::SourceFile& file, const std::vector<policy::Item>& items,
                        std::vector<Diagnostic>& diagnostics) {
  for (const policy::Item& item : items) {
    follow(file, item.children, diagnostics);
    const auto* include = std::get_if<policy::Include>(&item.value);
    const auto* abi = std::get_if<policy::Abi>(&item.value);
    if (include == nullptr && (abi == nullptr || is_kernel_abi(*abi))) continue;
    const std::string& name = include != nullptr ? include->path : abi->path;
    const bool magic = include != nullptr ? include->magic : abi->magic;
    const bool works_elsewhere =
        magic || (options_.policy_dir == node_policy_dir &&
                  !below_directory(options_.policy_dir, plain_path(name)).empty());
    if (!works_elsewhere) {
      diagnostics.push_back(
          diagnose(*file.tree.source, item.span.begin, Severity::error, "include-elsewhere",
                   "`" + text::printable(name) +
                       "` is a path of this machine: a bundle holds what stands below " +
                       std::string(node_policy_dir) + " only",
                   "put it into local/ or abstractions/ and write `include <local/NAME>`"));
      continue;
    }
    for (const std::string& path : library_.resolve(name, magic).paths)
      take(path, abi != nullptr, file, item.span, diagnostics);
  }
}

void Inclusions::take(const std::string& path, bool is_abi, const policy::SourceFile& from,
                      Span where, std::vector<Diagnostic>& diagnostics) {
  if (!seen_.insert(path).second) return;
  const auto text = files_.read(path);
  if (!text) return;  // `check` tells
  const std::string name = path_below(options_, path);
  if (const std::string why = name.empty() ? "it is outside" : path_problem(name); !why.empty()) {
    diagnostics.push_back(
        diagnose(*from.tree.source, where.begin, Severity::error, "include-elsewhere",
                 "the included `" + text::printable(path) + "` cannot be in a bundle: " + why,
                 "move it to local/ or abstractions/ below the policy directory"));
    return;
  }
  new_.emplace(name, IncludedFile{path, *text, is_abi});
}

}  // namespace profgen::inline v0::bundle
