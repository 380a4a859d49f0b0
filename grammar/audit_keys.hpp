// The keys of an AppArmor record that mean something to the reader. Every other key is kept as
// well; it only has no name here. Facts: the kernel's
// security/apparmor/{audit,file,net,lsm,mount,task, ipc,capability,resource,domain,policy}.c,
// dbus-daemon, dbus-broker, libapparmor's grammar.y.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace profgen::inline v0::grammar::audit {

enum class Key : std::uint8_t {
  none,  // a key that is not in the table
  addr,
  apparmor,
  attribute,
  bus,
  capability,
  capname,
  kind,  // `class=`
  comm,
  cwd,
  daddr,
  denied,
  denied_mask,
  dest,
  error,
  exe,
  execpath,
  faddr,
  family,
  flags,
  fport,
  fstype,
  fsuid,
  info,
  interface,
  label,
  laddr,
  lport,
  mask,
  member,
  method,
  msg,
  name,
  name2,
  name_space,  // `namespace=`
  ns,
  operation,
  ouid,
  path,
  peer,
  peer_addr,
  peer_label,
  peer_profile,
  pid,
  profile,
  protocol,
  requested,
  requested_mask,
  rlimit,
  saddr,
  signal,
  sock_type,
  src,
  srcname,
  target,
  tcontext,
  type,
  value,
  fsuid_name,  // `FSUID=` and `OUID=`, by auditd
  ouid_name,
};

struct KeyWord {
  std::string_view word;
  // Its bare value may be a string in hex. Every other bare value stands for itself (a number such
  // as `pid=1234` is an even number of hex digits, too).
  bool string = false;
};
// In the order of Key.
inline constexpr std::array<KeyWord, 60> keys = {{
    {""},
    {"addr", true},
    {"apparmor"},
    {"attribute", true},
    {"bus"},
    {"capability"},
    {"capname"},
    {"class"},
    {"comm", true},
    {"cwd", true},
    {"daddr"},
    {"denied"},
    {"denied_mask"},
    {"dest"},
    {"error"},
    {"exe", true},
    {"execpath", true},
    {"faddr"},
    {"family"},
    {"flags", true},
    {"fport"},
    {"fstype", true},
    {"fsuid"},
    {"info", true},
    {"interface"},
    {"label", true},
    {"laddr"},
    {"lport"},
    {"mask"},
    {"member"},
    {"method"},
    {"msg"},
    {"name", true},
    {"name2", true},
    {"namespace", true},
    {"ns", true},
    {"operation"},
    {"ouid"},
    {"path", true},
    {"peer", true},
    {"peer_addr", true},
    {"peer_label", true},
    {"peer_profile", true},
    {"pid"},
    {"profile", true},
    {"protocol"},
    {"requested"},
    {"requested_mask"},
    {"rlimit"},
    {"saddr"},
    {"signal"},
    {"sock_type"},
    {"src"},
    {"srcname", true},
    {"target", true},
    {"tcontext", true},
    {"type"},
    {"value"},
    {"FSUID"},
    {"OUID"},
}};
static_assert(keys[static_cast<std::size_t>(Key::ouid_name)].word == "OUID");
static_assert(keys[static_cast<std::size_t>(Key::name_space)].word == "namespace");

}  // namespace profgen::inline v0::grammar::audit
