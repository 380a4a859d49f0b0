// The first line of a script: what runs it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace profgen::inline v0::refine {

// "#! /usr/bin/env -S python3 -u" → {"/usr/bin/env", "python3"}; the second stands there for
// env(1) only. Empty: no script, or a line longer than the kernel reads (execve(2)).
[[nodiscard]] std::vector<std::string> script_interpreters(std::string_view bytes);

// The abstraction that AppArmor ships for an interpreter: "abstractions/python" for
// "/usr/bin/python3.11"; "" for others.
[[nodiscard]] std::string abstraction_of_interpreter(std::string_view path);

}  // namespace profgen::inline v0::refine
