// What a task asks for itself: capabilities, other profiles, namespaces, limits, io_uring.
#include <array>

#include "base/text.hpp"
#include "log/access_of.hpp"
#include "log/masks.hpp"

namespace profgen::log {

Found capability_access(const Fields& fields, Verdict) {
  // `capname=` since 2.6.36; before, the name stood in `name=`.
  std::string name(fields.either("capname", "name"));
  if (name.empty())
    if (const auto number = text::to_number(fields.get("capability")))
      for (const grammar::Word& word : grammar::capabilities)
        if (word.value == *number) name = word.text;
  std::string unusable;
  if (name.empty()) unusable = "the record names no capability";
  return {CapabilityAccess{std::move(name)}, std::move(unusable)};
}

Found change_profile_access(const Fields& fields, Verdict) {
  const std::string_view operation = fields.get("operation");
  ChangeProfileAccess change;
  change.target = fields.either("target", "name");
  change.on_exec = operation == "change_onexec" || operation == "stack_onexec";
  change.stack = operation == "stack" || operation == "stack_onexec";
  std::string unusable;
  if (change.target.empty()) unusable = "the record names no target profile";
  if (fields.get("info") == "label not found")
    unusable = "the target profile is not loaded: label not found";
  return {std::move(change), std::move(unusable)};
}

Found change_hat_access(const Fields& fields, Verdict) {
  std::string_view hat = fields.get("name");
  if (hat.empty()) {
    hat = fields.get("target");
    if (const std::size_t at = hat.rfind("//"); at != std::string_view::npos)
      hat.remove_prefix(at + 2);
    constexpr std::string_view null = "null-";
    if (hat.substr(0, null.size()) == null) hat.remove_prefix(null.size());
  }
  std::string unusable;
  if (hat.empty()) unusable = "the record names no hat";
  return {ChangeHatAccess{std::string(hat)}, std::move(unusable)};
}

Found io_uring_access(const Fields& fields, Verdict verdict) {
  const std::string* text = mask_of(fields, verdict);
  const WordMask mask = read_word_mask(text ? *text : std::string(), grammar::io_uring_permissions);
  std::string unusable;
  if (!text) unusable = "the record does not say what was denied";
  if (!mask.unknown.empty()) unusable = "unknown word in the permission mask";
  return {IoUringAccess{mask.perms, std::string(fields.either("tcontext", "peer_label"))},
          std::move(unusable)};
}

Found userns_access(const Fields&, Verdict) { return {UsernsAccess{}, {}}; }

Found rlimit_access(const Fields& fields, Verdict) {
  RlimitAccess limit;
  limit.resource = fields.get("rlimit");
  if (const auto value = text::to_number(fields.get("value"))) limit.value = *value;
  std::string unusable;
  if (limit.resource.empty()) unusable = "the record names no resource";
  return {std::move(limit), std::move(unusable)};
}

}  // namespace profgen::log
