#include "log/json_line.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace profgen::inline v0::log {
namespace {

using nlohmann::json;

constexpr int most_nested = 3;               // JSON in a string in JSON …
constexpr std::size_t deepest_metadata = 8;  // objects around a key that is looked at

// What the keys of metadata say, whatever object they stand in.
enum class About { name_space, pod, container, container_id, host };
constexpr std::size_t abouts = 5;
struct MetadataKey {
  std::string_view key;
  About about;
};
constexpr MetadataKey metadata_keys[] = {
    {"namespace_name", About::name_space},  // fluent-bit, fluentd: kubernetes.…
    {"pod_name", About::pod},
    {"container_name", About::container},
    {"docker_id", About::container_id},
    {"host", About::host},
    {"pod_namespace", About::name_space},  // Vector: kubernetes.…
    {"pod_node_name", About::host},
    {"container_id", About::container_id},
    {"namespace", About::name_space},  // promtail's labels, Elastic's objects
    {"pod", About::pod},
    {"container", About::container},
    {"node_name", About::host},
    {"hostname", About::host},
    {"nodename", About::host},
    {"k8s.namespace.name", About::name_space},  // OpenTelemetry
    {"k8s.pod.name", About::pod},
    {"k8s.container.name", About::container},
    {"k8s.node.name", About::host},
    {"container.id", About::container_id},
    {"host.name", About::host},
    {"io.kubernetes.pod.namespace", About::name_space},  // labels of a runtime
    {"io.kubernetes.pod.name", About::pod},
    {"io.kubernetes.container.name", About::container},
    {"CONTAINER_NAME", About::container},  // docker's journald driver
    {"CONTAINER_ID_FULL", About::container_id},
};

// Keys at the top that only what a process wrote has.
bool is_sign_of_container(std::string_view key) {
  for (const std::string_view sign :
       {"kubernetes", "docker", "stream", "container_name", "container_id", "container", "pod",
        "CONTAINER_NAME", "CONTAINER_ID"})
    if (key == sign) return true;
  return false;
}

bool worth_reading(std::string_view text) {
  return text.find("apparmor=") != std::string_view::npos ||
         text.find("type=150") != std::string_view::npos ||
         text.find("audit: ") != std::string_view::npos ||
         text.find(" callbacks suppressed") != std::string_view::npos ||
         text.find("essages") != std::string_view::npos;
}

// Collects from one object without building a tree: hostile lines nest as deep as they like.
class Collector {
 public:
  JsonLine line;
  std::array<std::string, abouts> metadata;
  std::string plain_message;  // of the key `message`, as Vector names journald's MESSAGE
  bool container = false;

  bool null() {
    if (depth_ == 1 && key_ == "MESSAGE") line.entry.message_left_out = true;
    return true;
  }
  bool boolean(bool) { return true; }
  bool number_integer(json::number_integer_t) { return true; }
  bool number_unsigned(json::number_unsigned_t value) {
    if (depth_ == 2 && in_bytes_ && value < 256) line.entry.message += static_cast<char>(value);
    return true;
  }
  bool number_float(json::number_float_t, const std::string&) { return true; }
  bool binary(json::binary_t&) { return true; }
  bool string(std::string& value) {
    if (worth_reading(value)) line.messages.push_back(value);
    note_metadata(value);
    if (depth_ == 1 && key_ == "message") plain_message = value;
    // A field that stands twice in an entry is an array of its values: the first one counts.
    if (depth_ == 1 || (depth_ == 2 && in_bytes_ && line.entry.message.empty()))
      set_field(line.entry, key_, std::move(value));
    return true;
  }
  bool start_object(std::size_t) { return ++depth_ != 0; }
  bool key(std::string& name) {
    key_ = name;
    if (depth_ != 1) return true;
    in_kubernetes_ = name == "kubernetes";
    container = container || is_sign_of_container(name);
    if (name == "__CURSOR" || name == "__REALTIME_TIMESTAMP" || name == "_TRANSPORT")
      line.kind = JsonLine::Kind::journal;
    return true;
  }
  bool end_object() { return depth_-- != 0; }
  bool start_array(std::size_t) {
    // A message that is no UTF-8 comes as an array of its bytes.
    if (depth_ == 1) in_bytes_ = key_ == "MESSAGE";
    return ++depth_ != 0;
  }
  bool end_array() { return depth_-- != 0; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) {
    return false;
  }

 private:
  void note_metadata(const std::string& value) {
    if (depth_ > deepest_metadata || value.empty()) return;
    // OpenTelemetry: {"key": "k8s.pod.name", "value": {"stringValue": "web-0"}}.
    if (key_ == "key") {
      attribute_ = value;
      return;
    }
    const std::string_view key = key_ == "stringValue" ? std::string_view(attribute_) : key_;
    for (const MetadataKey& known : metadata_keys) {
      if (known.key != key) continue;
      std::string& about = metadata[static_cast<std::size_t>(known.about)];
      // What stands in the collector's own object goes before what a process may have written.
      if (about.empty() || in_kubernetes_) about = value;
      return;
    }
  }

  std::size_t depth_ = 0;
  bool in_bytes_ = false;
  bool in_kubernetes_ = false;
  std::string key_, attribute_;
};

std::string workload_of(const std::array<std::string, abouts>& metadata) {
  const auto of = [&metadata](About about) -> const std::string& {
    return metadata[static_cast<std::size_t>(about)];
  };
  if (!of(About::pod).empty())
    return of(About::name_space) + "/" + of(About::pod) + "/" + of(About::container);
  return of(About::container).empty() ? of(About::container_id) : of(About::container);
}

// Messages that are JSON themselves, replaced by what they hold.
void unwrap(std::vector<std::string>& messages, int nested);

JsonLine read_nested(std::string_view text, int nested) {
  Collector collector;
  if (!json::sax_parse(text.begin(), text.end(), &collector, json::input_format_t::json, true))
    return {};
  JsonLine& line = collector.line;
  const bool journal = nested == 0 && line.kind == JsonLine::Kind::journal && !collector.container;
  if (line.kind == JsonLine::Kind::journal && line.entry.message.empty())
    line.entry.message = std::move(collector.plain_message);
  line.workload = workload_of(collector.metadata);
  line.host = collector.metadata[static_cast<std::size_t>(About::host)];
  if (journal) {
    // journald's own word for the host, where a collector did not leave it out.
    if (line.entry.host.empty()) line.entry.host = line.host;
    line.messages.clear();
  } else {
    // Bytes that are no UTF-8 came as an array.
    if (line.messages.empty() && worth_reading(line.entry.message))
      line.messages.push_back(line.entry.message);
    line.kind = JsonLine::Kind::other;
    unwrap(line.messages, nested);
  }
  return std::move(line);
}

void unwrap(std::vector<std::string>& messages, int nested) {
  std::vector<std::string> out;
  for (std::string& message : messages) {
    const std::string_view text = text::trim(message);
    if (nested < most_nested && !text.empty() && text.front() == '{') {
      JsonLine inner = read_nested(text, nested + 1);
      if (inner.kind != JsonLine::Kind::broken) {
        std::move(inner.messages.begin(), inner.messages.end(), std::back_inserter(out));
        continue;
      }
    }
    out.push_back(std::move(message));
  }
  messages = std::move(out);
}

}  // namespace

JsonLine read_json_line(std::string_view text, bool whole_line) {
  return read_nested(text, whole_line ? 0 : 1);
}

}  // namespace profgen::inline v0::log
