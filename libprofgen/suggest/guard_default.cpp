#include "profgen/suggest.hpp"

namespace profgen::suggest {

Guard default_guard() {
  Guard guard;
  guard.never_paths = {
      // passwords and keys
      "/etc/{,g}shadow{,-}",
      "/usr/etc/{,g}shadow{,-}",
      "/etc/security/opasswd",
      "/etc/sudoers{,.d/**}",
      "/etc/ssl/private/**",
      "/etc/ssh/ssh_host_*key",
      "/**.key",
      "/root/.ssh/{,**}",
      "/home/*/.ssh/{,**}",
      "/root/.gnupg/{,**}",
      "/home/*/.gnupg/{,**}",
      // raw devices
      "/dev/{mem,kmem,port,kcore}",
      "/proc/kcore",
      "/dev/{sd,hd,vd,xvd,nvme,mmcblk,dm-}*",
      "/dev/mapper/*",
      // the kernel's own switches
      "/proc/sys/** w",
      "/proc/sysrq-trigger w",
      "/sys/** w",
      "/etc/apparmor.d/** w",
      "/etc/apparmor/** w",
  };
  guard.never_capabilities = {"mac_admin",  "mac_override", "sys_admin",
                              "sys_module", "sys_rawio",    "sys_ptrace"};
  guard.abstractions_refused = {"ssl_keys", "ubuntu-browsers.d/*"};
  guard.maximum_severity = 7;
  return guard;
}

}  // namespace profgen::suggest
