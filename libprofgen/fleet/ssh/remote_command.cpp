#include "fleet/ssh/remote_command.hpp"

#include <algorithm>

#include "profgen/bundle.hpp"

namespace profgen::inline v0::fleet::ssh {
namespace {

// Both are single-quoted words for a shell that may be sh, csh or fish: no single quote, backslash,
// exclamation mark or line end in them. An empty line goes before each marker, as a login's
// start-up files may have left a line open.
//
// The first runs as the login: $0 directory, $1 sudo|root, $2 the second text, then
// MACHINE:HEX:SIZE a program.
constexpr std::string_view start_text =
    R"(LC_ALL=C; export LC_ALL; end() { echo; echo "PROFGEN failed $*"; exit 0; }; )"
    R"(u=$(id -u); s=; if [ "$u" = 0 ]; then :; )"
    R"(elif [ "$1" = sudo ]; then command -v sudo >/dev/null 2>&1 || end no-sudo; s="sudo -n"; )"
    R"(else end not-root; fi; )"
    R"(i=$2; shift 2; m=$(uname -m); d=; )"
    R"(for p in "$@"; do case $p in "$m":*) d=${p#*:};; esac; done; )"
    R"([ -n "$d" ] || end machine "$m"; )"
    R"(n=${d#*:}; d=${d%:*}; b=$0/$d/profgen-node; )"
    R"([ -x "$b" ] || $s /bin/sh -c "$i" "$0" "$d" "$n" "$m" || end install; )"
    R"(echo; echo "PROFGEN ready"; exec $s "$b" serve)";

// The second as root: $0 directory, $1 hex, $2 size, $3 machine; the program comes on stdin. What
// is there already is looked for again, as the login may not see into the directory. `sync`: a
// program that lost its bytes in a power cut would look installed for ever.
constexpr std::string_view install_text =
    R"(t=; end() { echo; echo "PROFGEN failed $*"; [ -z "$t" ] || rm -f "$t"; exit 1; }; )"
    R"(umask 022; f=$0/$1/profgen-node; [ -x "$f" ] && exit 0; [ -e "$f" ] && end noexec; )"
    R"(command -v sha256sum >/dev/null 2>&1 || end no-sha256sum; )"
    R"(mkdir -p "$0/$1" || end directory; [ -O "$0" ] && [ -O "$0/$1" ] || end owner; )"
    R"(chmod 0755 "$0" "$0/$1" || end directory; )"
    R"(t=$0/$1/new.$$; true >"$t" || end directory; )"
    R"(echo; echo "PROFGEN want $3"; head -c "$2" >"$t" || end write; )"
    R"(echo "$1  $t" | sha256sum -c - >/dev/null 2>&1 || end sum; )"
    R"(chmod 0755 "$t" || end write; sync "$t" 2>/dev/null || sync; mv -f "$t" "$f" || end write; )"
    R"(t=; [ -x "$f" ] || end noexec; touch "$0/$1"; cd "$0" || exit 0; )"
    R"(ls -t | grep -xE "[0-9a-f]{64}" | tail -n +4 | while read -r o; do rm -rf "./$o"; done; )"
    R"(exit 0)";

bool is_machine_type(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  });
}

}  // namespace

Programs make_programs(std::map<std::string, std::string> by_machine) {
  Programs out;
  for (auto& entry : by_machine) {
    if (!is_machine_type(entry.first)) continue;
    std::string hex = bundle::digest(entry.second).substr(std::string_view("sha256:").size());
    out[entry.first] = {std::make_shared<const std::string>(std::move(entry.second)),
                        std::move(hex)};
  }
  return out;
}

std::string remote_command(const SshOptions& options, const Programs& programs) {
  std::string out = "exec /bin/sh -c '";
  out += start_text;
  out += "' " + options.node_dir + (options.sudo ? " sudo '" : " root '");
  out += install_text;
  out += "'";
  for (const auto& [machine, program] : programs)
    out += " " + machine + ":" + program.hex + ":" + std::to_string(program.bytes->size());
  return out;
}

ChildOptions without_windows(bool piped) {
  return {piped, {{"SSH_ASKPASS_REQUIRE", "never"}}, "SSH_ASKPASS"};
}

}  // namespace profgen::inline v0::fleet::ssh
