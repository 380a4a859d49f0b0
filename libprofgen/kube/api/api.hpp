// The API of a Kubernetes cluster as raw JSON: the user's kubectl (kubectl_api), or the service
// account of a pod (cluster_api); in tests an API server in memory (memory_api). No method throws.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/clock.hpp"
#include "profgen/result.hpp"
#include "profgen/system.hpp"

namespace profgen::inline v0::kube {

using Json = nlohmann::json;

// What objects there are: /apis/GROUP/VERSION/PLURAL, or /api/VERSION/PLURAL where group is empty.
struct Kind {
  std::string_view group, version, plural, kind;
  bool namespaced = false;
};

// What the server, or the way to it, said no with.
struct Failure {
  // HTTP's: 403, 404, 409, 410, 422, 429 …; 0: no answer (not reached, kubectl missing, cut off).
  int code = 0;
  std::string reason;  // of the server's Status: "Conflict", "Forbidden", "Expired" …; may be empty
  std::string message;  // one line for a person
  [[nodiscard]] bool not_found() const { return code == 404; }
  [[nodiscard]] bool conflict() const { return code == 409; }
  [[nodiscard]] bool gone() const { return code == 410; }
  // Worth trying again as it is: no answer, 429, 5xx.
  [[nodiscard]] bool transient() const { return code == 0 || code == 429 || code >= 500; }
  [[nodiscard]] Error error(std::string context, std::string object) const;
};

template <typename T>
class [[nodiscard]] Reply {
 public:
  Reply(T value) : value_(std::move(value)) {}
  Reply(Failure failure) : failure_(std::move(failure)) {}
  explicit operator bool() const { return value_.has_value(); }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }
  const Failure& failure() const { return failure_; }

 private:
  std::optional<T> value_;
  Failure failure_;
};

struct List {
  std::vector<Json> items;
  std::string resource_version;  // where a watch goes on from
};

struct WatchEvent {
  enum class Type : std::uint8_t {
    added,
    modified,
    deleted,
    bookmark,  // only a newer resourceVersion
    gone,      // 410: list again
    closed,    // ended or cut off: watch again from the last resourceVersion
  } type = Type::closed;
  std::shared_ptr<Json> object;  // nullptr for gone and closed
  Failure failure;               // of closed and gone
};

class Watch {
 public:
  virtual ~Watch() = default;
  // The next event; nullopt when none came within `seconds`, or when a signal handler ran. After
  // gone or closed only closed comes.
  [[nodiscard]] virtual std::optional<WatchEvent> next(double seconds) = 0;
};

class Api {
 public:
  virtual ~Api() = default;
  // GET of any path: "/version", "/readyz".
  [[nodiscard]] virtual Reply<Json> get_raw(const std::string& path) = 0;
  [[nodiscard]] virtual Reply<Json> get(const Kind& kind, const std::string& space,
                                        const std::string& name) = 0;
  // `selector` of labels; empty: all. `space` empty: all namespaces. Pages are followed.
  [[nodiscard]] virtual Reply<List> list(const Kind& kind, const std::string& space,
                                         const std::string& selector) = 0;
  [[nodiscard]] virtual std::unique_ptr<Watch> watch(const Kind& kind, const std::string& space,
                                                     const std::string& selector,
                                                     const std::string& resource_version) = 0;
  // POST: an object of this name must not be there yet (409 AlreadyExists).
  [[nodiscard]] virtual Reply<Json> create(const Kind& kind, const Json& object) = 0;
  // Server-side apply of whole objects (apiVersion, kind, metadata.name), in the fields that
  // `manager` owns; without `force` others' fields are a Conflict. One reply an object, in order:
  // kubectl's way is one process for all of them.
  [[nodiscard]] virtual std::vector<Reply<Json>> apply(const Kind& kind,
                                                       const std::vector<Json>& objects,
                                                       const std::string& manager, bool force) = 0;
  // JSON merge patch of an object, or of its status subresource. With metadata.resourceVersion in
  // the patch, a Conflict where somebody was faster.
  [[nodiscard]] virtual Reply<Json> patch(const Kind& kind, const std::string& space,
                                          const std::string& name, const Json& patch,
                                          bool status) = 0;
  [[nodiscard]] virtual Reply<Unit> remove(const Kind& kind, const std::string& space,
                                           const std::string& name) = 0;
};

// kubectl as the user has it: contexts, exec plugins, OIDC, proxies are its work.
struct KubectlOptions {
  std::string kubectl = "kubectl";
  std::string context, kubeconfig;
  double request_seconds = 30;
};
[[nodiscard]] std::unique_ptr<Api> kubectl_api(Processes& processes, const KubectlOptions& options);

// From inside a pod: KUBERNETES_SERVICE_HOST and _PORT, and the service account's token and ca.crt.
// The token is read again before it is old (it is renewed on the disk), and at once after a 401.
struct ClusterOptions {
  std::string server;  // "https://10.96.0.1:443"
  std::string account =
      "/var/run/secrets/kubernetes.io/serviceaccount";  // token, ca.crt, namespace
  double connect_seconds = 10, request_seconds = 30;
};
// From the environment; nullopt: this is no pod.
[[nodiscard]] std::optional<ClusterOptions> cluster_options(const Files& files);
[[nodiscard]] std::unique_ptr<Api> cluster_api(const ClusterOptions& options);

}  // namespace profgen::inline v0::kube
