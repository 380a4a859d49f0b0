// profgen-node-watch: the agent of a Kubernetes node.
#include <string>
#include <vector>

#include "kube/agent/run_watch.hpp"

int main(int argc, char** argv) {
  return profgen::kube::run_watch(std::vector<std::string>(argv + 1, argv + argc));
}
