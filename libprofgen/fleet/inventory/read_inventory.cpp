// fleet.yaml → Inventory. Strict: a fleet that is half understood is rolled out to half.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "fleet/inventory/cluster_settings.hpp"
#include "fleet/inventory/range.hpp"
#include "fleet/inventory/settings.hpp"
#include "fleet/inventory/sources.hpp"
#include "fleet/inventory/words.hpp"

namespace profgen::inline v0::fleet {
namespace {

constexpr std::string_view source_kinds[] = {"host", "ansible", "kubectl"};
constexpr std::string_view transports[] = {"ssh", "kubernetes"};
// Of an API server, for which a hundred requests are one.
constexpr std::size_t api_fan_out = 200;

class FleetReader {
 public:
  FleetReader(const Files& files, Processes& processes, const std::string& path, YamlReader& reader,
              std::vector<Diagnostic>& diagnostics)
      : files_(files),
        processes_(processes),
        path_(path),
        folder_(path.substr(0, path.rfind('/') + 1)),
        reader_(reader),
        diagnostics_(diagnostics) {}

  // An Error: a part of the system failed.
  Status top(const YamlNode& root, Inventory& into) {
    const YamlNode *nodes = nullptr, *rollout = nullptr, *ssh = nullptr, *kubernetes = nullptr;
    bool named = false, by_api = false;
    std::vector<YamlReader::Key> keys = {
        {"fleet",
         [&](const YamlNode& n) {
           named = true;
           name(n, into.fleet);
         }},
        {"defaults", [&](const YamlNode& n) { reader_.map(n, "defaults", given_keys(defaults_)); }},
        {"nodes", [&](const YamlNode& n) { nodes = &n; }},
        {"rollout",
         [&](const YamlNode& n) {
           rollout = &n;
           read_rollout(reader_, n, into.strategy);
         }},
        {"transport",
         [&](const YamlNode& n) {
           const std::vector<std::string_view> words(std::begin(transports), std::end(transports));
           by_api = reader_.choice(n, "transport", words) == std::size_t{1};
         }},
        {"kubernetes", [&](const YamlNode& n) { kubernetes = &n; }},
        {"ssh",
         [&](const YamlNode& n) {
           ssh = &n;
           read_ssh(reader_, n, folder_, into.ssh);
         }},
        {"adopt", [&](const YamlNode& n) { adopt(n, into.adopt); }}};
    reader_.map(root, "the file", keys);
    if (root.kind != YamlNode::Kind::map) return Unit{};
    if (!named)
      reader_.fail({0, 0}, "`fleet` is missing: the name of the fleet", "for example fleet: web");
    if (by_api) {
      into.kubernetes.emplace();
      if (ssh == nullptr) into.ssh.fan_out = api_fan_out;
      if (kubernetes != nullptr) read_kubernetes(reader_, *kubernetes, folder_, *into.kubernetes);
    } else if (kubernetes != nullptr) {
      reader_.fail(kubernetes->at, "`kubernetes` is for `transport: kubernetes` only",
                   "nodes of a cluster over ssh are a source: nodes: [{kubectl: {}}]");
    }
    if (nodes != nullptr)
      reader_.each(*nodes, "nodes", [this](const YamlNode& n) { source(n); });
    else if (by_api)
      cluster_nodes(kubernetes != nullptr ? *kubernetes : root, *into.kubernetes);
    else
      reader_.fail({0, 0}, "`nodes` is missing: what the fleet consists of",
                   "for example nodes: [{host: web1.example.org}]");
    if (failed_) return *failed_;
    unite(into);
    if ((nodes != nullptr || by_api) && into.nodes.empty() && !has_errors(diagnostics_))
      reader_.fail(nodes != nullptr ? nodes->at : root.at, "the fleet has no nodes");
    if (rollout != nullptr && !has_errors(diagnostics_)) check_rollout(*rollout, into);
    return Unit{};
  }

 private:
  using Key = YamlReader::Key;

  struct Item {
    const YamlNode *host = nullptr, *name = nullptr, *ansible = nullptr, *kubectl = nullptr,
                   *only = nullptr, *except = nullptr;
    Given given;
  };

