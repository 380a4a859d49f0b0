#include "kube/api/memory_store.hpp"

#include <algorithm>
#include <ctime>

namespace profgen::inline v0::kube {
namespace {

constexpr std::size_t longest_history = 100000;
constexpr std::size_t largest_object = 3 << 19;  // 1.5 MiB: what etcd takes by default

std::string rfc3339(std::int64_t now_us) {
  const std::time_t seconds = static_cast<std::time_t>(now_us / 1000000);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

// A DNS subdomain (RFC 1123), which names of most objects are.
bool is_object_name(const std::string& name) {
  const auto alphanumeric = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); };
  if (name.empty() || name.size() > 253) return false;
  char before = '.';
  for (const char c : name) {
    if (!alphanumeric(c) && (c != '.' || !alphanumeric(before)) && (c != '-' || before == '.'))
      return false;
    before = c;
  }
  return alphanumeric(name.back());
}

std::string usual_reason(int code) {
  switch (code) {
    case 400:
      return "BadRequest";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "NotFound";
    case 409:
      return "Conflict";
    case 410:
      return "Expired";
    case 422:
      return "Invalid";
    case 429:
      return "TooManyRequests";
    case 500:
      return "InternalError";
    case 503:
      return "ServiceUnavailable";
    default:
      return {};
  }
}

// What counts for metadata.generation.
Json desired_part(Json object) {
  object.erase("metadata");
  object.erase("status");
  return object;
}

}  // namespace

Failure failure_of(int code, std::string reason, std::string message) {
  return {code, std::move(reason), std::move(message)};
}

bool has_status(const Kind& kind) {
  return kind.plural != "configmaps" && kind.plural != "events" && kind.plural != "leases";
}

std::string text_of(const Json& object, const char* field) {
  const Json* metadata =
      object.is_object() && object.contains("metadata") ? &object["metadata"] : nullptr;
  if (metadata == nullptr || !metadata->is_object()) return {};
  const auto found = metadata->find(field);
  return found != metadata->end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::map<std::string, std::string> labels_of(const Json& object) {
  std::map<std::string, std::string> labels;
  const auto metadata = object.find("metadata");
  if (metadata == object.end() || !metadata->is_object()) return labels;
  const auto found = metadata->find("labels");
  if (found == metadata->end() || !found->is_object()) return labels;
  for (const auto& [key, value] : found->items())
    if (value.is_string()) labels.emplace(key, value.get<std::string>());
  return labels;
}

std::string MemoryApi::Store::kind_key(const Kind& kind) {
  return std::string(kind.group) + "/" + std::string(kind.plural);
}

std::optional<Failure> MemoryApi::Store::begin(const char* verb, const Kind* kind,
                                               const std::string& space, const std::string& name,
                                               Fate& fate) {
  calls.push_back({verb, kind == nullptr ? "" : std::string(kind->plural), space, name});
  fate = Fate::normal;
  if (!reachable) return failure_of(0, "", "connection refused");
  const std::string key = kind == nullptr ? "" : kind_key(*kind);
  const auto next = std::find_if(script.begin(), script.end(), [&](const Scripted& one) {
    return one.verb == verb && (one.kind.empty() || one.kind == key);
  });
  if (next == script.end()) return std::nullopt;
  const Scripted now = *next;
  if (--next->times <= 0) script.erase(next);
  if (!now.done) return failure_of(now.code, usual_reason(now.code), "as the test wants it");
  fate = Fate::lost_answer;
  return std::nullopt;
}

MemoryApi::Store::Entry* MemoryApi::Store::find(const Kind& kind, const std::string& space,
                                                const std::string& name) {
  auto& entries = kinds[kind_key(kind)];
  const auto found = entries.find({kind.namespaced ? space : std::string(), name});
  return found == entries.end() ? nullptr : &found->second;
}

std::optional<Failure> MemoryApi::Store::complete(const Kind& kind, Json& object,
                                                  std::int64_t now_us) {
  const std::string api_version =
      (kind.group.empty() ? "" : std::string(kind.group) + "/") + std::string(kind.version);
  if (!object.is_object() || object.value("apiVersion", "") != api_version ||
      object.value("kind", "") != kind.kind)
    return failure_of(400, "BadRequest", "the object is not of this apiVersion and kind");
  Json& metadata = object["metadata"];
  if (!metadata.is_object()) metadata = Json::object();
  ++made;
  const std::string generate = text_of(object, "generateName");
  if (text_of(object, "name").empty() && !generate.empty())
    metadata["name"] = generate + std::to_string(10000 + made);
  if (!is_object_name(text_of(object, "name")))
    return failure_of(422, "Invalid", "metadata.name: Invalid value: must be a DNS subdomain");
  if (kind.namespaced && text_of(object, "namespace").empty()) metadata["namespace"] = "default";
  if (!kind.namespaced) metadata.erase("namespace");
  metadata["uid"] = "00000000-0000-4000-8000-" + std::to_string(100000000000 + made);
  metadata["creationTimestamp"] = rfc3339(now_us);
  metadata.erase("resourceVersion");
  metadata.erase("generation");
  if (object.dump().size() > largest_object)
    return failure_of(413, "RequestEntityTooLarge", "etcdserver: request is too large");
  return std::nullopt;
}

Json MemoryApi::Store::write(const Kind& kind, Entry& entry, Json next) {
  const bool fresh = entry.object.is_null();
  if (!fresh && next == entry.object) return next;
  Json& metadata = next["metadata"];
  if (!kind.group.empty() && kind.plural != "leases" && kind.plural != "events") {
    const std::int64_t before =
        fresh ? 0 : entry.object["metadata"].value("generation", std::int64_t{1});
    const bool same = !fresh && desired_part(next) == desired_part(entry.object);
    metadata["generation"] = before + (same ? 0 : 1);
  }
  metadata["resourceVersion"] = std::to_string(++version);
  Change change;
  change.version = version;
  change.kind = kind_key(kind);
  if (!fresh) change.before = std::make_shared<const Json>(std::move(entry.object));
  change.after = std::make_shared<const Json>(next);
  entry.object = next;
  history.push_back(std::move(change));
  // A finalizer was all that held it.
  if (metadata.contains("deletionTimestamp") &&
      (!metadata.contains("finalizers") || metadata["finalizers"].empty()))
    erase(kind, {text_of(next, "namespace"), text_of(next, "name")});
  for (; history.size() > longest_history; history.pop_front()) compacted = history.front().version;
  changed.notify_all();
  return next;
}

void MemoryApi::Store::erase(const Kind& kind, const Name& name) {
  auto& entries = kinds[kind_key(kind)];
  const auto found = entries.find(name);
  Change change;
  change.version = ++version;
  change.kind = kind_key(kind);
  change.removed = found->second.object;
  change.removed["metadata"]["resourceVersion"] = std::to_string(version);
  change.before = std::make_shared<const Json>(std::move(found->second.object));
  history.push_back(std::move(change));
  entries.erase(found);
  changed.notify_all();
}

}  // namespace profgen::inline v0::kube
