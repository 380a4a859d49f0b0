#include <algorithm>
#include <nlohmann/json.hpp>

#include "kube/api/answers.hpp"
#include "kube/api/api.hpp"
#include "kube/api/field.hpp"
#include "kube/api/kubectl_failure.hpp"
#include "kube/api/kubectl_watch.hpp"

namespace profgen::inline v0::kube {
namespace {

// A login in a browser, or a plugin that fetches a token, comes on top of the request.
constexpr double seconds_for_login = 30;
constexpr std::size_t most_at_once = 200;
constexpr int tries_to_write = 8;

// What would be the same for whatever is asked.
bool concerns_all(const Failure& failure) {
  const bool by_role = failure.code == 403 && failure.message.find(" cannot ") != std::string::npos;
  return failure.transient() || failure.code == 401 || by_role;
}

// kubectl's raw mode is used where it can be: it prints the server's own JSON (resourceVersion of
// lists, bookmarks), needs no discovery, and is in kubectl since 1.17 at least.
class KubectlApi : public Api {
 public:
  KubectlApi(Processes& processes, const KubectlOptions& options)
      : processes_(processes), options_(options) {}

  [[nodiscard]] Reply<Json> get_raw(const std::string& path) override {
    auto body = run({"get", "--raw", path});
    if (!body) return body.failure();
    return object_of(*body, true);
  }

  [[nodiscard]] Reply<Json> get(const Kind& kind, const std::string& space,
                                const std::string& name) override {
    return object({"get", "--raw", path_of(kind, space, name)});
  }

  [[nodiscard]] Reply<List> list(const Kind& kind, const std::string& space,
                                 const std::string& selector) override {
    return list_pages(kind, space, selector, [&](const std::string& path) {
      return run({"get", "--raw", path});
    });
  }

  [[nodiscard]] std::unique_ptr<Watch> watch(const Kind& kind, const std::string& space,
                                             const std::string& selector,
                                             const std::string& resource_version) override {
    return kubectl_watch(
        argv({"get", "--raw", watch_path(kind, space, selector, resource_version)}, 0));
  }

  [[nodiscard]] Reply<Json> create(const Kind& kind, const Json& wanted) override {
    std::string space = metadata_text(wanted, "namespace");
    if (kind.namespaced && space.empty()) space = "default";
    std::string path = path_of(kind, space);
    add_query(path, "fieldManager", "profgen");
    return object({"create", "--raw", path, "-f", "-"}, body_of(wanted));
  }

  [[nodiscard]] std::vector<Reply<Json>> apply(const Kind& /*kind*/,
                                               const std::vector<Json>& objects,
                                               const std::string& manager, bool force) override {
    std::vector<Reply<Json>> replies;
    for (std::size_t begin = 0; begin < objects.size(); begin += most_at_once)
      apply_some(objects.data() + begin, std::min(most_at_once, objects.size() - begin), manager,
                 force, replies);
    return replies;
  }

  // kubectl patch knows the status subresource since 1.24 only: read, change, and put back what
  // nobody has changed in the meantime.
  [[nodiscard]] Reply<Json> patch(const Kind& kind, const std::string& space,
                                  const std::string& name, const Json& patch,
                                  bool status) override {
    const bool sure_of_version = !metadata_text(patch, "resourceVersion").empty();
    if (!is_patch(patch)) return Failure{400, "BadRequest", "the patch is no object"};
    std::string path = path_of(kind, space, name, status ? "status" : "");
    add_query(path, "fieldManager", "profgen");
    for (int tries = 1;; ++tries) {
      auto current = get(kind, space, name);
      if (!current) return current;
      const std::string version = metadata_text(*current, "resourceVersion");
      if (!is_patch(*current)) return no_answer("an object whose metadata is none");
      current->merge_patch(patch);
      if (!sure_of_version) (*current)["metadata"]["resourceVersion"] = version;
      auto put = object({"replace", "--raw", path, "-f", "-"}, body_of(*current));
      const bool again = !put && put.failure().conflict() && !sure_of_version;
      if (!again || tries == tries_to_write) return put;
    }
  }

