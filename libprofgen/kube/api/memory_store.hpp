// What is in the etcd of MemoryApi.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kube/api/field_owners.hpp"
#include "kube/api/label_selector.hpp"
#include "kube/api/memory_api.hpp"

namespace profgen::inline v0::kube {

struct MemoryApi::Store {
  using Name = std::pair<std::string, std::string>;  // namespace, name
  struct Entry {
    Json object;
    FieldOwners owners;
  };
  struct Change {
    std::uint64_t version = 0;
    std::string kind;
    std::shared_ptr<const Json> before, after;  // nullptr: made by this; removed by this
    Json removed;                               // the last state, with the version of the removal
  };
  struct Scripted {
    std::string verb, kind;  // kind "": any
    int code = 0, times = 0;
    bool done = false;  // carried out all the same
  };
  enum class Fate { normal, lost_answer };

  std::mutex lock;
  std::condition_variable changed;
  std::map<std::string, std::map<Name, Entry>> kinds;  // by kind_key()
  std::map<std::string, Json> raw;
  std::deque<Change> history;
  std::uint64_t version = 1000;
  std::uint64_t compacted = 0;  // changes up to this one are forgotten
  std::uint64_t cut = 0;        // counts close_watches()
  std::uint64_t expired = 0;    // counts expire()
  std::uint64_t made = 0;       // objects, for uid and generateName
  bool reachable = true;
  bool idling = false;
  std::vector<Call> calls;
  std::vector<Scripted> script;

  [[nodiscard]] static std::string kind_key(const Kind& kind);
  // Notes the call; a Failure where it is to end with one before anything is done.
  [[nodiscard]] std::optional<Failure> begin(const char* verb, const Kind* kind,
                                             const std::string& space, const std::string& name,
                                             Fate& fate);
  [[nodiscard]] Entry* find(const Kind& kind, const std::string& space, const std::string& name);
  // Checks and completes a new object's metadata.
  [[nodiscard]] std::optional<Failure> complete(const Kind& kind, Json& object,
                                                std::int64_t now_us);
  // Puts `next` in the place of what `entry` has (nothing where it is new).
  Json write(const Kind& kind, Entry& entry, Json next);
  void erase(const Kind& kind, const Name& name);
};

// The status subresource, as the built-in kinds and ours have it.
[[nodiscard]] bool has_status(const Kind& kind);
[[nodiscard]] Failure failure_of(int code, std::string reason, std::string message);
[[nodiscard]] std::string text_of(const Json& object, const char* field);  // of its metadata
[[nodiscard]] std::map<std::string, std::string> labels_of(const Json& object);

}  // namespace profgen::inline v0::kube
