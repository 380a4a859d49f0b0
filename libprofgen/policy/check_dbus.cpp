// D-Bus rules: message conditions, service conditions and permissions that exclude each other.
#include <fmt/format.h>

#include "policy/check_conditions.hpp"

namespace profgen::inline v0::policy {
namespace {

constexpr ConditionRow rows[] = {
    {"bus", true, true, false},    {"path", true, true, false}, {"interface", true, true, false},
    {"member", true, true, false}, {"name", true, true, false}, {"label", false, true, false},
};

constexpr std::uint32_t message = grammar::bits_of(grammar::dbus_permissions, "rw");
constexpr std::uint32_t bind = grammar::bits_of(grammar::dbus_permissions, "bind");
constexpr std::uint32_t eavesdrop = grammar::bits_of(grammar::dbus_permissions, "eavesdrop");

}  // namespace

void check_dbus(const CheckContext& context, const DbusRule& rule) {
  check_conditions(context, rule.local, false, rows);
  check_conditions(context, rule.peer, true, rows);
  // These mean the same on both sides of peer=( … ).
  for (const std::string_view key : {"bus", "path", "interface", "member"})
    if (value_of(rule.local, key) && value_of(rule.peer, key))
      context.error(key, "conflict", fmt::format("{}= is given twice", key));
  std::string_view of_message;  // the first condition of a message
  for (const std::string_view key : {"path", "interface", "member"})
    if (of_message.empty() && (value_of(rule.local, key) || value_of(rule.peer, key)))
      of_message = key;
  if (of_message.empty() && (value_of(rule.peer, "name") || value_of(rule.peer, "label")))
    of_message = "peer";
  const bool names_service = value_of(rule.local, "name") != nullptr;

  if (names_service && !of_message.empty())
    context.error("name", "conflict",
                  "name= is about a service: it excludes path=, interface=, member= and peer=");
  if ((rule.perms & message) && names_service)
    context.error("name", "conflict", "send and receive exclude name= outside peer=( … )");
  if ((rule.perms & bind) && !of_message.empty())
    context.error(of_message, "conflict", "bind excludes path=, interface=, member= and peer=");
  if ((rule.perms & eavesdrop) && (names_service || !of_message.empty()))
    context.error("eavesdrop", "conflict", "eavesdrop takes bus= only");
}

}  // namespace profgen::inline v0::policy
