#include "log/label.hpp"

namespace profgen::log {
namespace {

bool take(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::string_view without_root(std::string_view name_space) {
  if (name_space == "root") return {};
  take(name_space, "root//");
  return name_space;
}

}  // namespace

Label read_label(std::string_view label, std::string_view name_space) {
  std::string_view in_label;
  if (label.find("//&") == std::string_view::npos && take(label, ":")) {
    const std::size_t end = label.find(':');
    if (end == std::string_view::npos) return {std::string(name_space), ":" + std::string(label)};
    in_label = label.substr(0, end);
    label.remove_prefix(end + 1);
    take(label, "//");
  }
  std::string where(without_root(name_space));
  in_label = without_root(in_label);
  // A label is relative to the namespace it was printed in; the kernel gives one or the other.
  if (!in_label.empty() && in_label != where) {
    if (!where.empty()) where += "//";
    where += in_label;
  }
  return {std::move(where), std::string(label)};
}

}  // namespace profgen::log
