// What a task asks for itself: capabilities, other profiles, namespaces, limits, io_uring.
#include <array>

#include "base/text.hpp"
#include "log/access_of.hpp"
#include "log/masks.hpp"

namespace profgen::inline v0::log {

void capability_access(const Fields& fields, Event& event) {
  // `capname=` since 2.6.36; before, the name stood in `name=`.
  std::string_view name = fields.either(Key::capname, Key::name);
  if (name.empty())
    if (const auto number = text::to_number(fields.get(Key::capability)))
      for (const grammar::Word& word : grammar::capabilities)
        if (word.value == *number) name = word.text;
  if (name.empty()) event.unusable = "the record names no capability";
  hold<CapabilityAccess>(event.access).capability = name;
}

void change_profile_access(const Fields& fields, Event& event) {
  ChangeProfileAccess change;
  change.target = fields.either(Key::target, Key::name);
  change.on_exec = event.operation == "change_onexec" || event.operation == "stack_onexec";
  change.stack = event.operation == "stack" || event.operation == "stack_onexec";
  if (change.target.empty()) event.unusable = "the record names no target profile";
  if (event.info == "label not found")
    event.unusable = "the target profile is not loaded: label not found";
  event.access = std::move(change);
}

void change_hat_access(const Fields& fields, Event& event) {
  std::string_view hat = fields.get(Key::name);
  if (hat.empty()) {
    hat = fields.get(Key::target);
    if (const std::size_t at = hat.rfind("//"); at != std::string_view::npos)
      hat.remove_prefix(at + 2);
    constexpr std::string_view null = "null-";
    if (hat.substr(0, null.size()) == null) hat.remove_prefix(null.size());
  }
  if (hat.empty()) event.unusable = "the record names no hat";
  event.access = ChangeHatAccess{std::string(hat)};
}

void io_uring_access(const Fields& fields, Event& event) {
  const auto text = mask_of(fields, event.verdict);
  const WordMask mask =
      read_word_mask(text.value_or(std::string_view()), grammar::io_uring_permissions);
  if (!text) event.unusable = "the record does not say what was denied";
  if (mask.unknown) event.unusable = "unknown word in the permission mask";
  event.access =
      IoUringAccess{mask.perms, std::string(fields.either(Key::tcontext, Key::peer_label))};
}

void userns_access(const Fields&, Event& event) { event.access = UsernsAccess{}; }

void rlimit_access(const Fields& fields, Event& event) {
  RlimitAccess limit;
  limit.resource = fields.get(Key::rlimit);
  if (const auto value = text::to_number(fields.get(Key::value))) limit.value = *value;
  if (limit.resource.empty()) event.unusable = "the record names no resource";
  event.access = std::move(limit);
}

}  // namespace profgen::inline v0::log
