// ssh_transport() with its times; for tests.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "fleet/ssh/timing.hpp"
#include "profgen/transport.hpp"

namespace profgen::inline v0::fleet::ssh {

[[nodiscard]] std::unique_ptr<Transport> make_transport(
    const Inventory& inventory, std::map<std::string, std::string> node_programs,
    const Timing& timing);

}  // namespace profgen::inline v0::fleet::ssh
