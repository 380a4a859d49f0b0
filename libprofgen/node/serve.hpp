// The program profgen-node: this machine, and its requests one after another.
#pragma once

#include <iosfwd>
#include <memory>
#include <string>

#include "profgen/node_engine.hpp"

namespace profgen::inline v0::node {

// The machine that this program runs on, with the keys that it trusts: STATE_DIR/trust/
// allowed_signers (ssh-keygen(1)) or STATE_DIR/trust/minisign.pub. One that is there makes
// signatures a duty.
class ThisMachine {
 public:
  ThisMachine();
  ~ThisMachine();
  [[nodiscard]] Machine& machine() { return *machine_; }

 private:
  std::unique_ptr<Files> files_;
  std::unique_ptr<Processes> processes_;
  std::unique_ptr<host::Kernel> kernel_;
  std::unique_ptr<Clock> clock_;
  std::unique_ptr<Machine> machine_;
};
[[nodiscard]] bundle::Trust trust_of(const Machine& machine);

// A longer line is refused, unread: a bundle of thousands of profiles is shorter.
inline constexpr std::size_t longest_line = std::size_t{256} << 20;

// Answers line by line until the end. 0; 4 where a reply could not be written.
int serve(Machine& machine, std::istream& in, std::ostream& out);
// One request. 0; 4 where it was refused; 3 where the line is no request.
int answer(Machine& machine, const std::string& line, std::ostream& out);

}  // namespace profgen::inline v0::node
