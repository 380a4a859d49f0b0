# Making a guest's image: kernel, disk, first boot, saved state (tests/e2e/guest build).
# shellcheck shell=bash disable=SC2154,SC2016  # here, guests, image, running, suite are guest's

# Programs that the scenarios confine, and the tools that tests compare with.
guest_packages=(systemd systemd-sysv dbus udev kmod apparmor apparmor-utils apparmor-profiles
  apparmor-profiles-extra auditd rsyslog openssh-server sudo python3 python3-apparmor
  python3-libapparmor nginx-light curl procps iproute2 iputils-ping strace gdb util-linux less
  busybox-static libcap2-bin netcat-openbsd)
disk_size=3G

# What the image is made from: another one, and it is made again.
recipe() {
  {
    cat "${BASH_SOURCE[0]}" "$here/lib/vmlinux.py"
    find "$here/guest-root" -type f -print0 | LC_ALL=C sort -z | xargs -0 cat
  } | sha256sum | cut -d' ' -f1
}

took() { say "$1 ($((SECONDS - build_begin)) s)"; }

# mirror [security]: the archive that apt uses here, if it is Debian's.
mirror() {
  local uri name default=http://deb.debian.org/debian/
  [[ -z ${1:-} ]] || default=http://deb.debian.org/debian-security/
  while read -r uri name; do
    [[ $uri == *debian* ]] || continue
    if [[ -n ${1:-} ]]; then
      [[ $name != *security* ]] || { echo "$uri" && return; }
    elif [[ $name =~ ^[a-z]+$ ]]; then
      echo "$uri" && return
    fi
  done < <(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' 2>/dev/null)
  echo "$default"
}

# An apt of its own below $image/apt; the machine's own stays as it is.
prepare_apt() {
  local key=/usr/share/keyrings/debian-archive-keyring.gpg
  mkdir -p apt/lists/partial apt/cache/archives/partial
  {
    echo "deb [signed-by=$key] $(mirror) $suite main"
    if [[ $suite != sid ]]; then
      echo "deb [signed-by=$key] $(mirror) $suite-updates main"
      echo "deb [signed-by=$key] $(mirror security) $suite-security main"
    fi
  } >sources.list
  cat >apt.conf <<CONF
Dir::Etc::sourcelist "$image.new/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State::lists "$image.new/apt/lists";
Dir::State::status "/dev/null";
Dir::Cache "$image.new/apt/cache";
APT::Sandbox::User "root";
Acquire::Check-Valid-Until "false";
CONF
}

# The packages of the kernel are only unpacked: no initramfs-tools, no maintainer scripts.
fetch_kernel() {
  local package extra deb module depends
  export APT_CONFIG=$image.new/apt.conf
  apt-get update -qq
  depends=$(apt-cache depends linux-image-cloud-amd64)
  package=$(awk '/Depends: linux-image-[0-9]/ { print $2; exit }' <<<"$depends")
  kernel=${package#linux-image-}
  # Newer kernels come in several packages.
  depends=$(apt-cache show "$package")
  mapfile -t extra < <(grep -m1 '^Depends' <<<"$depends" | grep -oE 'linux-(modules|binary|base)-[^ ,(]+' || true)
  # busybox-static from there, too: here another busybox may be installed, which excludes it.
  apt-get download -qq "$package" busybox-static "${extra[@]}"
  for deb in *.deb; do dpkg-deb -x "$deb" kernel; done
  rm -f ./*.deb
  # In one go: apt builds its index of all packages at each call.
  mapfile -t present < <(apt-cache show --no-all-versions "${guest_packages[@]}" 2>/dev/null | sed -n 's/^Package: //p')
  unset APT_CONFIG
  if [[ ! -d kernel/lib/modules ]]; then
    mkdir -p kernel/lib
    ln -s ../usr/lib/modules kernel/lib/modules
  fi
  python3 "$here/lib/vmlinux.py" "$(find kernel -name 'vmlinuz*' -type f | head -1)" vmlinux
  find kernel -name 'config*' -type f -path '*boot*' -exec cp {} config \;
  find -L kernel/lib/modules -name '*.ko.xz' -exec xz -d {} +
  find -L kernel/lib/modules -name '*.ko.zst' -exec zstd -q --rm -d {} +
  depmod -b kernel "$kernel"
  for module in virtio_pci virtio_blk virtio_net ext4; do
    modprobe -d "$image.new/kernel" -S "$kernel" --show-depends "$module" 2>/dev/null |
      awk '$1 == "insmod" { print $2 }' || true
  done | awk '!seen[$0]++' >modules
  took "kernel $kernel"
}

make_initramfs() {
  local module
  mkdir -p initramfs/{bin,proc,sys,dev,new,modules}
  cp "$(find kernel -path "*bin/busybox" -type f | head -1)" initramfs/bin/
  while read -r module; do
    cp "$module" initramfs/modules/
    basename "$module"
  done <modules >initramfs/modules/order
  cat >initramfs/init <<'INIT'
#!/bin/busybox sh
b=/bin/busybox
$b mount -t devtmpfs d /dev; $b mount -t proc p /proc; $b mount -t sysfs s /sys
for m in $($b cat /modules/order); do $b insmod /modules/$m; done
until [ -b /dev/vda ]; do $b usleep 20000; done
$b mount -t ext4 -o rw,noatime /dev/vda /new
for d in dev proc sys; do $b mount --move /$d /new/$d; done
exec $b switch_root /new /sbin/init
INIT
  chmod +x initramfs/init
  (cd initramfs && find . | cpio -o -H newc --quiet | gzip -1) >initrd.gz
}

make_root() {
  local root=$image.new/rootfs
  [[ -f $guests/key ]] || ssh-keygen -q -t ed25519 -N '' -C profgen-e2e -f "$guests/key"
  if ! nice mmdebstrap --verbose --mode=root --variant=minbase --components=main \
    --aptopt='Acquire::Check-Valid-Until "false"' --include="$(IFS=,; echo "${present[*]}")" \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' "$suite" rootfs.tar sources.list >mmdebstrap.log 2>&1; then
    tail -20 mmdebstrap.log >&2
    die "mmdebstrap failed; the whole log: $image.new/mmdebstrap.log"
  fi
  mkdir "$root"
  tar -C "$root" -xf rootfs.tar --exclude='./dev/*'
  rm rootfs.tar
  took "packages unpacked"
  mkdir -p "$root/usr/lib/modules" "$root/boot" "$root/var/log/journal"
  cp -aL "kernel/lib/modules/$kernel" "$root/usr/lib/modules/"
  [[ ! -f config ]] || cp config "$root/boot/config-$kernel"
  cp -r "$here/guest-root/." "$root/"
  echo lab >"$root/etc/hostname"
  printf '127.0.0.1 localhost lab\n::1 localhost\n' >"$root/etc/hosts"
  : >"$root/etc/fstab"
  echo 'nameserver 127.0.0.1' >"$root/etc/resolv.conf"
  passwd -R "$root" -d root >/dev/null
  # Somebody who is not root, for sudo -n.
  chroot "$root" useradd -m -s /bin/bash operator-e2e
  echo 'operator-e2e ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/e2e"
  install -d -m 700 "$root/root/.ssh" "$root/home/operator-e2e/.ssh"
  install -m 600 "$guests/key.pub" "$root/root/.ssh/authorized_keys"
  install -m 600 "$guests/key.pub" "$root/home/operator-e2e/.ssh/authorized_keys"
  chroot "$root" chown -R operator-e2e: /home/operator-e2e/.ssh
  rm -f "$root"/etc/ssh/ssh_host_*
  ssh-keygen -q -t ed25519 -N '' -C '' -f "$root/etc/ssh/ssh_host_ed25519_key"
  systemctl --root="$root" -q enable e2e-network.service ssh.service auditd.service rsyslog.service \
    apparmor.service 2>/dev/null || true
  systemctl --root="$root" -q disable nginx.service 2>/dev/null || true
  systemctl --root="$root" -q mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer \
    e2scrub_all.timer e2scrub_reap.service fstrim.timer man-db.timer logrotate.timer \
    systemd-tmpfiles-clean.timer getty@tty1.service systemd-timesyncd.service systemd-firstboot.service \
    systemd-networkd-wait-online.service systemd-binfmt.service modprobe@drm.service \
    modprobe@dm_mod.service modprobe@fuse.service modprobe@efi_pstore.service systemd-pstore.service \
    2>/dev/null || true
  truncate -s "$disk_size" base.img
  mkfs.ext4 -q -F -O ^has_journal -E lazy_itable_init=0,root_owner=0:0 -L root -d "$root" base.img
  rm -rf kernel initramfs apt
  took "disk made, $(du -h base.img | cut -f1)"
}

# The cache of the profiles is compiled here for the features of the guest's kernel: in the guest
# that takes minutes. Then the machine's state is saved, to be resumed in seconds.
first_boot() {
  local root=$image/rootfs count=0
  cd "$image" || return
  rm -f ready.qcow2 ready.state.zst
  qemu-img create -q -f qcow2 -b base.img -F raw ready.qcow2
  start_node 0 "$image/ready.qcow2" cold
  wait_for_ssh 0 "${GUEST_WAIT:-600}"
  took "first boot"
  node_ssh 0 'echo "profile e2e-probe {}" | apparmor_parser -qTrW -L /tmp/c && cat /tmp/c/*/.features
    echo "profile e2e-probe {}" | apparmor_parser -R; rm -r /tmp/c' >features
  cp features "$root/tmp/features"
  # In a mount namespace of its own: its /proc goes with it.
  unshare -m sh -c 'mount -t proc proc "$1/proc" &&
    chroot "$1" apparmor_parser -j2 --kernel-features /tmp/features -Q -W /etc/apparmor.d' sh "$root" >cache.log 2>&1 ||
    say "some profiles did not compile: $(tail -1 cache.log)"
  tar -C "$root" -cf - var/cache/apparmor | node_ssh 0 'tar -C / -xf -'
  took "profile cache"
  node_ssh 0 'touch /etc/e2e-primed; systemctl start apparmor'
  until node_ssh 0 'systemctl is-system-running' 2>/dev/null | grep -qE 'running|degraded'; do
    ((++count < 150)) || break
    sleep 2
  done
  node_ssh 0 'sync; echo 3 >/proc/sys/vm/drop_caches; sleep 1'
  close_ssh 0
  monitor 0 'migrate_set_parameter max-bandwidth 8G' >/dev/null
  monitor 0 "migrate \"exec:zstd -q -3 -T0 > '$image/ready.state.zst'\"" >/dev/null
  until monitor 0 'info migrate' | grep -q 'status: completed'; do
    ! monitor 0 'info migrate' | grep -q 'status: failed' || die "saving the state failed"
    sleep 0.5
  done
  monitor 0 quit >/dev/null || true
  wait_for_end 0 10
  rm -rf "$root"
  took "state saved, $(du -h ready.state.zst | cut -f1)"
}

build_image() {
  local build_begin=$SECONDS kernel present recipe
  recipe=$(recipe)
  if [[ -f $image/ready.state.zst && -f $image/recipe && $(cat "$image/recipe") == "$recipe" ]]; then
    say "$suite is there already: kernel $(cat "$image/kernel-version")"
    return
  fi
  if [[ -d $image/rootfs && -f $image/disk-recipe && $(cat "$image/disk-recipe") == "$recipe" ]]; then
    say "the disk of $suite is there already; its first boot did not end well"
    nodes_down
    first_boot
    echo "$recipe" >"$image/recipe"
    return
  fi
  ((EUID == 0)) || die "making a guest's disk needs root (chroot, mmdebstrap): run it as root once"
  nodes_down
  rm -rf "$image" "$image.new"
  mkdir -p "$image.new"
  cd "$image.new" || return
  prepare_apt
  fetch_kernel
  make_initramfs
  make_root
  echo "$kernel" >kernel-version
  echo "$recipe" >disk-recipe
  mv "$image.new" "$image"
  first_boot
  echo "$recipe" >"$image/recipe"
}
