// A machine in memory whose compiler and kernel understand each other: a "blob" lists the profiles
// of a text with their modes, and the kernel has what the last blobs listed. It can stop at any
// change of its disk or its kernel, as a machine does that is killed there.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/fake_processes.hpp"
#include "base/hash.hpp"
#include "base/memory_files.hpp"
#include "base/text.hpp"
#include "host/fake_kernel.hpp"
#include "node/state.hpp"
#include "profgen/bundle.hpp"
#include "profgen/edit.hpp"
#include "profgen/node_engine.hpp"

namespace profgen::node::test {

// So many changes are made, then none any more.
struct Fuse {
  int left = -1;  // never
  bool blown = false;
  bool burns() {
    blown = blown || left == 0;
    if (left > 0) --left;
    return blown;
  }
  [[nodiscard]] static Error gone(const std::string& what) {
    return {ErrorKind::system, "change", what, "the machine stopped"};
  }
};

class FusedFiles : public MemoryFiles {
 public:
  explicit FusedFiles(Fuse& fuse) : fuse_(fuse) {}
  Status replace(const std::string& path, const std::string& text, std::uint32_t mode) override {
    return fuse_.burns() ? Fuse::gone(path) : MemoryFiles::replace(path, text, mode);
  }
  Status remove(const std::string& path) override {
    return fuse_.burns() ? Fuse::gone(path) : MemoryFiles::remove(path);
  }
  Status rename(const std::string& from, const std::string& to) override {
    return fuse_.burns() ? Fuse::gone(from) : MemoryFiles::rename(from, to);
  }

 private:
  Fuse& fuse_;
};

inline void list_profiles(const policy::Tree& tree, const std::vector<policy::Item>& items,
                          const std::string& parent, bool complain, std::string& out) {
  for (const policy::Item& item : items) {
    const auto* header = std::get_if<policy::ProfileHeader>(&item.value);
    if (header == nullptr) continue;
    const std::string name = parent.empty() ? header->name : parent + "//" + header->name;
    std::string mode = complain ? "complain" : "enforce";
    for (const std::string& flag : header->flags)
      if (!complain && flag != "attach_disconnected") mode = flag == "prompt" ? "user" : flag;
    const std::string body(tree.source->text(item.body));
    out += name + "\t" + mode + "\t" + hash128_hex(mode + body) + "\n";
    list_profiles(tree, item.children, name, complain, out);
  }
}

inline FakeProcesses listing_parser() {
  FakeProcesses processes;
  processes.programs["apparmor_parser"] = [](const Command& command) {
    if (command.argv.back() == "--version")
      return Finished{0, "AppArmor parser version 4.0.1\n", ""};
    const auto has = [&](const char* option) {
      return std::find(command.argv.begin(), command.argv.end(), option) != command.argv.end();
    };
    if (command.input.find("REFUSE") != std::string::npos)
      return Finished{1, "",
                      "AppArmor parser error for /dev/stdin in profile /dev/stdin at line 1: no\n"};
    std::string out;
    const policy::Tree tree = policy::parse(make_source("stdin", command.input));
    list_profiles(tree, tree.items, "", has("--Complain"), out);
    return Finished{0, has("--stdout") ? out : "", ""};
  };
  processes.programs["dpkg-query"] = [](const Command& command) {
    const bool owned = command.argv.back().find("owned") != std::string::npos;
    return Finished{owned ? 0 : 1, owned ? "somepackage: " + command.argv.back() + "\n" : "", ""};
  };
  return processes;
}

// Never removes a profile: nothing but replace() changes it.
class ListingKernel : public host::FakeKernel {
 public:
  explicit ListingKernel(Fuse& fuse) : fuse_(fuse) {}
  std::function<void()> changed;  // called after each change

  Status replace(std::string_view blob) override {
    if (fuse_.burns()) return Fuse::gone("the kernel");
    if (Status status = FakeKernel::replace(blob); !status) return status;
    for (const std::string_view line : text::split(blob, '\n')) {
      const auto words = text::split(line, '\t');
      if (words.size() == 3)
        load(std::string(words[0]), std::string(words[1]), std::string(words[2]));
    }
    if (changed) changed();
    // It may stop before whoever asked has heard of it.
    return fuse_.burns() ? Status(Fuse::gone("the kernel")) : Status(Unit{});
  }
  void load(const std::string& name, const std::string& mode, const std::string& hash = "") {
    const auto at = std::lower_bound(loaded.begin(), loaded.end(), name,
                                     [](const host::LoadedProfile& one, const std::string& wanted) {
                                       return one.name < wanted;
                                     });
    if (at != loaded.end() && at->name == name)
      at->mode = mode;
    else
      loaded.insert(at, {name, mode});
    hashed[name] = {hash, ""};
  }
  [[nodiscard]] std::string mode(const std::string& name) const {
    for (const host::LoadedProfile& one : loaded)
      if (one.name == name) return one.mode;
    return {};
  }
  [[nodiscard]] std::map<std::string, std::string> modes() const {
    std::map<std::string, std::string> out;
    for (const host::LoadedProfile& one : loaded) out[one.name] = one.mode;
    return out;
  }

