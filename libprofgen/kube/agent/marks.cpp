#include "kube/agent/marks.hpp"

#include "base/hash.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr std::size_t longest_label = 63;

}  // namespace

std::string node_label_value(const std::string& node) {
  return node.size() <= longest_label ? node : hash128_hex(node);
}

}  // namespace profgen::inline v0::kube
