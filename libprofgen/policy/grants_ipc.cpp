#include "grammar/vocabulary.hpp"
#include "policy/grants_of.hpp"
#include "policy/permission_bits.hpp"
#include "policy/signal_name.hpp"

namespace profgen::inline v0::policy {
namespace {

// A message's condition means the same inside and outside of peer=( … ).
std::string either_value(const DbusRule& rule, std::string_view key) {
  std::string value = first_value(rule.local, key);
  return value.empty() ? first_value(rule.peer, key) : value;
}

// Without words a rule grants what its conditions leave possible.
std::uint32_t dbus_effective(const DbusRule& rule) {
  const std::uint32_t messages = dbus_bit("send") | dbus_bit("receive");
  if (rule.perms != 0) return rule.perms;
  if (!first_value(rule.local, "name").empty()) return dbus_bit("bind");
  bool message = false;
  for (const char* key : {"path", "interface", "member"})
    message = message || !either_value(rule, key).empty();
  for (const char* key : {"name", "label"})
    message = message || !first_value(rule.peer, key).empty();
  return message ? messages : messages | dbus_bit("bind") | dbus_bit("eavesdrop");
}

std::vector<std::string> every_signal() {
  std::vector<std::string> names;
  for (const grammar::Word& word : grammar::signals)
    if (canonical_signal(std::string(word.text)) == word.text) names.emplace_back(word.text);
  for (unsigned i = 0; i <= grammar::maximum_rtmin; ++i)
    names.push_back("rtmin+" + std::to_string(i));
  return names;
}

std::string first(const std::vector<std::string>& words) {
  return words.empty() ? std::string() : words.front();
}

}  // namespace

void GrantBuilder::operator()(const DbusRule& body) {
  std::vector<std::optional<std::string>> patterns;
  for (const char* key : {"bus", "path", "interface", "member"})
    patterns.push_back(text(either_value(body, key)));
  patterns.push_back(text(first_value(body.local, "name")));
  for (const char* key : {"name", "label"}) patterns.push_back(text(first_value(body.peer, key)));
  add(GrantClass::dbus, dbus_effective(body), std::move(patterns));
}

void GrantBuilder::operator()(const SignalRule& body) {
  std::vector<std::string> names;
  for (const std::string& name : body.set) names.push_back(canonical_signal(name));
  add(GrantClass::signal, or_every(body.perms, signal_every),
      {one_of(names.empty() ? every_signal() : names), text(first(body.peer))});
}

void GrantBuilder::operator()(const PtraceRule& body) {
  add(GrantClass::ptrace, or_every(body.perms, ptrace_every), {text(first(body.peer))});
}

void GrantBuilder::operator()(const MqueueRule& body) {
  add(GrantClass::mqueue, or_every(body.perms, mqueue_every),
      {body.type.empty() ? "{posix,sysv}" : body.type, text(body.name), text(body.label)});
}

void GrantBuilder::operator()(const IoUringRule& body) {
  add(GrantClass::io_uring, or_every(body.perms, io_uring_every), {text(body.label)});
}

}  // namespace profgen::inline v0::policy
