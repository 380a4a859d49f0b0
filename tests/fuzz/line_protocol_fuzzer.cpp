// Any lines as requests to a session: each gets one line of printable JSON back, and one that is
// refused changes nothing. `@1` in a line stands for the id of the first question that is open.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "base/text.hpp"
#include "profgen/line_protocol.hpp"
#include "unit/refine/records.hpp"

namespace {

using namespace profgen;
using namespace profgen::refine;
using namespace profgen::refine::test;

// Not assert(): the check must hold in every kind of build.
void require(bool holds) {
  if (!holds) std::abort();
}

struct Ground {
  evidence::Evidence evidence;
  policy::Policy policy;
};

const Ground& ground() {
  static const Ground made = [] {
    Ground out;
    std::string text = exec_record(1, "t", "/usr/bin/id") +
                       file_record(2, "t//null-/usr/bin/id", "/srv/a", "r") +
                       record(3, "open", "t",
                              "name=2F7372762FFF1B5B324A requested_mask=\"r\" denied_mask=\"r\" "
                              "fsuid=0 ouid=1") +
                       record(4, "capable", "t", "capability=1 capname=\"dac_override\"") +
                       file_record(5, "fresh", "/etc/passwd", "r");
    for (int i = 0; i < 8; ++i)
      text += file_record(10 + i, "t", "/var/lib/x/sess_" + std::to_string(i), "rw");
    (void)log::read_text(text, "log", [&](const Record& record, const Event& event) {
      out.evidence.add(record, event);
    });
    out.policy.add_text("/policy/t", "profile t /usr/bin/t {\n  /etc/a r,\n}\n");
    return out;
  }();
  return made;
}

std::string with_ids(std::string line, const Session& session) {
  const std::vector<Open> open = session.open();
  for (std::size_t at = 0; (at = line.find('@', at)) != std::string::npos; ++at) {
    if (at + 1 == line.size() || line[at + 1] < '1' || line[at + 1] > '9') continue;
    const auto number = static_cast<std::size_t>(line[at + 1] - '1');
    if (number < open.size()) line.replace(at, 2, open[number].key);
  }
  return line;
}

std::string everything(const Session& session) {
  std::string text;
  for (const Open& open : session.open()) text += open.key + "\n";
  for (const Entry& entry : session.entries()) text += entry.key + entry.reason + "\n";
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  SessionOptions options;
  options.grouped = true;
  Session session(ground().evidence, ground().policy, options);
  std::map<std::string, std::string> disk;
  LineCallbacks callbacks;
  callbacks.save = [&](const std::vector<FileChange>& changes) {
    for (const FileChange& change : changes) {
      const auto standing = disk.find(change.path);
      require(standing == disk.end() || change.before == standing->second);
      disk[change.path] = change.after;
    }
    return Result<std::vector<std::string>>(std::vector<std::string>{});
  };
  LineProtocol protocol(session, callbacks);
  std::size_t lines = 0;
  for (const std::string_view line : text::split(input, '\n')) {
    if (++lines > 50) break;
    const std::string before = everything(session);
    const std::string response = protocol.respond(with_ids(std::string(line), session));
    require(response.find('\n') == response.size() - 1);
    for (const char c : response) require(c == '\n' || (c >= ' ' && c < 0x7f));
    const auto value = nlohmann::json::parse(response, nullptr, false);
    require(value.is_object());
    if (value.contains("error")) require(everything(session) == before);
  }
  (void)protocol.all_done();
  return 0;
}
