#include "node/serve.hpp"

#include <unistd.h>

#include <istream>
#include <ostream>

#include "node/operations.hpp"
#include "node/state.hpp"

namespace profgen::inline v0::node {
namespace {

enum class LineEnd { none, line, too_long };

// What stands before the next newline, or the end; of a line that is too long nothing.
LineEnd next_line(std::istream& in, std::string& line) {
  line.clear();
  std::streambuf& bytes = *in.rdbuf();
  bool any = false, fits = true;
  constexpr int end = std::char_traits<char>::eof();
  for (int c = bytes.sbumpc(); c != end; c = bytes.sbumpc()) {
    any = true;
    if (c == '\n') break;
    fits = fits && line.size() < longest_line;
    if (fits)
      line += static_cast<char>(c);
    else
      std::string().swap(line);
  }
  if (!any) return LineEnd::none;
  return fits ? LineEnd::line : LineEnd::too_long;
}

}  // namespace

ThisMachine::ThisMachine()
    : files_(real_files()),
      processes_(real_processes()),
      kernel_(host::real_kernel()),
      clock_(real_clock()),
      machine_(new Machine{*files_,
                           *processes_,
                           *kernel_,
                           *clock_,
                           "/",
                           "/etc/apparmor.d",
                           "/var/lib/profgen/node",
                           ::geteuid(),
                           {}}) {
  machine_->trust = trust_of(*machine_);
}
ThisMachine::~ThisMachine() = default;

bundle::Trust trust_of(const Machine& machine) {
  const std::string directory = below_root(machine, machine.state_dir) + "/trust/";
  using bundle::SignatureKind;
  for (const auto& [name, kind] : {std::pair{"allowed_signers", SignatureKind::ssh},
                                   std::pair{"minisign.pub", SignatureKind::minisign}})
    if (machine.files.exists(directory + name)) return {kind, directory + name, ""};
  return {};
}

int serve(Machine& machine, std::istream& in, std::ostream& out) {
  std::string line;
  for (;;) {
    const LineEnd end = next_line(in, line);
    if (end == LineEnd::none) return 0;
    const std::string reply =
        end == LineEnd::line
            ? handle_line(machine, line)
            : to_line(Reply(refused("bad-request", "the line is longer than 256 MiB",
                                    "make the bundle smaller")));
    if (!(out << reply << '\n' << std::flush)) return 4;
  }
}

int answer(Machine& machine, const std::string& line, std::ostream& out) {
  const bool is_request = bool(request_of(line));
  const std::string reply = handle_line(machine, line);
  if (!(out << reply << '\n' << std::flush)) return 4;
  if (!is_request) return 3;
  const auto read = reply_of(reply);
  return read && !std::holds_alternative<Refused>(*read) ? 0 : 4;
}

}  // namespace profgen::inline v0::node
