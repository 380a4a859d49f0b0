#include <nlohmann/json.hpp>

#include "fleet/gather/troubles.hpp"

namespace profgen::inline v0::fleet {
namespace {

using Json = nlohmann::json;

// When a profile was parked, and last seen in use.
struct ParkedSince {
  std::int64_t parked_us = 0, used_us = 0;
};

class ParkedBook {
 public:
  ParkedBook(Files& files, std::string path) : files_(files), path_(std::move(path)) {}
  [[nodiscard]] Status read() {
    if (!files_.exists(path_)) return Unit{};
    const Result<std::string> text = files_.read(path_);
    if (!text) return text.error();
    const Json json = Json::parse(*text, nullptr, false);
    if (!json.is_object())
      return Error{ErrorKind::input, "read", path_, "it is damaged; remove it to begin again"};
    for (const auto& [profile, times] : json.items())
      entries[profile] = {times.value("parked", std::int64_t{0}),
                          times.value("used", std::int64_t{0})};
    return Unit{};
  }
  [[nodiscard]] Status write() const {
    Json json = Json::object();
    for (const auto& [profile, times] : entries)
      json[profile] = {{"parked", times.parked_us}, {"used", times.used_us}};
    return files_.replace(path_, json.dump(1) + "\n", 0600);
  }
  std::map<std::string, ParkedSince> entries;

 private:
  Files& files_;
  std::string path_;
};

// Asks all nodes to change something; false where one of them did not do it.
bool ask_change(Transport& transport, const std::vector<std::size_t>& nodes,
                const node::Request& request, Troubles& troubles) {
  bool all = true;
  for (const NodeReply& reply : ask_all(transport, nodes, request))
    if (!troubles.is<node::ApplyReply>(reply)) all = false;
  return all;
}

}  // namespace

Result<Retired> retire(Files& files, Transport& transport, const Inventory& inventory,
                       const std::vector<std::size_t>& nodes,
                       const std::vector<std::string>& profiles, const RetireOptions& options) {
  if (Status made = files.make_directories(options.state_dir, 0700); !made) return made.error();
  const auto lock = files.lock(options.state_dir + "/retire.lock", 5);
  if (!lock) return lock.error();
  ParkedBook book(files, options.state_dir + "/parked.json");
  if (Status read = book.read(); !read) return read.error();
  Retired out;
  Troubles troubles(inventory);

  std::map<std::string, std::map<std::string, std::uint64_t>> users;
  bool all_told = true;
  for (const NodeReply& reply : ask_all(transport, nodes, node::Usage{profiles})) {
    if (!troubles.is<node::UsageReply>(reply)) {
      all_told = false;
      continue;
    }
    for (const auto& [profile, processes] : std::get<node::UsageReply>(reply.reply).users)
      if (!processes.empty()) users[profile][inventory.nodes[reply.node].name] = processes.size();
  }
  const std::int64_t now = transport.now_us();
  std::vector<std::string> to_park, to_delete;
  for (const std::string& profile : profiles) {
    Retirement one{profile, Retirement::State::waiting, users[profile], options.unused_seconds};
    const auto parked = book.entries.find(profile);
    if (parked == book.entries.end()) {
      one.state = Retirement::State::parked;
      to_park.push_back(profile);
    } else if (!one.users.empty()) {
      one.state = Retirement::State::in_use;
      parked->second.used_us = now;
    } else {
      const std::int64_t since = std::max(parked->second.parked_us, parked->second.used_us);
      one.left_seconds = options.unused_seconds - static_cast<double>(now - since) / 1e6;
      if (one.left_seconds <= 0 && all_told) {
        one.state = Retirement::State::retired;
        to_delete.push_back(profile);
      }
      one.left_seconds = std::max(0.0, one.left_seconds);
    }
    out.profiles.push_back(std::move(one));
  }
  const auto failed = [&](Retirement::State state) {
    for (Retirement& one : out.profiles)
      if (one.state == state) one.state = Retirement::State::failed;
  };
  if (!to_park.empty()) {
    // The time without use begins when all have parked it; where a node missed it, all are asked
    // again.
    if (ask_change(transport, nodes, node::Park{to_park, options.run}, troubles))
      for (const std::string& profile : to_park) book.entries[profile] = {now, 0};
    else
      failed(Retirement::State::parked);
  }
  if (!to_delete.empty()) {
    if (ask_change(transport, nodes, node::Retire{to_delete, options.run}, troubles))
      for (const std::string& profile : to_delete) book.entries.erase(profile);
    else
      failed(Retirement::State::retired);
  }
  if (Status written = book.write(); !written) return written.error();
  out.troubles = troubles.take();
  return out;
}

}  // namespace profgen::inline v0::fleet
