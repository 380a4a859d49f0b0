#include "kube/pods/manifest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"
#include "kube/pods/member.hpp"
#include "kube/pods/workload.hpp"
#include "kube/pods/yaml_bytes.hpp"

namespace profgen::inline v0::kube {
namespace {

Diagnostic document_not_read(const std::string& name, const YamlError& wrong,
                             std::uint32_t first_line) {
  Diagnostic made;
  made.severity = Severity::warning;
  made.file = name;
  made.at = wrong.at;
  if (made.at.line != 0) made.at.line += first_line;
  made.message = wrong.message + "; this document is left out";
  made.id = "manifest";
  made.hint = wrong.hint;
  return made;
}

// Keys that stand key_that_stands_twice: which of them counts is a matter of the reader's taste.
const YamlNode* key_that_stands_twice(const YamlNode& node) {
  std::set<std::string_view> keys;
  for (const auto& [key, value] : node.pairs) {
    if (!keys.insert(key->text).second && key->text != "<<") return key.get();
    if (const YamlNode* inner = key_that_stands_twice(*value)) return inner;
  }
  for (const YamlPtr& item : node.items)
    if (const YamlNode* inner = key_that_stands_twice(*item)) return inner;
  return nullptr;
}

std::string change_told(const std::string& workload, const ContainerEdit& one, const Json& object) {
  const Json::json_pointer place(one.edit.pointer);
  const std::string was = object.contains(place) && object.at(place).is_string()
                              ? object.at(place).get<std::string>()
                              : std::string("nothing");
  return fmt::format(
      "{}: {}: {}: {} -> {}", text::printable(workload),
      one.container.empty() ? "the pod" : "container " + text::printable(one.container),
      text::printable(place.back()), text::printable(was, 80),
      one.edit.value ? text::printable(*one.edit.value, 80) : "nothing");
}

}  // namespace

Manifest Manifest::read(std::string name, std::string text, std::vector<Diagnostic>& diagnostics) {
  Manifest made;
  made.name_ = std::move(name);
  made.text_ = std::move(text);
  for (const YamlDocument& one : documents_of(made.text_)) {
    YamlError wrong;
    const YamlPtr root = read_yaml(made.text_.substr(one.begin, one.end - one.begin), wrong);
    const YamlNode* again = root == nullptr ? nullptr : key_that_stands_twice(*root);
    if (again != nullptr)
      wrong = {again->at, fmt::format("the key `{}` stands twice", text::printable(again->text)),
               ""};
    if (root == nullptr || again != nullptr) {
      diagnostics.push_back(document_not_read(made.name_, wrong, one.first_line));
      continue;
    }
    const std::size_t document = made.documents_.size();
    made.documents_.push_back({one.begin, one.end, one.first_line});
    const Json object = json_of(*root);
    const auto take = [&](const Json& workload, std::string pointer) {
      if (!pod_pointer(workload)) return;
      made.workloads_.push_back({workload_name(workload),
                                 text_at(workload, {"metadata", "namespace"}),
                                 {root->at.line + one.first_line, root->at.column}});
      made.found_.push_back({document, std::move(pointer), std::make_shared<const Json>(workload)});
    };
    take(object, "");
    if (!text_at(object, {"kind"}).ends_with("List")) continue;
    const Json& items = list_at(object, {"items"});
    for (std::size_t i = 0; i < items.size(); ++i) take(items[i], "/items/" + std::to_string(i));
  }
  return made;
}

Result<std::size_t> Manifest::choose(const std::string& word) const {
  std::vector<std::size_t> meant;
  std::vector<std::string> names;
  const std::size_t slash = word.find('/');
  const std::string name = slash == std::string::npos ? word : word.substr(slash + 1);
  const WorkloadKind* kind =
      slash == std::string::npos ? nullptr : workload_kind(word.substr(0, slash));
  for (std::size_t i = 0; i < workloads_.size(); ++i) {
    const std::string& full = workloads_[i].name;
    names.push_back(text::printable(full));
    const std::size_t cut = full.find('/');
    const bool same_kind = slash == std::string::npos ||
                           (kind != nullptr ? full.substr(0, cut) == kind->kind.kind
                                            : full.substr(0, cut) == word.substr(0, slash));
    if (word.empty() || (same_kind && full.substr(cut + 1) == name)) meant.push_back(i);
  }
  if (meant.size() == 1) return meant.front();
  const std::string what = word.empty() ? name_ : fmt::format("{} in {}", word, name_);
  if (names.empty())
    return Error{ErrorKind::input, "look for a workload", name_, "it holds no pod and no template"};
  return Error{
      ErrorKind::usage, "look for a workload", what,
      fmt::format("{}; name one of {} (KIND/NAME)",
                  meant.empty() ? "it is not there" : "several are meant", fmt::join(names, ", "))};
}

Result<ManifestChange> Manifest::change(const std::vector<std::size_t>& chosen,
                                        const Planner& planner) const {
  ManifestChange out;
  std::vector<std::vector<ValueEdit>> edits(documents_.size());
  for (const std::size_t i : chosen) {
    const Found& one = found_[i];
    auto plan = planner(*one.object);
    if (!plan) return plan.error();
    for (const std::string& warning : plan->warnings)
      out.warnings.push_back(text::printable(workloads_[i].name) + ": " + warning);
    if (!plan->edits.empty()) ++out.workloads;
    for (const ContainerEdit& edit : plan->edits) {
      out.notes.push_back(change_told(workloads_[i].name, edit, *one.object));
      edits[one.document].push_back({one.pointer + edit.edit.pointer, edit.edit.value});
    }
  }
  std::size_t done = 0;
  for (std::size_t i = 0; i < documents_.size(); ++i) {
    const Part& part = documents_[i];
    if (edits[i].empty()) continue;
    auto changed = edit_yaml(text_.substr(part.begin, part.end - part.begin), edits[i], name_,
                             part.first_line);
    if (!changed) return changed.error();
    out.text += text_.substr(done, part.begin - done) + *changed;
    done = part.end;
  }
  out.text += text_.substr(done);
  return out;
}

}  // namespace profgen::inline v0::kube
