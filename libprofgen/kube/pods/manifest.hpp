// A file of manifests: several documents, Lists, JSON; its workloads are found and changed.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kube/pods/change.hpp"
#include "profgen/diagnostic.hpp"

namespace profgen::inline v0::kube {

struct ManifestWorkload {
  std::string name;  // "Deployment/web"
  std::string space;
  Position at;  // of the document
};

struct ManifestChange {
  std::string text;                // of the file afterwards
  std::vector<std::string> notes;  // "Deployment/web: container web: localhost/x -> localhost/y"
  std::vector<std::string> warnings;
  std::size_t workloads = 0;  // that changed
};

class Manifest {
 public:
  // `name` is what messages call it. Documents that are no YAML (templates of Helm are not) are
  // told in `diagnostics` and cannot be changed.
  static Manifest read(std::string name, std::string text, std::vector<Diagnostic>& diagnostics);
  [[nodiscard]] const std::vector<ManifestWorkload>& workloads() const { return workloads_; }
  [[nodiscard]] const std::string& text() const { return text_; }

  using Planner = std::function<Result<ChangePlan>(const Json& workload)>;
  // Of the workloads chosen by index.
  [[nodiscard]] Result<ManifestChange> change(const std::vector<std::size_t>& chosen,
                                              const Planner& planner) const;

  // The one that `word` ("", NAME, KIND/NAME) means; an Error of kind usage where none or several
  // are meant.
  [[nodiscard]] Result<std::size_t> choose(const std::string& word) const;

 private:
  struct Found {
    std::size_t document;
    std::string pointer;  // in the document: "" or "/items/3"
    std::shared_ptr<const Json> object;
  };
  struct Part {
    std::size_t begin, end;
    std::uint32_t first_line;
  };
  std::string name_, text_;
  std::vector<Part> documents_;
  std::vector<Found> found_;
  std::vector<ManifestWorkload> workloads_;
};

}  // namespace profgen::inline v0::kube