  void name(const YamlNode& node, std::string& into) {
    const std::string* text = reader_.text(node, "fleet");
    if (text == nullptr) return;
    const bool plain = std::all_of(text->begin(), text->end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    });
    if (!plain || text->front() == '.' || text->front() == '-' || text->size() > 60)
      return reader_.fail(node.at, fmt::format("no name of a fleet, {}", found_text(node)),
                          "it is of small letters, digits, `.` and `-`");
    into = *text;
  }

  void adopt(const YamlNode& node, std::vector<std::string>& into) {
    for (std::string& word : read_words(reader_, node, "adopt")) {
      if (wrong_label(word))
        reader_.fail(node.at, "an entry of adopt holds control characters");
      else if (std::find(into.begin(), into.end(), word) != into.end())
        reader_.fail(node.at, fmt::format("adopt names `{}` twice", text::printable(word, 60)));
      else
        into.push_back(std::move(word));
    }
  }

  // Text that a check takes; false: told.
  bool checked(const YamlNode& node, std::string_view what,
               std::optional<std::string> (*check)(std::string_view), std::string& into) {
    return read_checked(reader_, node, what, check, into);
  }

  std::vector<Key> given_keys(Given& given) {
    return {{"user", [&](const YamlNode& n) { checked(n, "user", wrong_user, given.user); }},
            {"port",
             [&](const YamlNode& n) {
               if (const auto number = reader_.number(n, "port", 1, 65535))
                 given.port = static_cast<std::uint16_t>(*number);
             }},
            {"jump", [&](const YamlNode& n) { checked(n, "jump", wrong_jump, given.jump); }},
            {"labels", [&](const YamlNode& n) { labels(n, given.labels); }},
            {"groups", [&](const YamlNode& n) {
               given.groups = read_words(reader_, n, "groups");
               for (const std::string& group : given.groups)
                 if (const auto wrong = wrong_key(group))
                   reader_.fail(n.at, fmt::format("no name of a group, `{}`: {}",
                                                  text::printable(group, 60), *wrong));
             }}};
  }

  void labels(const YamlNode& node, std::map<std::string, std::string>& into) {
    reader_.names(node, "labels", [&](const YamlNode& key, const YamlNode& value) {
      if (const auto wrong = wrong_key(key.text))
        return reader_.fail(key.at,
                            fmt::format("no name of a label, {}: {}", found_text(key), *wrong));
      // As Kubernetes has them: `node-role.kubernetes.io/worker: ""`.
      if (value.quoted && value.text.empty()) return void(into[key.text].clear());
      checked(value, "a label", wrong_label, into[key.text]);
    });
  }

  void source(const YamlNode& node) {
    Item item;
    std::vector<Key> keys = {{"host", [&](const YamlNode& n) { item.host = &n; }},
                             {"name", [&](const YamlNode& n) { item.name = &n; }},
                             {"ansible", [&](const YamlNode& n) { item.ansible = &n; }},
                             {"kubectl", [&](const YamlNode& n) { item.kubectl = &n; }},
                             {"only", [&](const YamlNode& n) { item.only = &n; }},
                             {"except", [&](const YamlNode& n) { item.except = &n; }}};
    for (Key& key : given_keys(item.given)) keys.push_back(std::move(key));
    reader_.map(node, "an entry of nodes", keys);
    if (node.kind != YamlNode::Kind::map) return;
    const YamlNode* const given[] = {item.host, item.ansible, item.kubectl};
    const auto kinds = std::count_if(std::begin(given), std::end(given),
                                     [](const YamlNode* one) { return one != nullptr; });
    if (kinds != 1)
      return reader_.fail(node.at, fmt::format("an entry of nodes needs one of {}, this has {}",
                                               fmt::join(source_kinds, ", "), kinds));
    if (item.name != nullptr && item.host == nullptr)
      reader_.fail(item.name->at, "`name` is for `host` only");
    for (const YamlNode* filter : {item.only, item.except})
      if (filter != nullptr && item.ansible == nullptr)
        reader_.fail(filter->at, "`only` and `except` are for `ansible` only",
                     "kubectl has its own `selector`");
    if (item.host != nullptr) hosts(node, item);
    if (item.ansible != nullptr) ansible(item);
    if (item.kubectl != nullptr) kubectl(*item.kubectl, item.given);
  }

