// One log under two names: audit.log.1 beside audit.log.1.gz, which was made of it.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace profgen::inline v0::log {

// Of these files those that need no reading, because another one begins with all they hold: their
// name → that one's. Only content tells: different logs may begin with the same line. Files that
// cannot be read are never among them.
[[nodiscard]] std::map<std::string, std::string> find_copies(const std::vector<std::string>& files);

}  // namespace profgen::inline v0::log
