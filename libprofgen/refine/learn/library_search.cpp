#include "refine/learn/library_search.hpp"

#include <deque>

#include "base/text.hpp"

namespace profgen::inline v0::refine {
namespace {

// Beyond all that programs have; ends with files that are made to never end.
constexpr std::size_t most_libraries = 2000;
constexpr int deepest_conf = 8;

std::string directory_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

std::vector<std::string> expanded(const std::vector<std::string>& run_paths,
                                  const std::string& file) {
  std::vector<std::string> out;
  for (std::string path : run_paths) {
    for (const std::string_view word : {"${ORIGIN}", "$ORIGIN"})
      if (path.starts_with(word)) path.replace(0, word.size(), directory_of(file));
    // Others ($LIB, $PLATFORM) are the loader's secret; a relative one is by its working directory.
    if (path.starts_with("/") && path.find('$') == std::string::npos) out.push_back(path);
  }
  return out;
}

// "*.conf", as the packages write it.
bool matches_star(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  const std::string_view before = pattern.substr(0, star), after = pattern.substr(star + 1);
  return name.size() >= before.size() + after.size() && name.starts_with(before) &&
         name.ends_with(after);
}

}  // namespace

LibrarySearch::LibrarySearch(const HostPaths& paths) : paths_(paths) {
  read_conf("/etc/ld.so.conf", 0);
  for (const char* base : {"/lib", "/usr/lib"}) {
    // Debian's loaders know the directory of their own architecture without ld.so.conf.
    for (const std::string& name : paths_.names_in(base))
      if (name.find("-linux-") != std::string::npos)
        directories_.push_back(std::string(base) + "/" + name);
  }
  for (const char* usual : {"/lib64", "/usr/lib64", "/lib", "/usr/lib"})
    directories_.emplace_back(usual);
}

void LibrarySearch::read_conf(const std::string& path, int depth) {
  const Result<std::string> text = paths_.read(path);
  if (!text || depth > deepest_conf) return;
  for (std::string_view line : text::split(text.value(), '\n')) {
    line = text::trim(line.substr(0, line.find('#')));
    if (line.starts_with("/")) directories_.emplace_back(line);
    if (!line.starts_with("include ") && !line.starts_with("include\t")) continue;
    std::string pattern(text::trim(line.substr(8)));
    if (!pattern.starts_with("/")) pattern = directory_of(path) + "/" + pattern;
    const std::string directory = directory_of(pattern);
    for (const std::string& name : paths_.names_in(directory))
      if (matches_star(std::string_view(pattern).substr(directory.size() + 1), name))
        read_conf(directory + "/" + name, depth + 1);
  }
}

std::string LibrarySearch::find(const std::string& name, const ElfKind& kind,
                                const std::vector<std::string>& first) const {
  if (name.find('/') != std::string::npos)
    return name.front() == '/' ? paths_.resolved(name) : std::string();
  for (const std::vector<std::string>* directories : {&first, &directories_})
    for (const std::string& directory : *directories) {
      std::string path = paths_.resolved(directory + "/" + name);
      if (path.empty() || !paths_.is_file(path)) continue;
      const Result<std::string> bytes = paths_.read(path);
      const auto needs = bytes ? read_elf_needs(bytes.value()) : std::nullopt;
      if (needs && needs->kind == kind) return path;
    }
  return {};
}

void LibrarySearch::add(const std::string& program, std::string_view bytes,
                        MappedFiles& out) const {
  const auto first = read_elf_needs(bytes);
  if (!first) return;
  if (!first->interpreter.empty()) {
    const std::string loader = paths_.resolved(first->interpreter);
    if (loader.empty())
      out.missing.insert(first->interpreter);
    else
      out.paths.insert(loader);
  }
  // DT_RPATH counts for the libraries of libraries; DT_RUNPATH does not, which costs a look only.
  const std::vector<std::string> of_program = expanded(first->run_paths, program);
  std::set<std::string> done;
  std::deque<std::pair<std::string, ElfNeeds>> open{{program, *first}};
  while (!open.empty()) {
    const auto [file, needs] = std::move(open.front());
    open.pop_front();
    std::vector<std::string> here = expanded(needs.run_paths, file);
    here.insert(here.end(), of_program.begin(), of_program.end());
    for (const std::string& name : needs.needed) {
      if (done.size() >= most_libraries || !done.insert(name).second) continue;
      const std::string path = find(name, first->kind, here);
      if (path.empty()) {
        out.missing.insert(name);
        continue;
      }
      out.paths.insert(path);
      const Result<std::string> text = paths_.read(path);
      if (auto more = text ? read_elf_needs(text.value()) : std::nullopt)
        open.emplace_back(path, std::move(*more));
    }
  }
}

}  // namespace profgen::inline v0::refine
