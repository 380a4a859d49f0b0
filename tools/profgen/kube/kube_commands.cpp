#include "tools/profgen/kube/kube.hpp"

namespace profgen::tool {

std::span<const CommandInfo> kube_commands() {
  static const CommandInfo table[] = {
      kube_nodes(), kube_users(), kube_explain(), kube_annotate(),
      kube_patch(), kube_roll(),  kube_policy(),  kube_template(),
  };
  return table;
}

}  // namespace profgen::tool
