#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

Error Failure::error(std::string context, std::string object) const {
  std::string why = message;
  if (why.empty()) why = reason.empty() ? "no answer" : reason;
  if (code != 0) why += " (HTTP " + std::to_string(code) + ")";
  return {ErrorKind::system, std::move(context), std::move(object), std::move(why)};
}

}  // namespace profgen::inline v0::kube
