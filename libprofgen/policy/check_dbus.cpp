// D-Bus rules: message conditions, service conditions and permissions that exclude each other.
#include "policy/check_conditions.hpp"

namespace profgen::policy {
namespace {

constexpr ConditionRow rows[] = {
    {"bus", true, false, false},    {"path", true, false, false}, {"interface", true, false, false},
    {"member", true, false, false}, {"name", true, true, false},  {"label", false, true, false},
};

constexpr std::uint32_t message = grammar::bits_of(grammar::dbus_permissions, "rw");
constexpr std::uint32_t bind = grammar::bits_of(grammar::dbus_permissions, "bind");
constexpr std::uint32_t eavesdrop = grammar::bits_of(grammar::dbus_permissions, "eavesdrop");

}  // namespace

void check_dbus(const CheckContext& context, const DbusRule& rule) {
  check_conditions(context, rule.local, false, rows);
  check_conditions(context, rule.peer, true, rows);
  std::string_view of_message;  // the first condition of a message
  for (const std::string_view key : {"path", "interface", "member"})
    if (of_message.empty() && value_of(rule.local, key)) of_message = key;
  if (of_message.empty() && !rule.peer.empty()) of_message = "peer";
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

}  // namespace profgen::policy