  [[nodiscard]] Reply<Unit> remove(const Kind& kind, const std::string& space,
                                   const std::string& name) override {
    std::string path = path_of(kind, space, name);
    // As kubectl does it; the default of old kinds leaves a Job's pods behind.
    add_query(path, "propagationPolicy", "Background");
    auto body = run({"delete", "--raw", path});
    if (!body) return body.failure();
    return Unit{};
  }

 private:
  // `seconds` 0: no limit.
  [[nodiscard]] std::vector<std::string> argv(std::vector<std::string> words,
                                              double seconds) const {
    std::vector<std::string> all{options_.kubectl};
    if (!options_.kubeconfig.empty()) all.push_back("--kubeconfig=" + options_.kubeconfig);
    if (!options_.context.empty()) all.push_back("--context=" + options_.context);
    all.push_back("--request-timeout=" +
                  (seconds > 0 ? std::to_string(static_cast<int>(seconds + 0.999)) + "s" : "0"));
    all.insert(all.end(), std::make_move_iterator(words.begin()),
               std::make_move_iterator(words.end()));
    return all;
  }

  [[nodiscard]] Reply<std::string> run(std::vector<std::string> words, std::string input = {}) {
    Command command;
    command.argv = argv(std::move(words), options_.request_seconds);
    command.input = std::move(input);
    command.timeout_seconds = options_.request_seconds + seconds_for_login;
    Result<Finished> done = processes_.run(command);
    if (!done && processes_.find(options_.kubectl).empty())
      return no_answer(options_.kubectl + " is not installed; install kubectl of the cluster's " +
                       "version, or say where it is");
    if (!done) return no_answer(done.error().text());
    if (done->exit_code != 0) return kubectl_failure(done->errors, done->exit_code);
    return std::move(done->output);
  }

  [[nodiscard]] Reply<Json> object(std::vector<std::string> words, std::string input = {}) {
    auto body = run(std::move(words), std::move(input));
    if (!body) return body.failure();
    return object_of(*body);
  }

  // kubectl prints the objects only where all went well, and its complaints do not name them: the
  // half with the bad one is looked for. Applying the good ones twice does no harm.
  // NOLINTNEXTLINE(misc-no-recursion): halves.
  void apply_some(const Json* objects, std::size_t count, const std::string& manager, bool force,
                  std::vector<Reply<Json>>& replies) {
    std::vector<std::string> words{"apply", "--server-side", "--field-manager=" + manager};
    if (force) words.emplace_back("--force-conflicts");
    // The server checks; kubectl would fetch the description of all kinds for it.
    words.insert(words.end(), {"--validate=false", "-f", "-", "-o", "json"});
    Json input = count == 1
                     ? *objects
                     : Json{{"apiVersion", "v1"}, {"kind", "List"}, {"items", Json::array()}};
    for (std::size_t i = 0; count != 1 && i < count; ++i) input["items"].push_back(objects[i]);
    auto answer = object(std::move(words), body_of(input));
    if (answer && count == 1) {
      replies.push_back(std::move(answer));
      return;
    }
    if (answer && take_items(*answer, objects, count, replies)) return;
    if (count == 1 || (!answer && concerns_all(answer.failure()))) {
      replies.insert(replies.end(), count, answer.failure());
      return;
    }
    apply_some(objects, count / 2, manager, force, replies);
    apply_some(objects + count / 2, count - count / 2, manager, force, replies);
  }

  // In the order in which they went in, or not at all.
  [[nodiscard]] static bool take_items(Json& list, const Json* objects, std::size_t count,
                                       std::vector<Reply<Json>>& replies) {
    const auto items = list.find("items");
    if (items == list.end() || !items->is_array() || items->size() != count) return false;
    for (std::size_t i = 0; i < count; ++i)
      if (metadata_text((*items)[i], "name") != metadata_text(objects[i], "name")) return false;
    for (Json& item : *items) replies.emplace_back(std::move(item));
    return true;
  }

  Processes& processes_;
  KubectlOptions options_;
};

}  // namespace

std::unique_ptr<Api> kubectl_api(Processes& processes, const KubectlOptions& options) {
  return std::make_unique<KubectlApi>(processes, options);
}

}  // namespace profgen::inline v0::kube
