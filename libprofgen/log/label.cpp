#include "log/label.hpp"

#include "log/prefix.hpp"
#include "log/set.hpp"

namespace profgen::inline v0::log {
namespace {

std::string_view without_root(std::string_view name_space) {
  if (name_space == "root") return {};
  take(name_space, "root//");
  return name_space;
}

}  // namespace

void read_label(std::string_view label, std::string_view printed_in, std::string& name_space,
                std::string& profile) {
  set(name_space, without_root(printed_in));
  set(profile, label);
  if (label.empty() || label.front() != ':' || label.find("//&") != std::string_view::npos) return;
  label.remove_prefix(1);
  const std::size_t end = label.find(':');
  if (end == std::string_view::npos) return;
  const std::string_view in_label = without_root(label.substr(0, end));
  label.remove_prefix(end + 1);
  take(label, "//");
  profile = label;
  // A label is relative to the namespace it was printed in; the kernel gives one or the other.
  if (in_label.empty() || in_label == name_space) return;
  if (!name_space.empty()) name_space += "//";
  name_space += in_label;
}

}  // namespace profgen::inline v0::log
