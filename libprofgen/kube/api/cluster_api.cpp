#include <mutex>
#include <nlohmann/json.hpp>

#include "kube/api/answers.hpp"
#include "kube/api/api.hpp"
#include "kube/api/cluster_http.hpp"
#include "kube/api/cluster_watch.hpp"
#include "kube/api/field.hpp"

namespace profgen::inline v0::kube {
namespace {

class ClusterApi : public Api {
 public:
  explicit ClusterApi(const ClusterOptions& options) : options_(options), http_(options) {}

  [[nodiscard]] Reply<Json> get_raw(const std::string& path) override {
    auto body = ask({"GET", path, {}, {}});
    if (!body) return body.failure();
    return object_of(*body, true);
  }

  [[nodiscard]] Reply<Json> get(const Kind& kind, const std::string& space,
                                const std::string& name) override {
    return object({"GET", path_of(kind, space, name), {}, {}});
  }

  [[nodiscard]] Reply<List> list(const Kind& kind, const std::string& space,
                                 const std::string& selector) override {
    return list_pages(kind, space, selector, [&](const std::string& path) {
      return ask({"GET", path, {}, {}});
    });
  }

  [[nodiscard]] std::unique_ptr<Watch> watch(const Kind& kind, const std::string& space,
                                             const std::string& selector,
                                             const std::string& resource_version) override {
    return cluster_watch(options_, watch_path(kind, space, selector, resource_version));
  }

  [[nodiscard]] Reply<Json> create(const Kind& kind, const Json& wanted) override {
    return write("POST", path_of(kind, space_of(kind, wanted)), "profgen", "application/json",
                 wanted);
  }

  [[nodiscard]] std::vector<Reply<Json>> apply(const Kind& kind, const std::vector<Json>& objects,
                                               const std::string& manager, bool force) override {
    std::vector<Reply<Json>> replies;
    for (const Json& one : objects) {
      const std::string name = metadata_text(one, "name");
      if (name.empty()) {
        replies.emplace_back(Failure{400, "BadRequest", "an object without a name"});
        continue;
      }
      std::string path = path_of(kind, space_of(kind, one), name);
      if (force) add_query(path, "force", "true");
      // JSON is YAML; servers before 1.32 know no other type for it.
      replies.push_back(
          write("PATCH", std::move(path), manager, "application/apply-patch+yaml", one));
    }
    return replies;
  }

  [[nodiscard]] Reply<Json> patch(const Kind& kind, const std::string& space,
                                  const std::string& name, const Json& patch,
                                  bool status) override {
    if (!is_patch(patch)) return Failure{400, "BadRequest", "the patch is no object"};
    return write("PATCH", path_of(kind, space, name, status ? "status" : ""), "profgen",
                 "application/merge-patch+json", patch);
  }

  [[nodiscard]] Reply<Unit> remove(const Kind& kind, const std::string& space,
                                   const std::string& name) override {
    std::string path = path_of(kind, space, name);
    // As kubectl does it; the default of old kinds leaves a Job's pods behind.
    add_query(path, "propagationPolicy", "Background");
    auto body = ask({"DELETE", std::move(path), {}, {}});
    if (!body) return body.failure();
    return Unit{};
  }

 private:
  static std::string space_of(const Kind& kind, const Json& object) {
    const std::string space = metadata_text(object, "namespace");
    return kind.namespaced && space.empty() ? "default" : space;
  }

  [[nodiscard]] Reply<std::string> ask(const HttpRequest& request) {
    const std::lock_guard guard(lock_);
    return http_.ask(request);
  }

  [[nodiscard]] Reply<Json> object(const HttpRequest& request) {
    auto body = ask(request);
    if (!body) return body.failure();
    return object_of(*body);
  }

  [[nodiscard]] Reply<Json> write(const char* method, std::string path, const std::string& manager,
                                  const char* type, const Json& wanted) {
    add_query(path, "fieldManager", manager);
    return object({method, std::move(path), type, body_of(wanted)});
  }

  ClusterOptions options_;
  std::mutex lock_;  // of the one connection
  HttpClient http_;
};

}  // namespace

std::unique_ptr<Api> cluster_api(const ClusterOptions& options) {
  return std::make_unique<ClusterApi>(options);
}

}  // namespace profgen::inline v0::kube
