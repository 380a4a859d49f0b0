#include <algorithm>
#include <iostream>

#include "base/text.hpp"
#include "profgen/line_protocol.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/refine_ways.hpp"
#include "tools/profgen/saving.hpp"
#include "tools/profgen/session_journal.hpp"

namespace profgen::tool {
namespace {

// As long as it lives, what others print goes to standard error: standard output is the client's.
class Aside {
 public:
  Aside() : out_(std::cout.rdbuf(std::cerr.rdbuf())) {}
  ~Aside() { std::cout.rdbuf(out_); }
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;
  [[nodiscard]] std::streambuf* out() const { return out_; }

 private:
  std::streambuf* out_;
};

// The answers on disk. Where they cannot be, that is told once, and the session goes on.
class Kept {
 public:
  explicit Kept(const Call& call)
      : head_(journal_head(call)), journal_(*files_, journal_path(call, head_)) {}

  // Goes on where an earlier session was left.
  int open(refine::Session& session, bool anew) {
    return open_session(*files_, journal_, session, anew, open_);
  }
  Status follow(const refine::Session& session) {
    if (failed_) return Unit{};
    Status status = journal_.begin(head_);
    if (status) status = journal_.follow(session);
    failed_ = !status;
    return status;
  }
  void saved(const std::vector<std::string>& files) {
    if (!files_->exists(journal_.path())) return;
    if (const Status noted = journal_.saved(files); !noted) print_error(noted.error());
  }
  void forget() { forget_session(*files_, journal_); }

 private:
  std::unique_ptr<Files> files_ = real_files();
  refine::JournalHead head_;
  refine::Journal journal_;
  OpenSession open_;
  bool failed_ = false;
};

}  // namespace

int refine_json(const Call& call) {
  if (std::find(call.arguments.begin(), call.arguments.end(), "-") != call.arguments.end())
    return refuse("refine --json reads its requests from standard input: `-` cannot be a log, too",
                  "name a file");
  const Aside aside;
  std::ostream out(aside.out());
  int code = exit_done;
  std::optional<Inputs> inputs = load_inputs(call, code);
  if (!inputs) return code;
  inputs->session.grouped = true;
  inputs->session.guard = std::make_shared<const suggest::Guard>(inputs->guard);
  inputs->session.into_local = call.options.count("local") != 0;
  refine::Session session(inputs->evidence, inputs->policy, inputs->session);
  Kept kept(call);
  code = kept.open(session, call.options.count("new") != 0);
  if (code != exit_done) return code;
  refine::LineCallbacks callbacks;
  callbacks.answered = [&](const refine::Session& answered) { return kept.follow(answered); };
  callbacks.save = [&](const std::vector<FileChange>& changes) -> Result<std::vector<std::string>> {
    const SaveResult saved = save_quietly(call, changes);
    code = saved.code;
    for (const std::string& line : saved.told) std::cerr << line << "\n";
    if (code != exit_done)
      return Error{ErrorKind::system, "save", "the files", text::join(saved.told, "; ")};
    std::vector<std::string> written;
    written.reserve(changes.size());
    for (const FileChange& change : changes) written.push_back(change.path);
    kept.saved(written);
    return written;
  };

  refine::LineProtocol protocol(session, callbacks);
  out << protocol.hello() << std::flush;
  std::string line;
  while (protocol.state() == refine::LineProtocol::State::open && std::getline(std::cin, line))
    out << protocol.respond(line) << std::flush;
  const bool aborted = protocol.state() == refine::LineProtocol::State::aborted;
  const bool done = !aborted && protocol.all_done();
  if (aborted || done) kept.forget();
  if (aborted) return exit_findings;
  if (code != exit_done) return code;
  if (inputs->code != exit_done) return inputs->code;
  return done ? exit_done : exit_findings;
}

}  // namespace profgen::tool
