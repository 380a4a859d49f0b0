#include "suggest/python_files.hpp"

#include "base/text.hpp"
#include "profgen/rules.hpp"

namespace profgen::inline v0::suggest {
namespace {

bool take_end(std::string_view& text, std::string_view end) {
  if (text.size() <= end.size() || text.substr(text.size() - end.size()) != end) return false;
  text.remove_suffix(end.size());
  return true;
}

// "NAME.cpython-311" and "NAME.cpython-311.opt-1" → "NAME"
std::string_view module_of(std::string_view compiled) {
  const std::size_t at = compiled.rfind(".cpython-");
  return at == std::string_view::npos ? std::string_view() : compiled.substr(0, at);
}

}  // namespace

PythonModule python_module(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  PythonModule module{path.substr(0, slash + 1), path.substr(slash + 1)};
  if (take_end(module.name, ".py")) return module;
  if (!take_end(module.name, ".pyc") || !take_end(module.directory, "__pycache__/") ||
      module.directory.back() != '/')
    return {};
  module.name = module_of(module.name);
  return module;
}

std::vector<std::string> python_pattern(const PythonModule& module, bool all) {
  std::vector<std::string> out;
  for (const std::string_view part : text::split(module.directory, '/'))
    out.push_back(part.empty() ? std::string() : policy::literal_pattern(part));
  out.back() = "{,__pycache__/}" + (all ? "*" : policy::literal_pattern(module.name)) +
               ".{py,cpython-[0-9]*.pyc}";
  return out;
}

}  // namespace profgen::inline v0::suggest
