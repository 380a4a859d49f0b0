#include <memory>
#include <nlohmann/json.hpp>

#include "evidence/output_file.hpp"
#include "fleet/gather/troubles.hpp"
#include "fleet/node_reply.hpp"
#include "profgen/evidence_file.hpp"

namespace profgen::inline v0::fleet {
namespace {

using Json = nlohmann::json;

// Node → cursor. A file that cannot be understood is no reason to fetch nothing: all is fetched
// again, and merging counts it once.
class Cursors {
 public:
  Cursors(Files& files, std::string path) : files_(files), path_(std::move(path)) {
    const Result<std::string> text = files_.read(path_);
    const Json json = text ? Json::parse(*text, nullptr, false) : Json();
    if (!json.is_object()) return;
    for (const auto& [node, cursor] : json.items())
      if (cursor.is_string()) cursors_[node] = cursor.get<std::string>();
  }
  [[nodiscard]] std::string of(const std::string& node) const {
    const auto found = cursors_.find(node);
    return found == cursors_.end() ? std::string(node::cursor_at_begin) : found->second;
  }
  void set(const std::string& node, std::string cursor) { cursors_[node] = std::move(cursor); }
  [[nodiscard]] Status write() const {
    return files_.replace(path_, Json(cursors_).dump(0) + "\n", 0600);
  }

 private:
  Files& files_;
  std::string path_;
  std::map<std::string, std::string> cursors_;
};

// What came of the nodes, on disk until it is joined.
class Incoming {
 public:
  Incoming(Files& files, std::string dir) : files_(files), dir_(std::move(dir)) {}
  // Of a call that was cut off: its cursors did not move, so it all comes again.
  [[nodiscard]] Status begin() {
    if (Status made = files_.make_directories(dir_, 0700); !made) return made;
    const Result<std::vector<std::string>> names = files_.list(dir_);
    if (!names) return names.error();
    for (const std::string& name : *names)
      if (Status gone = files_.remove(dir_ + "/" + name); !gone) return gone;
    return Unit{};
  }
  [[nodiscard]] Status take(std::size_t node, const std::string& evidence) {
    paths_.push_back(dir_ + "/" + std::to_string(node) + ".ev");
    return files_.replace(paths_.back(), evidence, 0600);
  }
  [[nodiscard]] const std::vector<std::string>& paths() const { return paths_; }
  [[nodiscard]] Status end() {
    for (const std::string& path : paths_)
      if (Status gone = files_.remove(path); !gone) return gone;
    return Unit{};
  }

 private:
  Files& files_;
  std::string dir_;
  std::vector<std::string> paths_;
};

// One node that sends rubbish must not keep the others' evidence from being joined.
Status check_whole(const std::string& text, const std::string& node) {
  const auto file = evidence::open_text(text, node);
  if (!file) return file.error();
  evidence::Entry entry;
  for (;;) {
    const Result<bool> more = (*file)->next(entry);
    if (!more) return more.error();
    if (!*more) return Unit{};
  }
}

Result<std::uint64_t> join_into(const std::string& output, std::vector<std::string> paths,
                                bool is_there) {
  auto file = evidence::OutputFile::create(output);
  if (!file) return file.error();
  if (is_there) paths.push_back(output);
  evidence::Inputs inputs;
  inputs.files = std::move(paths);
  const Result<evidence::Collected> joined = evidence::collect(inputs, **file);
  if (!joined) return joined.error();
  if (!joined->failures.empty()) return joined->failures.front();
  if (Status done = (*file)->commit(); !done) return done.error();
  return joined->accesses;
}

}  // namespace

Result<FleetCollected> collect(Files& files, Transport& transport, const Inventory& inventory,
                               const std::vector<std::size_t>& nodes,
                               const CollectOptions& options) {
  if (Status made = files.make_directories(options.state_dir, 0700); !made) return made.error();
  const auto lock = files.lock(options.state_dir + "/collect.lock", 5);
  if (!lock) return lock.error();
  Cursors cursors(files, options.state_dir + "/cursors.json");
  Incoming incoming(files, options.state_dir + "/incoming");
  if (Status begun = incoming.begin(); !begun) return begun.error();
  const bool is_there = files.exists(options.output);
  for (const std::size_t node : nodes) {
    node::Events request;
    // Without the file there is nothing that the cursors would go on from.
    request.cursor =
        is_there ? cursors.of(inventory.nodes[node].name) : std::string(node::cursor_at_begin);
    request.profiles = options.profiles;
    transport.ask(node, std::make_shared<const std::string>(node::to_line(request)));
  }
  FleetCollected out;
  Troubles troubles(inventory);
  for (std::size_t left = nodes.size(); left > 0;) {
    std::optional<Answer> answer = transport.next(60);
    if (!answer) continue;
    --left;
    NodeReply reply = read_answer(std::move(*answer));
    if (!troubles.is<node::EventsReply>(reply)) continue;
    auto& events = std::get<node::EventsReply>(reply.reply);
    const std::string& name = inventory.nodes[reply.node].name;
    if (!events.evidence.empty())
      if (Status whole = check_whole(events.evidence, name); !whole) {
        troubles.note_failed({reply.node, Answer::State::broken, node::Refused{},
                              "its evidence cannot be read: " + whole.error().reason,
                              "nothing of it was used; it is fetched again next time"});
        continue;
      }
    for (const std::string& gap : events.gaps) out.gaps[gap].push_back(name);
    cursors.set(name, std::move(events.cursor));
    if (events.evidence.empty()) continue;
    out.allowed += events.allowed;
    out.denied += events.denied;
    out.nodes_with_news.push_back(name);
    if (Status taken = incoming.take(reply.node, events.evidence); !taken) return taken.error();
  }
  const Result<std::uint64_t> accesses = join_into(options.output, incoming.paths(), is_there);
  if (!accesses) return accesses.error();
  out.accesses = *accesses;
  if (Status written = cursors.write(); !written) return written.error();
  if (Status ended = incoming.end(); !ended) return ended.error();
  std::sort(out.nodes_with_news.begin(), out.nodes_with_news.end());
  out.troubles = troubles.take();
  return out;
}

}  // namespace profgen::inline v0::fleet
