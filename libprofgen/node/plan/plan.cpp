#include "node/operations.hpp"
#include "node/package.hpp"
#include "node/plan/planned.hpp"

namespace profgen::inline v0::node {

Reply plan(Machine& machine, const Plan& request) {
  const auto opened = open_package(machine, request.package);
  if (const auto* no = std::get_if<Refused>(&opened)) return *no;
  const auto state = read_state(machine);
  if (!state) return refused("bad-state", state.error(), "see to the file");
  auto done =
      planned(machine, *std::get_if<bundle::Bundle>(&opened), request.stage, request.adopt, *state);
  if (!done) return refused("cannot-plan", done.error(), "`preflight` says what is missing");
  return std::move(done->reply);
}

}  // namespace profgen::inline v0::node
