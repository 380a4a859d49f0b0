#include <algorithm>
#include <array>

#include "suggest/severity.hpp"

namespace profgen::inline v0::suggest::severity_table {
namespace {

// From the special to the general. read, write, execute.
constexpr PathSeverity paths[] = {
    // secrets
    {"/{,usr/}etc/{,g}shadow{,-}", 10, 10, 10},
    {"/etc/security/opasswd", 10, 10, 10},
    {"/etc/sudoers{,.d/**}", 8, 10, 10},
    {"/etc/ssh/*key", 10, 10, 10},
    {"/etc/ssh/*key.pub", 2, 9, 10},
    {"/etc/ssl/private/**", 10, 10, 10},
    {"/etc/krb5.keytab", 9, 10, 10},
    {"/**.key", 9, 9, 10},
    {"{/root,/home/*}/.{ssh,gnupg,password-store}/**", 10, 10, 10},
    {"{/root,/home/*}/.{netrc,pgpass,my.cnf,git-credentials,aws/**,kube/**,docker/**}", 9, 9, 10},
    {"{/root,/home/*}/.{bash,zsh}*", 6, 9, 9},
    {"{/root,/home/*}/.config/autostart/**", 3, 9, 9},
    // devices
    {"/dev/{null,zero,full,random,urandom,tty,ptmx,pts/,pts/ptmx}", 0, 0, 10},
    {"/dev/pts/*", 2, 3, 10},
    {"/dev/{log,stdin,stdout,stderr,fd/**}", 1, 2, 10},
    {"/dev/shm/{,**}", 3, 4, 9},
    {"/dev/{mem,kmem,port,kcore}", 10, 10, 10},
    {"/dev/{sd*,hd*,vd*,xvd*,nvme*,mmcblk*,loop*,dm-*,mapper/**,md*}", 10, 10, 10},
    {"/dev/{kvm,uinput,input/**,net/tun,fuse,vhost*,vfio/**}", 7, 8, 10},
    {"/dev/**", 5, 7, 10},
    // kernel
    {"/proc/{kcore,kmem,kallsyms,sysrq-trigger}", 8, 10, 10},
    {"/proc/sys/kernel/{core_pattern,modprobe,yama/**}", 3, 10, 10},
    {"/proc/sys/**", 1, 9, 10},
    {"/proc/{cpuinfo,meminfo,stat,uptime,loadavg,version,filesystems,mounts,cmdline,devices}", 1, 9,
     10},
    {"/proc/[0-9]*/{mem,environ}", 8, 9, 10},
    {"/proc/[0-9]*/task/[0-9]*/{mem,environ}", 8, 9, 10},
    {"/proc/[0-9]*/attr/**", 3, 6, 10},
    {"/proc/[0-9]*/**", 2, 5, 10},
    {"/proc/{,**}", 3, 8, 10},
    {"/sys/kernel/security/**", 5, 10, 10},
    {"/sys/fs/cgroup/**", 2, 7, 10},
    {"/sys/{,**}", 2, 8, 10},
    {"/boot/**", 5, 10, 10},
    {"{,/usr}/lib/modules/**", 2, 10, 10},
    // configuration
    {"/{,usr/}etc/{passwd,group,nsswitch.conf,hosts,host.conf,resolv.conf,localtime,gai.conf}", 1,
     9, 10},
    {"/{,usr/}etc/{ld.so.cache,ld.so.conf,ld.so.conf.d/**,locale.alias,hostname,os-release}", 1, 9,
     10},
    {"/etc/ld.so.preload", 1, 10, 10},
    {"/etc/{pam.d/**,apparmor.d/**,cron*,cron*/**,systemd/**,init.d/**}", 3, 10, 10},
    {"/etc/ssl/**", 2, 8, 10},
    {"/{,usr/}etc/{,**}", 3, 8, 10},
    // programs and libraries
    {"{,/usr}/{,s}bin/{su,sudo,pkexec,mount,umount,newgrp,chsh,passwd,doas}", 1, 10, 8},
    {"{,/usr}/{,s}bin/{modprobe,insmod,kexec,apparmor_parser,nsenter,unshare,chroot}", 1, 10, 8},
    {"{,/usr}/{,s}bin/{sh,bash,dash,zsh,ksh,busybox,python*,perl*,ruby*,lua*}", 1, 10, 5},
    {"{,/usr}/{,s}bin/*", 1, 10, 4},
    {"{,/usr}/lib{,32,64,exec}/{,**}", 1, 10, 4},
    {"/usr/share/{,**}", 1, 9, 6},
    {"/usr/local/**", 2, 9, 5},
    {"/opt/**", 2, 8, 5},
    // data
    {"{/root,/home/*}/", 3, 7, 8},
    {"{/root,/home/*}/**", 5, 7, 7},
    {"/home/", 2, 9, 8},
    {"/{,var/}tmp/{,**}", 4, 4, 9},
    {"/var/log/**", 4, 5, 9},
    {"/var/spool/cron/**", 6, 10, 10},
    {"/var/cache/**", 2, 4, 8},
    {"/var/lib/{dpkg,rpm,apt}/**", 2, 9, 9},
    {"/var/lib/**", 4, 5, 8},
    {"/{,var/}run/{docker,containerd/containerd,crio/crio,libvirt/libvirt-sock}*", 9, 10, 10},
    {"/{,var/}run/user/[0-9]*/**", 4, 5, 8},
    {"/{,var/}run/{,**}", 3, 5, 9},
    {"/srv/**", 3, 5, 8},
    {"/{mnt,media}/{,**}", 4, 6, 8},
    {"/", 1, 9, 10},
    {"**", 5, 8, 9},
};

constexpr NameSeverity capabilities[] = {
    {"sys_admin", 10},
    {"sys_module", 10},
    {"sys_rawio", 10},
    {"mac_admin", 10},
    {"mac_override", 10},
    {"bpf", 9},
    {"sys_ptrace", 9},
    {"dac_read_search", 8},
    {"dac_override", 8},
    {"setfcap", 9},
    {"sys_boot", 8},
    {"mknod", 8},
    {"setuid", 7},
    {"setgid", 7},
    {"setpcap", 8},
    {"fowner", 7},
    {"chown", 7},
    {"sys_chroot", 7},
    {"net_admin", 8},
    {"net_raw", 7},
    {"perfmon", 8},
    {"linux_immutable", 7},
    {"audit_control", 8},
    {"audit_read", 7},
    {"syslog", 7},
    {"sys_time", 7},
    {"sys_resource", 6},
    {"ipc_owner", 7},
    {"fsetid", 6},
    {"kill", 6},
    {"checkpoint_restore", 8},
    {"sys_tty_config", 6},
    {"sys_pacct", 5},
    {"audit_write", 4},
    {"sys_nice", 5},
    {"ipc_lock", 4},
    {"net_bind_service", 4},
    {"net_broadcast", 4},
    {"lease", 4},
    {"wake_alarm", 3},
    {"block_suspend", 3},
};

constexpr NameSeverity families[] = {
    {"unix", 2},  {"inet", 4}, {"inet6", 4}, {"netlink", 3}, {"packet", 8},    {"alg", 4},
    {"vsock", 5}, {"key", 7},  {"xdp", 8},   {"can", 6},     {"bluetooth", 6},
};

template <std::size_t Size>
int lookup(const NameSeverity (&table)[Size], std::string_view name, int otherwise) {
  const auto* const found = std::find_if(std::begin(table), std::end(table),
                                         [&](const NameSeverity& e) { return e.name == name; });
  return found == std::end(table) ? otherwise : found->severity;
}

}  // namespace

const PathSeverity* paths_begin() { return std::begin(paths); }
const PathSeverity* paths_end() { return std::end(paths); }

int capability(std::string_view name) { return lookup(capabilities, name, 9); }

int network(std::string_view family, std::string_view type) {
  const int by_family = family.empty() ? 7 : lookup(families, family, 6);
  const bool any_of_inet =
      type.empty() && family.substr(0, 4) == "inet";  // raw ones are among them
  const bool raw = any_of_inet || (type == "raw" && family != "netlink");
  return raw ? std::max(by_family, 7) : by_family;
}

}  // namespace profgen::inline v0::suggest::severity_table