  std::vector<std::string> expanded(const YamlNode& node, std::string_view what) {
    std::vector<std::string> all;
    for (const std::string& word : read_words(reader_, node, what)) {
      std::string wrong;
      const auto names = expand_range(word, RangeStyle::fleet, wrong);
      if (!names) {
        reader_.fail(node.at, fmt::format("{}, `{}`: {}", what, text::printable(word, 60), wrong));
        return {};
      }
      for (const std::string& name : *names) {
        if (const auto bad = wrong_host(name)) {
          reader_.fail(
              node.at, fmt::format("{}, `{}`: {}", what, text::printable(name, 60), *bad),
              name.find('@') == std::string::npos ? "" : "the user stands beside it: `user: NAME`");
          return {};
        }
        all.push_back(name);
      }
    }
    return all;
  }

  void hosts(const YamlNode& node, const Item& item) {
    const std::vector<std::string> addresses = expanded(*item.host, "host");
    const std::vector<std::string> names =
        item.name != nullptr ? expanded(*item.name, "name") : addresses;
    if (!addresses.empty() && !names.empty() && names.size() != addresses.size())
      return reader_.fail(item.name->at,
                          fmt::format("{} names for {} hosts", names.size(), addresses.size()));
    if (names.empty()) return;
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      Node made;
      made.name = names[i];
      made.host = addresses[i];
      made.from = fmt::format("{}:{}", path_, node.at.line);
      add(std::move(made), item.given, reader_.diagnostic(item.host->at));
    }
  }

  void ansible(const Item& item) {
    AnsibleSource source;
    const std::string* text = reader_.text(*item.ansible, "ansible");
    if (text == nullptr) return;
    source.path = text->front() == '/' ? *text : folder_ + *text;
    if (item.only != nullptr) source.only = read_words(reader_, *item.only, "only");
    if (item.except != nullptr) source.except = read_words(reader_, *item.except, "except");
    const YamlNode& filter = *(item.only != nullptr     ? item.only
                               : item.except != nullptr ? item.except
                                                        : item.ansible);
    const auto unknown = [&](const std::string& word, const std::vector<std::string_view>& known) {
      const std::string_view near = text::nearest(word, known);
      reader_.fail(
          filter.at,
          fmt::format("{} has no group or host `{}`", source.path, text::printable(word, 60)),
          near.empty() ? std::string() : fmt::format("did you mean `{}`?", near));
    };
    for (Found& found : read_ansible(files_, source, diagnostics_, unknown))
      add(std::move(found.node), item.given, std::move(found.place));
  }

  void kubectl(const YamlNode& node, const Given& given) {
    KubectlSource source;
    read_kubectl_source(reader_, node, folder_, source);
    ask_kubectl(node, source, given);
  }

  // The nodes of `transport: kubernetes`: all that the API server has; no address is needed.
  void cluster_nodes(const YamlNode& node, const KubernetesOptions& options) {
    KubectlSource source;
    source.context = options.context;
    source.kubeconfig = options.kubeconfig;
    source.selector = options.selector;
    source.control_plane = options.control_plane;
    source.address.clear();
    ask_kubectl(node, source, {});
  }

  void ask_kubectl(const YamlNode& node, const KubectlSource& source, const Given& given) {
    if (reader_.failed()) return;
    const auto nodes =
        read_kubectl(processes_, source, [&](const std::string& message, const std::string& hint) {
          reader_.warn(node.at, message, hint);
        });
    if (!nodes) {
      failed_ = nodes.error();
      return;
    }
    for (const Node& one : *nodes) add(one, given, reader_.diagnostic(node.at));
  }

