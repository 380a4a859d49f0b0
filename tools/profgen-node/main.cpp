// profgen-node: the node's half of a fleet, requests on stdin and replies on stdout.
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "node/reconcile.hpp"
#include "node/serve.hpp"
#include "profgen/version.hpp"

namespace {

constexpr const char* usage_text =
    "usage: profgen-node serve         requests from stdin, a line each, until it ends\n"
    "       profgen-node do REQUEST    one request\n"
    "       profgen-node reconcile [--correct] [--journal]\n"
    "                                  tells drift from the last rollout, or corrects it\n"
    "       profgen-node watch …       the agent of a Kubernetes node (profgen-node-watch)\n"
    "       profgen-node --version\n"
    "The requests are in profgen's docs/node-protocol.md. `profgen fleet` sends them.\n";

int wrong_usage() {
  std::cerr << usage_text;
  return 2;
}

// It speaks HTTPS, for which this static program has no library: it is a program beside this one.
int watch(char** argv) {
  constexpr std::string_view suffix = "-watch";
  std::array<char, 4096> self{};
  const ssize_t size = ::readlink("/proc/self/exe", self.data(), self.size() - suffix.size() - 1);
  std::string program = size > 0 ? std::string(self.data(), static_cast<std::size_t>(size)) : "";
  program += suffix;
  ::execv(program.c_str(), argv);
  std::cerr
      << "profgen-node: " << program << ": " << std::strerror(errno)
      << "\nThe agent is a program of its own that stands beside profgen-node: in the image of "
         "deploy/Containerfile, and in a build of profgen (target profgen-node-watch). The "
         "profgen-node that `profgen fleet` sends to nodes needs none.\n";
  return 4;
}

// nullopt: words that it does not take.
std::optional<int> reconcile(const std::vector<std::string>& words) {
  using namespace profgen;
  bool levels = false;
  auto correct = node::Correct::no;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "--correct")
      correct = node::Correct::yes;
    else if (words[i] == "--journal")
      levels = true;
    else
      return std::nullopt;
  }
  node::ThisMachine here;
  return node::reconcile(here.machine(), correct, levels, std::cout);
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
  if (words[0] == "watch") return watch(argv + 1);
  if (words[0] == "reconcile") {
    const auto code = reconcile(words);
    return code ? *code : wrong_usage();
  }
  const bool serves = words[0] == "serve" && words.size() == 1;
  if (!serves && !(words[0] == "do" && words.size() == 2)) return wrong_usage();
  // Whoever asked is gone: the write fails, and a step that was begun is done to its end.
  std::signal(SIGPIPE, SIG_IGN);
  node::ThisMachine here;
  if (serves) return node::serve(here.machine(), std::cin, std::cout);
  return node::answer(here.machine(), words[1], std::cout);
}
