#include "yaml/tree.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>

#include "base/text.hpp"

namespace profgen::inline v0 {
namespace {

constexpr std::size_t most_levels = 32;

Position place_of(const YAML::Mark& mark) {
  if (mark.is_null()) return {0, 0};
  return {static_cast<std::uint32_t>(mark.line) + 1, static_cast<std::uint32_t>(mark.column) + 1};
}

// Ends the parse from within a handler of the YAML library.
struct Refusal : std::runtime_error {
  Refusal(Position where, std::string words, std::string remedy)
      : std::runtime_error("refused"), error{where, std::move(words), std::move(remedy)} {}
  YamlError error;
};

class YamlBuilder : public YAML::EventHandler {
 public:
  YamlBuilder(const YamlOptions& options, bool many) : options_(options), many_(many) {}
  [[nodiscard]] const std::vector<YamlPtr>& roots() const { return roots_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (!many_ && !roots_.empty())
      throw Refusal(place_of(mark), "a second document begins here", "");
    anchors_.clear();
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    finish(begin(YamlNode::Kind::nothing, mark, "?"), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto known = anchors_.find(anchor);
    if (known == anchors_.end()) throw Refusal(place_of(mark), "an alias inside of itself", "");
    count(known->second->size, place_of(mark));
    add(known->second);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    auto node = begin(YamlNode::Kind::text, mark, tag);
    node->text = value;
    node->quoted = tag == "!";
    finish(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    std::shared_ptr<YamlNode> node;
    YAML::anchor_t anchor;
    YamlPtr key;  // of a map: the key whose value comes next
  };

  std::shared_ptr<YamlNode> begin(YamlNode::Kind kind, const YAML::Mark& mark,
                                  const std::string& tag) {
    const bool plain = tag.empty() || tag == "?" || tag == "!";
    const auto& kept = options_.tags;
    if (!plain && std::find(kept.begin(), kept.end(), tag) == kept.end())
      throw Refusal(place_of(mark), fmt::format("the tag `{}`", text::printable(tag, 60)),
                    "write the value without a tag");
    auto node = std::make_shared<YamlNode>();
    node->kind = kind;
    node->at = place_of(mark);
    if (!plain) node->tag = tag;
    count(1, node->at);
    return node;
  }

  void count(std::size_t more, Position at) {
    total_ += more;
    if (total_ > options_.most_nodes)
      throw Refusal(at, fmt::format("more than {} values", options_.most_nodes),
                    "aliases count in full");
  }

  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    if (open_.size() == most_levels)
      throw Refusal(place_of(mark), fmt::format("more than {} levels", most_levels), "");
    open_.push_back({begin(kind, mark, tag), anchor, nullptr});
  }

  void close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    finish(std::move(done.node), done.anchor);
  }

  void finish(std::shared_ptr<YamlNode> node, YAML::anchor_t anchor) {
    // The library gives what is left out the place of what comes next.
    if (node->kind == YamlNode::Kind::nothing && !open_.empty() && open_.back().key != nullptr)
      node->at = open_.back().key->at;
    const YamlPtr done = std::move(node);
    if (anchor != 0) anchors_[anchor] = done;
    add(done);
  }

  void add(const YamlPtr& node) {
    if (open_.empty()) {
      roots_.push_back(node);
      return;
    }
    Open& parent = open_.back();
    parent.node->size += node->size;
    if (parent.node->kind == YamlNode::Kind::list) {
      parent.node->items.push_back(node);
    } else if (parent.key == nullptr) {
      parent.key = node;
    } else {
      parent.node->pairs.emplace_back(std::move(parent.key), node);
      parent.key = nullptr;
    }
  }

  const YamlOptions& options_;
  const bool many_;
  std::vector<YamlPtr> roots_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, YamlPtr> anchors_;
  std::size_t total_ = 0;
};

// Bytes that YAML does not allow; the library takes one of them for the end of the file.
std::optional<std::size_t> odd_byte(const std::string& text) {
  const auto found = std::find_if(text.begin(), text.end(), [](unsigned char c) {
    return c == 0x7f || (c < 0x20 && c != '\n' && c != '\t' && c != '\r');
  });
  if (found == text.end()) return std::nullopt;
  return static_cast<std::size_t>(found - text.begin());
}

void check_bytes(const std::string& text, std::size_t most_bytes) {
  if (text.size() > most_bytes)
    throw Refusal({0, 0}, fmt::format("it has more than {} bytes", most_bytes), "");
  if (!text::is_utf8(text)) throw Refusal({0, 0}, "it is not UTF-8 text", "");
  const auto odd = odd_byte(text);
  if (!odd) return;
  const Source source("", text);
  throw Refusal(source.position(static_cast<std::uint32_t>(*odd)),
                fmt::format("the control character {}",
                            text::printable(std::string_view(text).substr(*odd, 1))),
                "in a double-quoted text it may be written as an escape");
}

std::optional<std::vector<YamlPtr>> read_documents(const std::string& text, YamlError& error,
                                                   const YamlOptions& options, bool many) {
  // The library reports by exceptions; none of them leaves this function.
  try {
    check_bytes(text, options.most_bytes);
    std::istringstream in(text);
    YAML::Parser parser(in);
    YamlBuilder builder(options, many);
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.roots();
  } catch (const YAML::Exception& problem) {
    error = {place_of(problem.mark), fmt::format("not YAML: {}", text::printable(problem.msg)), ""};
  } catch (const Refusal& refusal) {
    error = refusal.error;
  }
  return std::nullopt;
}

}  // namespace

std::string found_text(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::map:
      return "a mapping";
    case YamlNode::Kind::list:
      return "a list";
    case YamlNode::Kind::text:
      break;
    case YamlNode::Kind::nothing:
      return "nothing";
  }
  return fmt::format("{}`{}`", node.quoted ? "the text " : "", text::printable(node.text, 60));
}

YamlPtr read_yaml(const std::string& text, YamlError& error, const YamlOptions& options) {
  const auto roots = read_documents(text, error, options, false);
  if (!roots) return nullptr;
  return roots->empty() ? std::make_shared<YamlNode>() : roots->front();
}

std::optional<std::vector<YamlPtr>> read_yaml_documents(const std::string& text, YamlError& error,
                                                        const YamlOptions& options) {
  auto roots = read_documents(text, error, options, true);
  if (roots)
    std::erase_if(*roots,
                  [](const YamlPtr& root) { return root->kind == YamlNode::Kind::nothing; });
  return roots;
}

}  // namespace profgen::inline v0
