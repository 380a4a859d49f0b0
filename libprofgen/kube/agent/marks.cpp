#include "kube/agent/marks.hpp"

#include "base/hash.hpp"

namespace profgen::kube {
namespace {

constexpr std::size_t longest_label = 63, set_digits = 12;

}  // namespace

std::string node_label_value(const std::string& node) {
  return node.size() <= longest_label ? node : hash128_hex(node);
}

std::string set_of(const std::string& digest) {
  const std::size_t colon = digest.find(':');
  return colon == std::string::npos ? std::string() : digest.substr(colon + 1, set_digits);
}

}  // namespace profgen::kube
