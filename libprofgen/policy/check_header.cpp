// Names, attachments and flags of profiles.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "grammar/error_names.hpp"
#include "policy/check_context.hpp"

namespace profgen::inline v0::policy {
namespace {

using grammar::ProfileFlag;

// The table's entry; for a flag with a value the one that ends in `=`.
const ProfileFlag* find_flag(std::string_view flag) {
  const auto equals = flag.find('=');
  const std::string_view name =
      equals == std::string_view::npos ? flag : flag.substr(0, equals + 1);
  for (const ProfileFlag& known : grammar::profile_flags)
    if (known.text == name) return &known;
  return nullptr;
}

bool is_error_name(std::string_view value) {
  std::string upper(value);
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 0x20);
  return std::find(std::begin(grammar::error_names), std::end(grammar::error_names), upper) !=
         std::end(grammar::error_names);
}

void check_flag_value(const CheckContext& context, std::string_view flag) {
  const auto equals = flag.find('=');
  if (equals == std::string_view::npos) return;
  const std::string_view name = flag.substr(0, equals);
  const std::string_view value = flag.substr(equals + 1);
  if (name == "kill.signal") {
    check_signal(context, value);
  } else if (name == "error") {
    if (!is_error_name(value))
      context.error(value, "unknown-word", fmt::format("`{}` is not an error name", value),
                    "such as error=EPERM");
  } else if (value.empty() || (value.front() != '/' && value.front() != '@')) {
    context.error(flag, "value", fmt::format("`{}` needs a path that begins with /", name));
  }
}

void check_flags(const CheckContext& context, const ProfileHeader& header) {
  std::map<int, std::string_view> chosen;               // group → flag
  std::map<std::string_view, std::string_view> values;  // name → flag
  for (const std::string& flag : header.flags) {
    const ProfileFlag* known = find_flag(flag);
    if (known == nullptr) {
      context.error(flag, "unknown-word", fmt::format("`{}` is not a profile flag", flag),
                    near_hint(flag, grammar::profile_flags));
      continue;
    }
    check_flag_value(context, flag);
    // A path to attach to implies attach_disconnected.
    const bool attaches = known->text.substr(0, 20) == "attach_disconnected.";
    const int group = attaches ? 4 : known->group;
    const std::string_view choice = attaches ? "attach_disconnected" : std::string_view(flag);
    if (group != 0) {
      const auto [place, fresh] = chosen.emplace(group, choice);
      if (!fresh && place->second != choice)
        context.error(flag, "conflict",
                      fmt::format("flags `{}` and `{}` exclude each other", place->second, flag));
    }
    if (known->text.back() == '=') {
      const auto [place, fresh] = values.emplace(known->text, flag);
      if (!fresh && place->second != flag)
        context.error(flag, "conflict",
                      fmt::format("flags `{}` and `{}` exclude each other", place->second, flag));
    }
  }
}

void check_name(const CheckContext& context, const ProfileHeader& header) {
  const std::string_view name = header.name;
  if (name.empty()) {
    context.error({}, "value", "a profile needs a name");
  } else if (name.front() == '@' && !header.keyword && !header.caret) {
    context.error(name, "structure",
                  "a profile whose name begins with a variable needs the word `profile`");
  } else if (name.front() == '&') {
    context.error(name, "value", "a stack of profiles cannot be defined, only entered");
  } else if (name.front() == ':') {
    const auto end = name.find(':', 1);
    const bool whole = end != std::string_view::npos && end > 1;
    const std::string_view rest = whole ? name.substr(end + 1) : std::string_view();
    if (!whole || rest.empty() || rest == "//")
      context.error(name, "value", "expected `:namespace:name`");
  }
}

void check_identity(const CheckContext& context, const std::string& identity) {
  if (identity.empty() || (identity.front() != '/' && identity.find(' ') != std::string::npos))
    context.error(identity, "value", "an identity holds no blank unless it is a path");
  check_pattern(context, identity);
}

}  // namespace

void check_header(const CheckContext& context, const ProfileHeader& header) {
  check_name(context, header);
  if (header.name.find("@{profile_name}") != std::string::npos)
    context.error("@{profile_name}", "value", "a profile name cannot hold @{profile_name}");
  // A name is a pattern only where nothing else says what the profile attaches to.
  check_pattern(context, header.attachment.empty() ? header.name : header.attachment);
  for (const Condition& xattr : header.xattrs)
    for (const std::string& value : xattr.values) check_pattern(context, value);
  for (const Condition& identities : header.identities)
    for (const std::string& identity : identities.values) check_identity(context, identity);
  check_flags(context, header);
}

}  // namespace profgen::inline v0::policy
