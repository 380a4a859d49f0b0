// What Ansible itself makes of an inventory, held against what we read.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "fleet/inventory/words.hpp"
#include "unit/fleet/inventory_files.hpp"

namespace profgen::fleet {
namespace {

using InventoryJson = nlohmann::json;

class AnsibleCompare : public ::testing::Test {
 protected:
  void SetUp() override {
    processes_ = real_processes();
    if (processes_->find("ansible-inventory").empty())
      GTEST_SKIP() << "ansible-inventory is not installed";
    folder_ =
        std::filesystem::temp_directory_path() / ("profgen-ansible-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  }
  void write(const std::string& name, const std::string& text) const {
    const std::filesystem::path path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }

  void compare(const std::string& name) const {
    Command command;
    command.argv = {"ansible-inventory", "-i", (folder_ / name).string(), "--list"};
    command.environment = {{"HOME", folder_.string()}, {"ANSIBLE_NOCOLOR", "1"}};
    const auto said = processes_->run(command);
    ASSERT_TRUE(said) << said.error().text();
    ASSERT_EQ(said->exit_code, 0) << said->errors;
    const InventoryJson theirs = InventoryJson::parse(said->output);
    write("fleet.yaml", "fleet: x\nnodes: [{ansible: " + name + "}]\n");
    const auto files = real_files();
    const auto ours = read_inventory(*files, *processes_, (folder_ / "fleet.yaml").string());
    ASSERT_TRUE(ours) << ours.error().text();
    ASSERT_TRUE(ours->inventory) << test::told(ours->diagnostics);

    std::map<std::string, std::set<std::string>> groups;
    const std::function<void(const std::string&, std::set<std::string>)> walk =
        [&](const std::string& group, std::set<std::string> above) {
          if (!theirs.contains(group)) return;
          if (group != "all" && group != "ungrouped") above.insert(group);
          const InventoryJson& body = theirs[group];
          for (const auto& host : body.value("hosts", InventoryJson::array()))
            groups[host].insert(above.begin(), above.end());
          for (const auto& child : body.value("children", InventoryJson::array()))
            walk(child, above);
        };
    walk("all", {});
    ASSERT_EQ(ours->inventory->nodes.size(), groups.size());
    for (const Node& node : ours->inventory->nodes) {
      SCOPED_TRACE(node.name);
      ASSERT_EQ(groups.count(node.name), 1u);
      EXPECT_EQ(std::set<std::string>(node.groups.begin(), node.groups.end()), groups[node.name]);
      compare_variables(node,
                        theirs["_meta"]["hostvars"].value(node.name, InventoryJson::object()));
    }
  }

  static void compare_variables(const Node& node, const InventoryJson& theirs) {
    const auto text = [&](const char* key) {
      const auto found = theirs.find(key);
      if (found == theirs.end()) return std::string();
      return found->is_string() ? found->get<std::string>() : found->dump();
    };
    EXPECT_EQ(node.user, text("ansible_user"));
    EXPECT_EQ(node.port == 0 ? "" : std::to_string(node.port), text("ansible_port"));
    EXPECT_EQ(node.host, theirs.contains("ansible_host") ? text("ansible_host") : node.name);
    std::map<std::string, std::string> labels;
    for (const auto& [key, value] : theirs.items())
      if (key.rfind("ansible_", 0) != 0 && !is_secret_key(key) && !value.is_structured())
        labels[key] = value.is_string() ? value.get<std::string>() : value.dump();
    EXPECT_EQ(node.labels, labels);
  }

  std::unique_ptr<Processes> processes_;
  std::filesystem::path folder_;
};

TEST_F(AnsibleCompare, AnIniInventoryWithItsFolders) {
  write("hosts.ini", R"(# comment
; and another
lonely zone=z
10.0.0.9:2022

[web]
web[01:03].example.org ansible_port=2222 zone=a # comment
web02.example.org more='a b' hash=x#y quote="it's" back=a\\b
"quoted" text="a \"b\" c"
node-[a:c] ansible_user=abc
s[0:6:3]x
fe[1:2]-[a:b]:2201
[::1]:22

[db]   # comment
db1 ansible_host=192.0.2.7 ansible_user=root empty=
db2

[data:children]
db # comment
cache

[cache]
c1
db2

[top:children]
data

[top:vars]
level=top
who=top
[data:vars]
level = data
number=5 # five
text=five # five
quoted="a b"
hash="a # b" # c
list=[1, 2]
map={'a': 1}
[cache:vars]
ansible_group_priority=10
who=cache
[db:vars]
who=db
db_password=x
[all:vars]
level=all
env=prod
)");
  write("group_vars/all.yml", "env: folder\nfrom_all: 1\nwho: all\n");
  write("group_vars/all.yaml", "env: not read\n");
  write("group_vars/web/20.yml", "ansible_user: twenty\ntwice: 20\n");
  write("group_vars/web/10.yml", "ansible_user: ten\nonly: ten\ntwice: 10\n");
  write("group_vars/web/.hidden.yml", "hidden: 1\n");
  write("group_vars/web/old.yml~", "hidden: 1\n");
  write("group_vars/web/deep/x.yml", "deep: here\n");
  write("group_vars/web/notes.txt", "hidden: 1\n");
  write("group_vars/db", "level: folder\n");
  write("group_vars/ungrouped.json", "{\"alone\": \"so\"}");
  write("host_vars/db1.yml", "ansible_host: 192.0.2.8\nzone: h\n");
  write("host_vars/web01.example.org", "ansible_port: 2223\n");
  compare("hosts.ini");
}

TEST_F(AnsibleCompare, AYamlInventory) {
  write("hosts.yml", R"(
all:
  vars: {env: prod, nested: {a: 1}, level: all}
  hosts:
    lonely:
    "[::1]:22":
  children:
    web:
      hosts:
        web[1:3]: {ansible_port: 2222, zone: a}
        web2:
          more: "a b"
      vars: {ansible_user: deploy, level: web}
    db:
      hosts: {db1: {ansible_host: 192.0.2.7}, "db[2:3]:22": }
      children:
        old:
          hosts: {db0: , db1: {age: "5"}}
          vars: {level: old}
      vars: {level: db}
late:
  children: {web: }
  vars: {level: late, late: "yes"}
)");
  compare("hosts.yml");
}

TEST_F(AnsibleCompare, AFileWithoutAnEndingIsWhatItHolds) {
  write("hosts", "[web]\na\nb x=1\n");
  compare("hosts");
  write("inventory", "web:\n  hosts:\n    a:\n    b: {x: 1}\n");
  compare("inventory");
}

}  // namespace
}  // namespace profgen::fleet
