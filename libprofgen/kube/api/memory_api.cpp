#include "kube/api/memory_api.hpp"

#include "kube/api/answers.hpp"
#include "kube/api/memory_store.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr std::int64_t fixed_day_us = 1767225600000000;  // 2026-01-01

std::string key_of(const Kind* kind) {
  return kind == nullptr ? std::string()
                         : std::string(kind->group) + "/" + std::string(kind->plural);
}

Failure no_such(const Kind& kind, const std::string& name) {
  return failure_of(404, "NotFound", std::string(kind.plural) + " \"" + name + "\" not found");
}

Failure stale(const Kind& kind, const std::string& name) {
  return failure_of(409, "Conflict",
                    "Operation cannot be fulfilled on " + std::string(kind.plural) + " \"" + name +
                        "\": the object has been modified; please apply your changes to the latest "
                        "version and try again");
}

Failure lost() { return failure_of(0, "", "the connection was cut off before the answer"); }

// A request for status is about nothing else, and the other way round.
Json only_its_part(const Kind& kind, const Json& before, Json after, bool status) {
  if (!has_status(kind)) return after;
  Json made = status ? before : after;
  const Json& whose_status = status ? after : before;
  made.erase("status");
  if (whose_status.contains("status")) made["status"] = whose_status["status"];
  return made;
}

// What nobody but the server writes.
void keep_servers_part(const Json& before, Json& after) {
  for (const char* field : {"name", "namespace", "uid", "creationTimestamp", "generation",
                            "resourceVersion", "deletionTimestamp"}) {
    after["metadata"].erase(field);
    if (before["metadata"].contains(field)) after["metadata"][field] = before["metadata"][field];
  }
  for (const char* field : {"apiVersion", "kind"}) after[field] = before[field];
}

}  // namespace

MemoryApi::MemoryApi() : store_(std::make_shared<Store>()) {
  store_->raw["/version"] = {{"major", "1"}, {"minor", "30"}, {"gitVersion", "v1.30.0"}};
}

MemoryApi::~MemoryApi() = default;

Json MemoryApi::put(const Kind& kind, Json object, const std::string& manager) {
  const std::lock_guard guard(store_->lock);
  const std::string space = text_of(object, "namespace"), name = text_of(object, "name");
  Store::Entry* entry = store_->find(kind, space.empty() ? "default" : space, name);
  if (entry == nullptr) {
    object["apiVersion"] =
        (kind.group.empty() ? "" : std::string(kind.group) + "/") + std::string(kind.version);
    object["kind"] = kind.kind;
    if (store_->complete(kind, object, now_us ? now_us() : fixed_day_us)) return nullptr;
    entry = &store_->kinds[Store::kind_key(kind)][{text_of(object, "namespace"), name}];
  } else {
    keep_servers_part(entry->object, object);
  }
  entry->owners.updated(entry->object, object, manager);
  return store_->write(kind, *entry, std::move(object));
}

std::optional<Json> MemoryApi::object(const Kind& kind, const std::string& space,
                                      const std::string& name) const {
  const std::lock_guard guard(store_->lock);
  const Store::Entry* entry = store_->find(kind, space, name);
  return entry == nullptr ? std::optional<Json>() : entry->object;
}

std::vector<Json> MemoryApi::objects(const Kind& kind) const {
  const std::lock_guard guard(store_->lock);
  std::vector<Json> all;
  for (const auto& [name, entry] : store_->kinds[Store::kind_key(kind)])
    all.push_back(entry.object);
  return all;
}

std::vector<MemoryApi::Call> MemoryApi::calls() const {
  const std::lock_guard guard(store_->lock);
  return store_->calls;
}

void MemoryApi::put_raw(const std::string& path, Json answer) {
  const std::lock_guard guard(store_->lock);
  store_->raw[path] = std::move(answer);
}

void MemoryApi::fail_next(const std::string& verb, const Kind* kind, int code, int times) {
  const std::lock_guard guard(store_->lock);
  store_->script.push_back({verb, key_of(kind), code, times, false});
}

