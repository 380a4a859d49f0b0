#include "tools/profgen/this_kernel.hpp"

namespace profgen::tool {

std::unique_ptr<host::Kernel> this_kernel() { return nullptr; }

}  // namespace profgen::tool
