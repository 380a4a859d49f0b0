#include "node/operations.hpp"

namespace profgen::inline v0::node {

Refused refused(std::string id, std::string text, std::string remedy) {
  return {{{std::move(id), std::move(text), std::move(remedy), true}}};
}

Refused refused(std::string id, const Error& error, std::string remedy) {
  return refused(std::move(id), error.text(), std::move(remedy));
}

}  // namespace profgen::inline v0::node
