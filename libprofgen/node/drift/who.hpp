// Who seems to have changed a file of ours.
#pragma once

#include <string>

#include "node/state.hpp"

namespace profgen::inline v0::node {

// "package nginx 1.22.1-9", "aa-logprof", "uid 1000, 2026-11-27 10:00 UTC"; empty where nothing can
// be said. `now` is the file's text, `desired` ours.
[[nodiscard]] std::string who_changed(Machine& machine, const std::string& path,
                                      const std::string& now, const std::string& desired);

}  // namespace profgen::inline v0::node