 private:
  Fuse& fuse_;
};

class RisingClock : public Clock {
 public:
  [[nodiscard]] std::int64_t now_us() const override { return ++now_; }

 private:
  mutable std::int64_t now_ = 1'795'457'404'512'000;
};

struct BlobMachine {
  Fuse fuse;
  FusedFiles files{fuse};
  FakeProcesses processes = listing_parser();
  ListingKernel kernel{fuse};
  RisingClock clock;
  Machine machine{files, processes, kernel, clock, "/", "/etc/apparmor.d", "/var/lib/profgen/node",
                  0,     {}};

  BlobMachine() = default;
  // Another machine with this one's disk and loaded policy.
  BlobMachine(const BlobMachine& other) { become(other); }
  BlobMachine& operator=(const BlobMachine&) = delete;
  void become(const BlobMachine& other) {
    files.content = other.files.content;
    kernel.loaded = other.kernel.loaded;
    kernel.hashed = other.kernel.hashed;
    kernel.running = other.kernel.running;
  }

  // Policy and nothing of our own state.
  [[nodiscard]] std::map<std::string, std::string> policy() const {
    std::map<std::string, std::string> out;
    for (const auto& [path, text] : files.content)
      if (path.starts_with("/etc/apparmor.d/")) out[path.substr(16)] = text;
    return out;
  }
  void write(const std::string& file, const std::string& text) {
    files.content["/etc/apparmor.d/" + file] = text;
  }
  // As the machine's start does.
  void write_and_load(const std::string& file, const std::string& text) {
    write(file, text);
    Command command;
    command.argv = {"apparmor_parser", "--stdout"};
    command.input = text;
    (void)kernel.replace(processes.run(command)->output);
    kernel.replaced.clear();
  }
  [[nodiscard]] Reply ask(const Request& request) { return handle(machine, request); }
  // Switched off and on: what is loaded is what stands on the disk.
  void reboot() {
    kernel.loaded.clear();
    kernel.hashed.clear();
    for (const auto& [file, text] : policy())
      if (file.find('/') == std::string::npos) write_and_load(file, text);
  }
  [[nodiscard]] State state() const {
    const auto read = read_state(machine);
    return read ? *read : State{};
  }
};

// Profiles given as file → text; each top profile of them in the mode of its flags.
inline Package package_of(const std::map<std::string, std::string>& texts) {
  bundle::Bundle made;
  made.name = "test";
  for (const auto& [path, text] : texts) {
    made.files.push_back({path, text});
    std::string list;
    const policy::Tree tree = policy::parse(make_source(path, text));
    list_profiles(tree, tree.items, "", false, list);
    for (const std::string_view line : text::split(list, '\n')) {
      const auto words = text::split(line, '\t');
      if (words.size() != 3) continue;
      const std::string name(words[0]);
      if (const std::size_t below = name.rfind("//"); below != std::string::npos) {
        for (bundle::Profile& parent : made.profiles)
          if (name.starts_with(parent.name + "//")) parent.children.push_back(name);
        continue;
      }
      made.profiles.push_back({name, path, std::string(words[1]), {}});
    }
  }
  std::sort(made.profiles.begin(), made.profiles.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  Package package;
  package.bytes = bundle::write(made);
  package.digest = bundle::digest(package.bytes);
  return package;
}

inline std::string problems_text(const Reply& reply) {
  std::string out;
  if (const auto* refusal = std::get_if<Refused>(&reply))
    for (const Problem& one : refusal->problems) out += one.id + ": " + one.text + "\n";
  return out;
}
inline std::string first_problem(const Reply& reply) {
  const auto* refusal = std::get_if<Refused>(&reply);
  return refusal == nullptr || refusal->problems.empty() ? "" : refusal->problems.front().id;
}

}  // namespace profgen::node::test
