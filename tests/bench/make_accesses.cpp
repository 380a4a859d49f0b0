// make_accesses NUMBER SEED: an audit.log of so many distinct accesses (bench/access_mix.hpp) on
// standard output.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/overloaded.hpp"
#include "bench/access_mix.hpp"

namespace {

using namespace profgen;

std::string mask_of(FilePerms perms) {
  std::string mask;
  if ((perms & file_perm::map_exec) != 0) mask += 'm';
  if ((perms & file_perm::read) != 0) mask += 'r';
  if ((perms & file_perm::write) != 0) mask += 'w';
  return mask;
}

std::string file(const FileAccess& access, const std::string& who) {
  const std::string mask = mask_of(access.perms);
  return "operation=\"open\" class=\"file\"" + who + " name=\"" + access.path +
         "\" requested_mask=\"" + mask + "\" denied_mask=\"" + mask +
         "\" fsuid=1000 ouid=" + (access.owned ? "1000" : "0");
}
std::string dbus(const DbusAccess& access, const std::string& profile) {
  return "operation=\"dbus_method_call\" bus=\"" + access.bus + "\" path=\"" + access.path +
         "\" interface=\"" + access.interface + "\" member=\"" + access.member +
         "\" mask=\"send\" name=\"" + access.peer_name + "\" pid=7 label=\"" + profile +
         "\" peer_pid=1 peer_label=\"" + access.peer_label + "\"";
}
std::string signal(const SignalAccess& access, const std::string& who) {
  return "operation=\"signal\" class=\"signal\"" + who +
         " requested_mask=\"send\" denied_mask=\"send\" signal=" + access.signal + " peer=\"" +
         access.peer + "\"";
}
std::string capability(const CapabilityAccess& access, const std::string& who) {
  return "operation=\"capable\" class=\"cap\"" + who + " capability=0 capname=\"" +
         access.capability + "\"";
}
std::string network(const NetworkAccess& access, const std::string& who) {
  return "operation=\"create\" class=\"net\"" + who + " family=\"" + access.family +
         "\" sock_type=\"" + access.type +
         "\" protocol=6 requested_mask=\"create\" denied_mask=\"create\"";
}

std::string line(const bench::Did& did, long number) {
  const std::string who = " profile=\"" + did.profile + "\" pid=7 comm=\"worker\"";
  const std::string stamp = " msg=audit(1795457100.001:" + std::to_string(number) + "): ";
  const std::string text =
      std::visit(Overloaded{[&](const FileAccess& a) { return file(a, who); },
                            [&](const DbusAccess& a) { return dbus(a, did.profile); },
                            [&](const SignalAccess& a) { return signal(a, who); },
                            [&](const CapabilityAccess& a) { return capability(a, who); },
                            [&](const NetworkAccess& a) { return network(a, who); },
                            [](const auto&) { return std::string(); }},
                 did.access);
  if (std::holds_alternative<DbusAccess>(did.access))
    return "type=USER_AVC" + stamp + "pid=1 uid=101 auid=4294967295 ses=4294967295 " +
           "msg='apparmor=\"ALLOWED\" " + text + " exe=\"/usr/bin/dbus-daemon\"'";
  return "type=AVC" + stamp + "apparmor=\"ALLOWED\" " + text;
}

}  // namespace

int main(int count, char** arguments) {
  const long number = count == 3 ? std::atol(arguments[1]) : 0;
  if (number <= 0) {
    std::fputs("usage: make_accesses NUMBER SEED >FILE\n", stderr);
    return 2;
  }
  bench::AccessMix mix(static_cast<std::uint32_t>(std::strtoul(arguments[2], nullptr, 10)));
  for (long i = 0; i < number; ++i) std::puts(line(mix.next(), i + 1).c_str());
  return std::fflush(stdout) == 0 ? 0 : 4;
}
