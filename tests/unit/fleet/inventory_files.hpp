// A fleet.yaml in memory, with what stands beside it.
#pragma once

#include <gtest/gtest.h>

#include "base/fake_processes.hpp"
#include "base/memory_files.hpp"
#include "profgen/inventory.hpp"

namespace profgen::fleet::test {

struct Ground {
  MemoryFiles files;
  FakeProcesses processes;

  [[nodiscard]] ReadInventory read(const std::string& fleet) {
    files.content["f/fleet.yaml"] = fleet;
    auto read = read_inventory(files, processes, "f/fleet.yaml");
    if (read) return std::move(*read);
    ADD_FAILURE() << read.error().text();
    return {};
  }
  // The nodes of an Ansible inventory beside it, f/NAME.
  [[nodiscard]] ReadInventory ansible(const std::string& name, const std::string& text) {
    files.content["f/" + name] = text;
    return read("fleet: x\nnodes: [{ansible: " + name + "}]\n");
  }
};

// "f/fleet.yaml:2:3: error: message | hint", one a line.
inline std::string told(const std::vector<Diagnostic>& diagnostics) {
  std::string all;
  for (const Diagnostic& one : diagnostics) {
    all += one.file + ":" + std::to_string(one.at.line) + ":" + std::to_string(one.at.column) +
           ": " + std::string(name_of(one.severity)) + ": " + one.message;
    if (!one.hint.empty()) all += " | " + one.hint;
    all += "\n";
  }
  return all;
}

// "name=web1 user@host:22 via jump [group] {label=value}"
inline std::string shown(const Node& node) {
  std::string text = node.name + " " + node.user + "@" + node.host + ":" +
                     std::to_string(node.port) + " via " + node.jump + " [";
  for (const std::string& group : node.groups) text += group + " ";
  text += "] {";
  for (const auto& [key, value] : node.labels) text += key + "=" + value + " ";
  return text + "}\n";
}
inline std::string shown(const ReadInventory& read) {
  if (!read.inventory) return told(read.diagnostics);
  std::string text;
  for (const Node& node : read.inventory->nodes) text += shown(node);
  return text;
}

}  // namespace profgen::fleet::test
