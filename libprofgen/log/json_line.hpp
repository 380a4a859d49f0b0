// One line of JSON: a journal's entry, or what a container runtime or a log collector wrote around
// a message.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "log/journal.hpp"

namespace profgen::inline v0::log {

struct JsonLine {
  enum class Kind {
    broken,   // no JSON
    journal,  // journald's fields, as `journalctl -o json` writes them or a collector hands them on
    other     // some other object
  } kind = Kind::broken;
  JournalEntry entry;                 // of a journal
  std::vector<std::string> messages;  // of another: the strings that look like a record or a loss
  std::string host;                   // the node, as the collector says
  std::string workload;               // "NAMESPACE/POD/CONTAINER", or the container's name or id
};

// Forms: docker's json-file ({"log": …}), Kubernetes' metadata as fluent-bit, fluentd, Vector,
// promtail and OpenTelemetry name it, several messages in a line (Loki), messages that are JSON
// themselves.
//
// Trust. A collector hands on what journald says of an entry (`_TRANSPORT` beside the message):
// that is believed as journalctl's own output is, for a line with no sign of a container on it.
// With one (metadata of Kubernetes, `stream`, `container_name`) a process wrote the message, and
// collectors that merge its JSON into theirs let it write any key: then nothing in the line is
// believed. Nor is what stands in JSON within JSON.
// `whole_line`: false where other text stands before it: nothing is taken for a journal's then.
[[nodiscard]] JsonLine read_json_line(std::string_view line, bool whole_line = true);

}  // namespace profgen::inline v0::log
