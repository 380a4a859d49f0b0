// Any bytes as an inventory: first byte says which of the readers gets the rest. Whatever comes
// out is fit to stand in the command line of ssh, and what goes wrong has a place and printable
// words.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/fake_processes.hpp"
#include "base/memory_files.hpp"
#include "base/text.hpp"
#include "profgen/inventory.hpp"

namespace {

using namespace profgen;
using namespace profgen::fleet;

// Not assert(): the check must hold in every kind of build.
void require(bool holds) {
  if (!holds) std::abort();
}

bool is_safe(const std::string& word) {
  if (!word.empty() && word.front() == '-') return false;
  for (const char c : word)
    if (c <= ' ' || c == 0x7f || std::string("'\"`$;&|<>(){}*?!#/").find(c) != std::string::npos)
      return false;
  return true;
}

void check(const ReadInventory& read) {
  require(read.inventory.has_value() == !has_errors(read.diagnostics));
  for (const Diagnostic& one : read.diagnostics) {
    require(!one.message.empty());
    require(text::printable(one.message) == one.message);
  }
  if (!read.inventory) return;
  require(!read.inventory->nodes.empty() && !read.inventory->fleet.empty());
  std::string before;
  for (const Node& node : read.inventory->nodes) {
    require(!node.name.empty() && is_safe(node.name) && !node.host.empty() && is_safe(node.host));
    require(is_safe(node.user) && is_safe(node.jump));
    // A selector takes what it names.
    const auto by_name = Selector::parse(node.name);
    require(bool(by_name) && by_name->matches(node));
  }
  require(read.inventory->strategy.waves.back() == (Amount{100, true}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 20'000) return 0;
  const std::string input(reinterpret_cast<const char*>(data) + 1, size - 1);
  MemoryFiles files;
  FakeProcesses processes;
  processes.programs["kubectl"] = [&](const Command&) { return Finished{0, input, ""}; };
  std::string fleet = "fleet: x\nnodes: [{ansible: hosts}]\n";
  const int reader = (data[0] + 2) % 5;  // '0' is the first one
  switch (reader) {
    case 0:
      fleet = input;
      files.content["hosts"] = "[web]\na\n";
      break;
    case 1:
      files.content["hosts"] = input;
      break;
    case 2:
      fleet = "fleet: x\nnodes: [{ansible: hosts.yml}]\n";
      files.content["hosts.yml"] = input;
      break;
    case 3:
      files.content["hosts"] = "[web]\na\n";
      files.content["group_vars/web"] = input;
      break;
    default:
      fleet = "fleet: x\nnodes: [{kubectl: }]\n";
  }
  files.content["fleet.yaml"] = fleet;
  const auto read = read_inventory(files, processes, "fleet.yaml");
  if (read)
    check(*read);
  else
    require(reader == 0 || reader == 4);
  const auto selector = Selector::parse(input);
  if (selector) (void)selector->matches(Node());
  return 0;
}
