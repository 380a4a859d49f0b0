#include <fmt/format.h>

#include "base/text.hpp"
#include "kube/peers/object.hpp"

namespace profgen::inline v0::kube {
namespace {

// What `kubectl get -A -o yaml` of a large cluster gives.
constexpr std::size_t most_manifest_bytes = 64'000'000;
constexpr std::size_t most_manifest_nodes = 2'000'000;

const std::string& text_under(const YamlNode* node, std::initializer_list<std::string_view> keys) {
  static const std::string none;
  const YamlNode* found = value_of(node, keys);
  return found != nullptr && found->kind == YamlNode::Kind::text ? found->text : none;
}

class ManifestReader {
 public:
  ManifestReader(SourcePtr source, std::vector<Diagnostic>& diagnostics)
      : source_(std::move(source)), diagnostics_(diagnostics) {}

  void document(const YamlPtr& node) {
    if (node->kind == YamlNode::Kind::list) {
      for (const YamlPtr& item : node->items) document(item);
      return;
    }
    PeerObject object;
    object.node = node;
    object.source = source_;
    object.api = text_under(node.get(), {"apiVersion"});
    object.kind = text_under(node.get(), {"kind"});
    object.at = node->at;
    if (object.api.empty() || object.kind.empty())
      return wrong(node->at, fmt::format("expected an object with apiVersion and kind, found {}",
                                         found_text(*node)));
    if (const YamlNode* items = value_of(node.get(), "items");
        items != nullptr && object.kind.ends_with("List")) {
      if (items->kind != YamlNode::Kind::list)
        return wrong(items->at, "expected a list for items, found " + found_text(*items));
      for (const YamlPtr& item : items->items) list_item(item, object);
      return;
    }
    add(std::move(object));
  }

  std::vector<PeerObject> objects;

 private:
  // The API server gives items of a typed list (`AppArmorProfileList`) without kind.
  void list_item(const YamlPtr& item, const PeerObject& list) {
    if (list.kind == "List" || value_of(item.get(), "kind") != nullptr) return document(item);
    PeerObject object;
    object.node = item;
    object.source = source_;
    object.api = list.api;
    object.kind = list.kind.substr(0, list.kind.size() - 4);
    object.at = item->at;
    add(std::move(object));
  }

  void add(PeerObject object) {
    object.name = text_under(object.node.get(), {"metadata", "name"});
    object.name_space = text_under(object.node.get(), {"metadata", "namespace"});
    if (object.name.empty())
      return wrong(object.at,
                   text::printable(object.kind, 60) + ": expected a name in its metadata");
    objects.push_back(std::move(object));
  }

  void wrong(Position at, std::string message) {
    Diagnostic made;
    made.file = source_->name();
    made.at = at;
    made.message = std::move(message);
    made.id = "import";
    made.hint = "manifests are taken as `kubectl get … -o yaml` or `-o json` writes them";
    made.source_line = std::string(source_->line(at.line));
    diagnostics_.push_back(std::move(made));
  }

  SourcePtr source_;
  std::vector<Diagnostic>& diagnostics_;
};

}  // namespace

std::vector<PeerObject> read_objects(const std::string& name, const std::string& text,
                                     std::vector<Diagnostic>& diagnostics) {
  const SourcePtr source = make_source(name, text);
  YamlError error;
  YamlOptions options;
  options.most_bytes = most_manifest_bytes;
  options.most_nodes = most_manifest_nodes;
  const auto documents = read_yaml_documents(text, error, options);
  if (!documents) {
    Diagnostic made;
    made.file = name;
    made.at = error.at;
    made.message = error.message;
    made.id = "import";
    made.hint = error.hint;
    made.source_line = std::string(source->line(error.at.line));
    diagnostics.push_back(std::move(made));
    return {};
  }
  ManifestReader reader(source, diagnostics);
  for (const YamlPtr& document : *documents) reader.document(document);
  return std::move(reader.objects);
}

}  // namespace profgen::inline v0::kube