void MemoryApi::lose_answers(const std::string& verb, const Kind* kind, int times) {
  const std::lock_guard guard(store_->lock);
  store_->script.push_back({verb, key_of(kind), 0, times, true});
}

void MemoryApi::close_watches() {
  const std::lock_guard guard(store_->lock);
  ++store_->cut;
  store_->changed.notify_all();
}

void MemoryApi::expire() {
  const std::lock_guard guard(store_->lock);
  // The version moves on, so that even what was just listed is too old.
  store_->compacted = store_->version++;
  store_->history.clear();
  ++store_->expired;
  store_->changed.notify_all();
}

void MemoryApi::set_reachable(bool reachable) {
  const std::lock_guard guard(store_->lock);
  store_->reachable = reachable;
  if (!reachable) ++store_->cut;
  store_->changed.notify_all();
}

Reply<Json> MemoryApi::get_raw(const std::string& path) {
  const std::lock_guard guard(store_->lock);
  Store::Fate fate{};
  if (const auto failure = store_->begin("raw", nullptr, "", path, fate)) return *failure;
  if (fate == Store::Fate::lost_answer) return lost();
  const auto found = store_->raw.find(path);
  if (found == store_->raw.end())
    return failure_of(404, "NotFound", "the server could not find the requested resource");
  return found->second;
}

Reply<Json> MemoryApi::get(const Kind& kind, const std::string& space, const std::string& name) {
  const std::lock_guard guard(store_->lock);
  Store::Fate fate{};
  if (const auto failure = store_->begin("get", &kind, space, name, fate)) return *failure;
  if (fate == Store::Fate::lost_answer) return lost();
  const Store::Entry* entry = store_->find(kind, space, name);
  if (entry == nullptr) return no_such(kind, name);
  return entry->object;
}

Reply<List> MemoryApi::list(const Kind& kind, const std::string& space,
                            const std::string& selector) {
  const std::lock_guard guard(store_->lock);
  Store::Fate fate{};
  if (const auto failure = store_->begin("list", &kind, space, "", fate)) return *failure;
  if (fate == Store::Fate::lost_answer) return lost();
  const auto wanted = LabelSelector::parse(selector);
  if (!wanted) return failure_of(400, "BadRequest", "unable to parse requirement: " + selector);
  List all;
  all.resource_version = std::to_string(store_->version);
  for (const auto& [name, entry] : store_->kinds[Store::kind_key(kind)])
    if ((space.empty() || !kind.namespaced || name.first == space) &&
        wanted->matches(labels_of(entry.object)))
      all.items.push_back(entry.object);
  return all;
}

Reply<Json> MemoryApi::create(const Kind& kind, const Json& object) {
  const std::lock_guard guard(store_->lock);
  Store::Fate fate{};
  if (const auto failure = store_->begin("create", &kind, text_of(object, "namespace"),
                                         text_of(object, "name"), fate))
    return *failure;
  Json made = object;
  if (const auto failure = store_->complete(kind, made, now_us ? now_us() : fixed_day_us))
    return *failure;
  const std::string name = text_of(made, "name");
  if (store_->find(kind, text_of(made, "namespace"), name) != nullptr)
    return failure_of(409, "AlreadyExists",
                      std::string(kind.plural) + " \"" + name + "\" already exists");
  if (has_status(kind)) made.erase("status");
  Store::Entry& entry = store_->kinds[Store::kind_key(kind)][{text_of(made, "namespace"), name}];
  entry.owners.updated(Json(), made, "profgen");
  Json stored = store_->write(kind, entry, std::move(made));
  if (fate == Store::Fate::lost_answer) return lost();
  return stored;
}

std::vector<Reply<Json>> MemoryApi::apply(const Kind& kind, const std::vector<Json>& objects,
                                          const std::string& manager, bool force) {
  std::vector<Reply<Json>> replies;
  replies.reserve(objects.size());
  for (const Json& object : objects) replies.push_back(apply_one(kind, object, manager, force));
  return replies;
}

