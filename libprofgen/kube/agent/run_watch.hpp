// The program profgen-node-watch.
#pragma once

#include <string>
#include <vector>

namespace profgen::inline v0::kube {

// Until SIGTERM or SIGINT. Exit code: 0; 2 wrong usage; 3 no service account; 4 with --once, where
// the API server did not take all of it.
[[nodiscard]] int run_watch(const std::vector<std::string>& words);

}  // namespace profgen::inline v0::kube
