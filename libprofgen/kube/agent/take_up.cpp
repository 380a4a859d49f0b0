#include "kube/agent/take_up.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "kube/objects/field.hpp"
#include "kube/objects/time_text.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr std::string_view role_label = "node-role.kubernetes.io/";

// "web-0123456789ab" is a bundle called "web".
std::string family_of_object(const std::string& object) {
  return object.substr(0, object.rfind('-'));
}

bool is_meant_for(const fleet::Node& node, const std::string& object, const std::string& selector,
                  const Tell& tell) {
  const auto parsed = fleet::Selector::parse(selector);
  if (!parsed) tell("ProfileBundle " + object + ": " + parsed.error().text());
  return parsed && parsed->matches(node);
}

void drop_outdone(std::vector<Offer>& offers) {
  std::set<std::string> later;
  for (std::size_t i = offers.size(); i-- > 0;) {
    const std::set<std::string>& own = offers[i].profiles;
    const bool outdone = !own.empty() && std::ranges::includes(later, own);
    later.insert(own.begin(), own.end());
    if (outdone) offers.erase(offers.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

}  // namespace

fleet::Node fleet_node_of(const Json& node) {
  fleet::Node out;
  out.name = object_name_of(node);
  for (const auto& [key, value] : field_of(field_of(node, "metadata"), "labels").items()) {
    if (!value.is_string()) continue;
    out.labels[key] = value.get<std::string>();
    if (key.size() > role_label.size() && key.starts_with(role_label))
      out.groups.push_back(key.substr(role_label.size()));
  }
  std::ranges::sort(out.groups);
  return out;
}

std::vector<Offer> offers_for(const fleet::Node& node,
                              const std::map<std::string, std::shared_ptr<Json>>& bundles,
                              const Tell& tell) {
  std::map<std::string, Offer> latest;
  for (const auto& [object, json] : bundles) {
    const Json& spec = field_of(*json, "spec");
    const Json& status = field_of(*json, "status");
    if (field_text(status, "phase") != "Done") continue;
    if (!is_meant_for(node, object, field_text(spec, "selector"), tell)) continue;
    Offer offer{object,
                field_text(spec, "digest"),
                time_of(field_text(status, "doneTime")).value_or(0),
                {}};
    for (const Json& profile : field_of(spec, "profiles"))
      offer.profiles.insert(field_text(profile, "name"));
    Offer& best = latest[family_of_object(object)];
    if (best.object.empty() || offer.done_us >= best.done_us) best = std::move(offer);
  }
  std::vector<Offer> out;
  out.reserve(latest.size());
  for (auto& [family, offer] : latest) out.push_back(std::move(offer));
  std::ranges::stable_sort(out, {}, &Offer::done_us);
  drop_outdone(out);
  return out;
}

}  // namespace profgen::inline v0::kube
