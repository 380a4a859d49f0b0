#include <exception>

#include "base/overloaded.hpp"
#include "node/operations.hpp"

namespace profgen::inline v0::node {
namespace {

Reply carried_out(Machine& machine, const Request& request) {
  // These read nothing that a killed call may have left half done.
  const bool needs_no_order = std::holds_alternative<Preflight>(request) ||
                              std::holds_alternative<Events>(request) ||
                              std::holds_alternative<Usage>(request);
  if (!needs_no_order)
    if (Status status = settle(machine); !status)
      return refused("half-done", status.error(), "see to it, then ask again");
  return std::visit(Overloaded{[&](const Preflight&) { return preflight(machine); },
                               [&](const Plan& one) { return plan(machine, one); },
                               [&](const Apply& one) { return apply(machine, one); },
                               [&](const Relax& one) { return relax(machine, one); },
                               [&](const Rollback& one) { return rollback(machine, one); },
                               [&](const Park& one) { return park(machine, one); },
                               [&](const Retire& one) { return retire(machine, one); },
                               [&](const StatusOf&) { return status(machine); },
                               [&](const DriftOf& one) { return drift(machine, one); },
                               [&](const Events& one) { return events(machine, one); },
                               [&](const Usage& one) { return usage(machine, one); }},
                    request);
}

}  // namespace

Reply handle(Machine& machine, const Request& request) {
  try {
    return carried_out(machine, request);
  } catch (const std::exception& thrown) {
    return refused("internal", std::string("profgen-node failed: ") + thrown.what(),
                   "ask again; a request that was cut short is finished or put back first");
  }
}

std::string handle_line(Machine& machine, const std::string& line) {
  const Result<Request> request = request_of(line);
  if (!request)
    return to_line(Reply(refused("bad-request", request.error(), "docs/node-protocol.md has all")));
  return to_line(handle(machine, *request));
}

}  // namespace profgen::inline v0::node
