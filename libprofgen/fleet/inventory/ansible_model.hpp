// An Ansible inventory as it was read, before variables are inherited.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "profgen/system.hpp"
#include "yaml/reader.hpp"

namespace profgen::inline v0::fleet::ansible {

struct Value {
  enum class Kind {
    scalar,
    other,  // a list, a mapping, nothing
    jinja,  // {{ … }}: known only when Ansible runs
    vault,  // encrypted
  } kind = Kind::scalar;
  std::string text;      // of a scalar, as written
  std::size_t file = 0;  // in Model::files
  Position at;
};
using Vars = std::map<std::string, Value>;

struct Host {
  std::string name;
  std::size_t file = 0;
  Position at;
  Vars vars;
  std::set<std::string> groups;  // that it is listed in
};

struct Group {
  Vars vars;
  std::map<std::string, Position> children;
  std::size_t file = 0;
};

struct Model {
  // What is wrong is reported to the reader of its file.
  std::deque<YamlReader> files;
  std::vector<Host> hosts;  // in their order
  std::map<std::string, std::size_t> index;
  std::map<std::string, Group> groups;

  // The host of that name, made where it is missing.
  Host& host(const std::string& name, std::size_t file, Position at);
};

// What a variable's text is: `{{` makes it jinja.
[[nodiscard]] Value scalar(std::string text, std::size_t file, Position at);

// "web[01:20].example.org:2222" to names and a port; what is wrong is reported.
struct Pattern {
  std::vector<std::string> names;
  std::string port;  // digits, may be empty
};
[[nodiscard]] Pattern read_pattern(YamlReader& reader, Position at, const std::string& text);

// Words as a POSIX shell has them: quotes, backslashes, where asked for comments. nullopt: a quote
// stays open.
struct Word {
  std::string text;
  std::size_t offset = 0;  // where it begins
};
[[nodiscard]] std::optional<std::vector<Word>> shell_words(std::string_view line, bool comments);

// Both add to the model; `file` is the place of the reader of the text.
void read_ini(Model& model, std::size_t file, const std::string& text);
void read_yaml_inventory(Model& model, std::size_t file, const YamlNode& root);
// The variables of a YAML mapping.
void read_vars(Model& model, std::size_t file, const YamlNode& node, std::string_view what,
               Vars& into);

// The groups of a host with those above them, "all" too, in the order in which their variables
// count: a later one's win. Groups that hold each other are reported once; false.
class Groups {
 public:
  explicit Groups(const Model& model);
  [[nodiscard]] bool report_loops(Model& model) const;
  [[nodiscard]] std::vector<std::string> of(const Host& host) const;

 private:
  const Model& model_;
  std::map<std::string, std::set<std::string>> parents_;
  std::map<std::string, std::size_t> depth_;
  std::string looped_;
};

// group_vars and host_vars beside an inventory.
class VarsFolders {
 public:
  VarsFolders(const Files& files, std::string beside, std::vector<Diagnostic>& diagnostics);
  [[nodiscard]] const Vars& group(Model& model, const std::string& name);
  [[nodiscard]] const Vars& host(Model& model, const std::string& name);

 private:
  const Vars& find(Model& model, const std::string& folder, const std::string& name);
  void read_folder(Model& model, const std::string& path, Vars& into, int level);
  void read_file(Model& model, const std::string& path, Vars& into);

  const Files& files_;
  std::string beside_;
  std::vector<Diagnostic>& diagnostics_;
  std::map<std::string, std::set<std::string>> names_;  // in group_vars, in host_vars
  std::map<std::string, Vars> read_;                    // by "group_vars/web"
};

// All variables of a host, as Ansible merges them.
[[nodiscard]] Vars variables_of(Model& model, const Host& host,
                                const std::vector<std::string>& groups, VarsFolders& folders);

}  // namespace profgen::inline v0::fleet::ansible
