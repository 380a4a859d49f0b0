// What Ansible's variables of ssh arguments say about the way to a host.
#pragma once

#include <string>
#include <string_view>

namespace profgen::inline v0::fleet::ansible {

struct SshArguments {
  std::string jump;  // of -J, ProxyJump, or a ProxyCommand that is one
  // What was not taken, as "-i", "ProxyCommand=…"; empty: all was understood or does not matter.
  std::string not_taken;
  std::string remedy;
};
[[nodiscard]] SshArguments read_ssh_arguments(std::string_view text);

}  // namespace profgen::inline v0::fleet::ansible
