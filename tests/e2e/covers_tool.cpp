// covers_tool SEED PROFILES OUT: random small profiles, one a file in OUT/profiles, and in
// OUT/questions what a kernel is to be asked of them, with what profgen's covers() answers.
// A question: PROFILE UID MASK BYTES ANSWER TEXT, tabs between; BYTES, in hex, are what follows the
// label in a query of apparmorfs' .access: the class, then what the class is about.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>

#include "base/memory_files.hpp"
#include "property/random_policy.hpp"

namespace profgen::proof {
namespace {

constexpr std::size_t questions_a_profile = 40;
// linux/security/apparmor/include/apparmor.h and lib.h: the classes, as a query names them.
constexpr char class_file = 2, class_ptrace = 9, class_signal = 10, class_network = 14;

// Permissions as the kernel has them (include/uapi of its perms.h), of ours in the order of bits.
template <std::size_t N>
std::uint32_t kernel_mask(std::uint32_t ours, const std::uint32_t (&table)[N]) {
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < N; ++i)
    if ((ours >> i & 1U) != 0) mask |= table[i];
  return mask;
}
constexpr std::uint32_t file_bits[] = {0x10000, 4, 2, 8, 0x40000, 0x8000, 1};
constexpr std::uint32_t socket_bits[] = {0x10,  0x200000, 0x400000,  0x100000,  0x40, 0x20,
                                         0x200, 0x100,    0x2000000, 0x1000000, 2,    4};
constexpr std::uint32_t ptrace_bits[] = {2, 8, 4, 0x10};  // trace, tracedby, read, readby

struct Question {
  bool as_root = true;  // the kernel takes a path in a query for a file of root
  std::uint32_t mask = 0;
  std::string bytes;
};

// In the byte order of the network: what the kernel matches.
std::string two_bytes(int value) {
  return {static_cast<char>(value >> 8), static_cast<char>(value & 255)};
}

// Nothing: the kernel has no question for it, or would need more than it takes.
struct Asked {
  std::optional<Question> operator()(const FileAccess& access) const {
    return Question{access.owned, kernel_mask(access.perms, file_bits), class_file + access.path};
  }
  std::optional<Question> operator()(const ExecAccess& access) const {
    return Question{access.owned, 1, class_file + access.path};
  }
  std::optional<Question> operator()(const SignalAccess& access) const {
    static const std::map<std::string, int> numbers = {
        {"hup", 1}, {"kill", 9}, {"term", 15}, {"rtmin+3", 131}};
    if (access.perms == 0 || access.peer.empty()) return std::nullopt;
    return Question{
        true, access.perms << 1U,
        std::string{class_signal, static_cast<char>(numbers.at(access.signal))} + access.peer};
  }
  std::optional<Question> operator()(const PtraceAccess& access) const {
    if (access.perms == 0 || access.peer.empty()) return std::nullopt;
    return Question{true, kernel_mask(access.perms, ptrace_bits), class_ptrace + access.peer};
  }
  // Families and types by their numbers (sys/socket.h); a protocol is not asked for by abi 3.0.
  std::optional<Question> operator()(const NetworkAccess& access) const {
    static const std::map<std::string, int> family_numbers = {
        {"inet", 2}, {"inet6", 10}, {"netlink", 16}};
    static const std::map<std::string, int> type_numbers = {
        {"stream", 1}, {"dgram", 2}, {"raw", 3}, {"seqpacket", 5}};
    const auto family = family_numbers.find(access.family);
    if (family == family_numbers.end() || access.perms == 0) return std::nullopt;
    return Question{
        true, kernel_mask(access.perms, socket_bits),
        class_network + two_bytes(family->second) + two_bytes(type_numbers.at(access.type))};
  }
  template <typename Other>
  std::optional<Question> operator()(const Other&) const {
    return std::nullopt;
  }
};

// The profile's own name is "p" in random policies; here each has one of its own.
void rename_peer(Access& access, const std::string& name) {
  if (auto* signal = std::get_if<SignalAccess>(&access); signal != nullptr && signal->peer == "p")
    signal->peer = name;
  if (auto* trace = std::get_if<PtraceAccess>(&access); trace != nullptr && trace->peer == "p")
    trace->peer = name;
  if (auto* socket = std::get_if<NetworkAccess>(&access)) {
    socket->local = socket->peer = {};
    // What goes with the type; nothing else is what a log tells.
    if (!socket->protocol.empty())
      socket->protocol = socket->type == "stream" ? "tcp" : socket->type == "dgram" ? "udp" : "";
  }
}

// Addresses and ports are not in abi 3.0: the parser would leave out what a rule says of them. What
// is left of `deny all,` beside exec rules is not what it says (docs/e2e.md).
void without_what_is_known(NaiveProfile& profile) {
  std::erase_if(profile.rules, [](const policy::Rule& rule) {
    return std::holds_alternative<policy::AllRule>(rule.body) &&
           rule.prefix.decision == policy::Decision::deny;
  });
  for (policy::Rule& rule : profile.rules)
    if (auto* network = std::get_if<policy::NetworkRule>(&rule.body))
      network->local = network->peer = {};
}

std::string hex(std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    text += digits[static_cast<unsigned char>(byte) >> 4U];
    text += digits[static_cast<unsigned char>(byte) & 15U];
  }
  return text;
}

int run(std::uint32_t seed, std::size_t profiles, const std::string& out) {
  using Kind = RandomPolicy::Kind;
  constexpr Kind kinds[] = {Kind::file, Kind::exec, Kind::network, Kind::signal, Kind::ptrace};
  RandomPolicy random(seed);
  std::ofstream questions(out + "/questions");
  for (std::size_t i = 0; i < profiles; ++i) {
    const Kind kind = kinds[i % std::size(kinds)];
    NaiveProfile profile = random.profile(kind);
    profile.hats.clear();
    without_what_is_known(profile);
    const std::string name = "e2e" + std::to_string(i);
    std::string text = "abi <abi/3.0>,\n" + text_of(profile);
    const std::string header = "profile p /bin/p {";
    text.replace(text.find(header), header.size(), "profile " + name + " /e2e/" + name + " {");
    MemoryFiles files;
    files.content["/p/" + name] = text;
    files.content["/p/abi/3.0"] = "";
    const policy::Policy policy = policy::Policy::load(files, {"/p", {}, {}});
    const policy::Profile* loaded = policy.find(name);
    if (loaded == nullptr || !policy.diagnostics().empty()) {
      std::cerr << "covers_tool: not read:\n" << text;
      return 1;
    }
    std::ofstream(out + "/profiles/" + name) << text;
    for (std::size_t n = 0; n < questions_a_profile; ++n) {
      Access access = random.access(kind);
      rename_peer(access, name);
      const std::optional<Question> asked = std::visit(Asked{}, access);
      if (!asked) continue;
      const bool allowed = covers(*loaded->matcher, access).answer == policy::Answer::allowed;
      questions << name << '\t' << (asked->as_root ? 0 : 65534) << '\t' << asked->mask << '\t'
                << hex(asked->bytes) << '\t' << allowed << '\t' << describe(access) << '\n';
    }
  }
  return questions.flush() ? 0 : 1;
}

}  // namespace
}  // namespace profgen::proof

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: covers_tool SEED PROFILES OUT\n";
    return 2;
  }
  return profgen::proof::run(static_cast<std::uint32_t>(std::stoul(argv[1])), std::stoul(argv[2]),
                             argv[3]);
}
