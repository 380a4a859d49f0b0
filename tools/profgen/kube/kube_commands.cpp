#include "tools/profgen/kube/kube.hpp"

namespace profgen::tool {

std::span<const CommandInfo> kube_commands() {
  static const CommandInfo table[] = {kube_template()};
  return table;
}

}  // namespace profgen::tool
