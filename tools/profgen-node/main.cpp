// profgen-node: the node's half of a fleet, requests on stdin and replies on stdout.
#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include "node/serve.hpp"
#include "profgen/version.hpp"

namespace {

constexpr const char* usage_text =
    "usage: profgen-node serve         requests from stdin, a line each, until it ends\n"
    "       profgen-node do REQUEST    one request\n"
    "       profgen-node --version\n"
    "The requests are in profgen's docs/node-protocol.md. `profgen fleet` sends them.\n";

int wrong_usage() {
  std::cerr << usage_text;
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace profgen;
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty()) return wrong_usage();
  if (words[0] == "--version" && words.size() == 1) {
    std::cout << "profgen-node " << version << " protocol " << node::protocol_version << "\n";
    return 0;
  }
  if ((words[0] == "--help" || words[0] == "-h") && words.size() == 1) {
    std::cout << usage_text;
    return 0;
  }
  const bool serves = words[0] == "serve" && words.size() == 1;
  if (!serves && !(words[0] == "do" && words.size() == 2)) return wrong_usage();
  // Whoever asked is gone: the write fails, and a step that was begun is done to its end.
  std::signal(SIGPIPE, SIG_IGN);
  node::ThisMachine here;
  if (serves) return node::serve(here.machine(), std::cin, std::cout);
  return node::answer(here.machine(), words[1], std::cout);
}