  // What stands beside the source counts more than what it says itself, and that more than
  // defaults.
  void add(Node node, const Given& given, Diagnostic place) {
    if (!given.user.empty()) node.user = given.user;
    if (given.port != 0) node.port = given.port;
    if (!given.jump.empty()) node.jump = given.jump;
    if (node.user.empty()) node.user = defaults_.user;
    if (node.port == 0) node.port = defaults_.port;
    if (node.jump.empty()) node.jump = defaults_.jump;
    for (const auto& [key, value] : given.labels) node.labels[key] = value;
    node.labels.insert(defaults_.labels.begin(), defaults_.labels.end());
    for (const Given* from : {&given, static_cast<const Given*>(&defaults_)})
      node.groups.insert(node.groups.end(), from->groups.begin(), from->groups.end());
    std::sort(node.groups.begin(), node.groups.end());
    node.groups.erase(std::unique(node.groups.begin(), node.groups.end()), node.groups.end());
    found_.push_back({std::move(node), std::move(place)});
  }

  void tell(Diagnostic place, Severity severity, std::string message, std::string hint) {
    if (++told_ > 100) return;
    place.severity = severity;
    place.message = std::move(message);
    place.hint = std::move(hint);
    diagnostics_.push_back(std::move(place));
  }

  void unite(Inventory& into) {
    std::map<std::string, std::string> names, addresses;
    for (Found& found : found_) {
      const auto [known, fresh] = names.emplace(found.node.name, found.node.from);
      if (!fresh) {
        tell(found.place, Severity::error,
             fmt::format("the node `{}` stands twice", found.node.name),
             fmt::format("it is of {} already", known->second));
        continue;
      }
      const std::string way =
          fmt::format("{}:{}:{}", found.node.host, found.node.port, found.node.jump);
      const auto [same, first] = addresses.emplace(way, found.node.name);
      if (!first)
        tell(found.place, Severity::warning,
             fmt::format("the nodes `{}` and `{}` are one host, {}", same->second, found.node.name,
                         found.node.host),
             "name it once, or two rollouts meet on it");
      into.nodes.push_back(std::move(found.node));
    }
    if (into.nodes.size() > most_hosts)
      reader_.fail({0, 0}, fmt::format("the fleet has more than {} nodes", most_hosts));
  }

  void check_rollout(const YamlNode& node, const Inventory& inventory) {
    const Strategy& strategy = inventory.strategy;
    const auto canary = Selector::parse(strategy.canary);
    if (canary && !strategy.canary.empty() &&
        std::none_of(inventory.nodes.begin(), inventory.nodes.end(),
                     [&](const Node& one) { return canary->matches(one); }))
      reader_.fail(node.at,
                   fmt::format("the canary selector `{}` takes none of the {} nodes",
                               text::printable(strategy.canary, 60), inventory.nodes.size()));
    for (const std::string& key : strategy.spread)
      if (std::none_of(inventory.nodes.begin(), inventory.nodes.end(),
                       [&](const Node& one) { return one.labels.count(key) != 0; }))
        reader_.warn(node.at,
                     fmt::format("no node has the label `{}` of spread", text::printable(key, 60)));
  }

  const Files& files_;
  Processes& processes_;
  const std::string& path_;
  std::string folder_;
  YamlReader& reader_;
  std::vector<Diagnostic>& diagnostics_;
  Given defaults_;
  std::vector<Found> found_;
  std::optional<Error> failed_;
  std::size_t told_ = 0;
};

}  // namespace

Result<ReadInventory> read_inventory(const Files& files, Processes& processes,
                                     const std::string& path) {
  const auto text = files.read(path);
  if (!text) return text.error();
  ReadInventory out;
  std::vector<Diagnostic> diagnostics;
  YamlReader reader(make_source(path, *text), "inventory", diagnostics);
  YamlError error;
  Inventory inventory;
  const YamlPtr root = read_yaml(*text, error, {{}, 2'000'000});
  if (root == nullptr) {
    reader.fail(error.at, std::move(error.message), std::move(error.hint));
  } else {
    const Status done =
        FleetReader(files, processes, path, reader, diagnostics).top(*root, inventory);
    if (!done) return done.error();
  }
  if (has_errors(diagnostics)) {
    out.diagnostics = std::move(diagnostics);
    return out;
  }
  inventory.warnings = std::move(diagnostics);
  out.inventory = std::move(inventory);
  return out;
}

}  // namespace profgen::inline v0::fleet
