// An API server in memory: the twin of kubectl_api() and cluster_api() for tests.
//
// As the real one it has resourceVersion, uid and generation; status apart from the rest for kinds
// that have the subresource; server-side apply with owners of fields; label selectors; watches that
// go on from a resourceVersion. It has no schemas (nothing is defaulted, pruned or refused by
// type), no RBAC, no namespaces as objects, and leaves metadata.managedFields out.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

class MemoryApi : public Api {
 public:
  // Of fail_next() and calls: "raw", "get", "list", "watch", "create", "apply", "patch",
  // "patch-status", "delete".
  struct Call {
    std::string verb, plural, space, name;
    bool operator==(const Call&) const = default;
  };

  MemoryApi();
  ~MemoryApi() override;

  // Makes or replaces a whole object with its status, as somebody else (`manager`) would.
  Json put(const Kind& kind, Json object, const std::string& manager = "kubectl-create");
  [[nodiscard]] std::optional<Json> object(const Kind& kind, const std::string& space,
                                           const std::string& name) const;
  [[nodiscard]] std::vector<Json> objects(const Kind& kind) const;
  [[nodiscard]] std::vector<Call> calls() const;  // what was asked, without what put() did
  // What get_raw() answers; "/version" is there, other paths are 404.
  void put_raw(const std::string& path, Json answer);

  // The next `times` calls of this verb on this kind (nullptr: of any kind) end with `code`
  // (0: no answer), and nothing was done.
  void fail_next(const std::string& verb, const Kind* kind, int code, int times = 1);
  // As a connection that breaks after the server has carried a write out: done, but code 0.
  void lose_answers(const std::string& verb, const Kind* kind, int times = 1);
  void close_watches();  // cut off: all that are open get `closed`
  // etcd was compacted: open watches, and those from an older resourceVersion, are gone (410).
  void expire();
  // No server there: code 0 for every call, open watches are closed.
  void set_reachable(bool reachable);

  // Called by Watch::next() where no event is pending, with the seconds it was to wait for, and
  // without the lock: a test runs its agents and its clock from here. It is not called from within
  // itself.
  std::function<void(double seconds)> on_idle;
  // For threads: Watch::next() waits for real. Otherwise it returns at once: time is the test's.
  bool waits = false;
  std::function<std::int64_t()> now_us;  // of creationTimestamp; unset: a fixed day

  [[nodiscard]] Reply<Json> get_raw(const std::string& path) override;
  [[nodiscard]] Reply<Json> get(const Kind& kind, const std::string& space,
                                const std::string& name) override;
  [[nodiscard]] Reply<List> list(const Kind& kind, const std::string& space,
                                 const std::string& selector) override;
  [[nodiscard]] std::unique_ptr<Watch> watch(const Kind& kind, const std::string& space,
                                             const std::string& selector,
                                             const std::string& resource_version) override;
  [[nodiscard]] Reply<Json> create(const Kind& kind, const Json& object) override;
  [[nodiscard]] std::vector<Reply<Json>> apply(const Kind& kind, const std::vector<Json>& objects,
                                               const std::string& manager, bool force) override;
  [[nodiscard]] Reply<Json> patch(const Kind& kind, const std::string& space,
                                  const std::string& name, const Json& patch, bool status) override;
  [[nodiscard]] Reply<Unit> remove(const Kind& kind, const std::string& space,
                                   const std::string& name) override;

 private:
  struct Store;
  class StoreWatch;
  [[nodiscard]] Reply<Json> apply_one(const Kind& kind, const Json& object,
                                      const std::string& manager, bool force);
  std::shared_ptr<Store> store_;
};

}  // namespace profgen::inline v0::kube
