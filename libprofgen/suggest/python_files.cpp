#include "suggest/python_files.hpp"

#include "base/text.hpp"
#include "profgen/rules.hpp"

namespace profgen::suggest {
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

std::vector<std::string> python_module(std::string_view path) {
  auto parts = text::split(path, '/');
  std::string_view name = parts.back();
  if (parts.size() > 2 && parts[parts.size() - 2] == "__pycache__" && take_end(name, ".pyc")) {
    name = module_of(name);
    parts.pop_back();
  } else if (!take_end(name, ".py")) {
    return {};
  }
  if (name.empty()) return {};
  parts.pop_back();
  std::vector<std::string> out;
  for (const std::string_view part : parts)
    out.push_back(part.empty() ? std::string() : policy::literal_pattern(part));
  out.push_back("{,__pycache__/}" + policy::literal_pattern(name) + ".{py,cpython-[0-9]*.pyc}");
  return out;
}

}  // namespace profgen::suggest
