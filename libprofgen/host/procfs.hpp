// What a procfs tells of processes, read without their help: they may end at any moment.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/result.hpp"

namespace profgen::inline v0::host {

// The ids of all processes, in order.
[[nodiscard]] Result<std::vector<std::uint32_t>> process_ids(const std::string& proc);
// A small file of procfs whole; false where it cannot be read (errno says why).
[[nodiscard]] bool read_proc(const std::string& path, std::string& out);
// Where a link of procfs leads; "" where it may not be read or the process has ended.
[[nodiscard]] std::string proc_link(const std::string& path);
// When the process began, in clock ticks after boot, of the text of its `stat` (proc(5)); 0 where
// it does not say.
[[nodiscard]] std::uint64_t start_time(std::string_view stat);
// The names in a directory of procfs, unsorted; empty where it may not be read.
[[nodiscard]] std::vector<std::string> proc_names(const std::string& path);

}  // namespace profgen::inline v0::host