Reply<Json> MemoryApi::apply_one(const Kind& kind, const Json& object, const std::string& manager,
                                 bool force) {
  const std::lock_guard guard(store_->lock);
  Store::Fate fate{};
  const std::string space = text_of(object, "namespace"), name = text_of(object, "name");
  if (const auto failure = store_->begin("apply", &kind, space, name, fate)) return *failure;
  Json wanted = object;
  if (const auto failure = store_->complete(kind, wanted, now_us ? now_us() : fixed_day_us))
    return *failure;
  if (has_status(kind)) wanted.erase("status");
  Store::Entry* entry = store_->find(kind, text_of(wanted, "namespace"), name);
  const std::string version = text_of(object, "resourceVersion");
  if (entry == nullptr && !version.empty()) return no_such(kind, name);
  if (entry == nullptr) {
    entry = &store_->kinds[Store::kind_key(kind)][{text_of(wanted, "namespace"), name}];
    Json made = wanted;
    (void)entry->owners.apply(made, wanted, manager, true);
    Json stored = store_->write(kind, *entry, std::move(made));
    if (fate == Store::Fate::lost_answer) return lost();
    return stored;
  }
  if (!version.empty() && version != text_of(entry->object, "resourceVersion"))
    return stale(kind, name);
  Json next = entry->object;
  const auto conflicts = entry->owners.apply(next, wanted, manager, force);
  if (!conflicts.empty()) {
    std::string message = "Apply failed with " + std::to_string(conflicts.size()) +
                          (conflicts.size() == 1 ? " conflict:" : " conflicts:");
    for (const FieldOwners::Conflict& one : conflicts)
      message += " conflict with \"" + one.manager + "\": " + to_text(one.path);
    return failure_of(409, "Conflict", message);
  }
  Json stored = store_->write(kind, *entry, std::move(next));
  if (fate == Store::Fate::lost_answer) return lost();
  return stored;
}

Reply<Json> MemoryApi::patch(const Kind& kind, const std::string& space, const std::string& name,
                             const Json& patch, bool status) {
  const std::lock_guard guard(store_->lock);
  Store::Fate fate{};
  if (const auto failure =
          store_->begin(status ? "patch-status" : "patch", &kind, space, name, fate))
    return *failure;
  if (!is_patch(patch))
    return failure_of(400, "BadRequest", "error decoding patch: it is no object");
  Store::Entry* entry = store_->find(kind, space, name);
  if (entry == nullptr || (status && !has_status(kind))) return no_such(kind, name);
  const std::string version = text_of(patch, "resourceVersion");
  if (!version.empty() && version != text_of(entry->object, "resourceVersion"))
    return stale(kind, name);
  Json next = entry->object;
  next.merge_patch(patch);
  keep_servers_part(entry->object, next);
  next = only_its_part(kind, entry->object, std::move(next), status);
  entry->owners.updated(entry->object, next, "profgen");
  Json stored = store_->write(kind, *entry, std::move(next));
  if (fate == Store::Fate::lost_answer) return lost();
  return stored;
}

Reply<Unit> MemoryApi::remove(const Kind& kind, const std::string& space, const std::string& name) {
  const std::lock_guard guard(store_->lock);
  Store::Fate fate{};
  if (const auto failure = store_->begin("delete", &kind, space, name, fate)) return *failure;
  Store::Entry* entry = store_->find(kind, space, name);
  if (entry == nullptr) return no_such(kind, name);
  Json next = entry->object;
  if (!next["metadata"].value("finalizers", Json::array()).empty()) {
    next["metadata"]["deletionTimestamp"] = next["metadata"]["creationTimestamp"];
    (void)store_->write(kind, *entry, std::move(next));
  } else {
    store_->erase(kind, {text_of(next, "namespace"), name});
  }
  if (fate == Store::Fate::lost_answer) return lost();
  return Unit{};
}

}  // namespace profgen::inline v0::kube
