#include "tools/profgen/session_journal.hpp"

#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "base/hash.hpp"
#include "profgen/clock.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/state_dir.hpp"

namespace profgen::tool {
namespace {

std::string absolute(const std::string& source) {
  if (source == "-" || source.find(':') != std::string::npos) return source;
  std::error_code error;
  const auto path = std::filesystem::absolute(source, error);
  return error ? source : path.lexically_normal().string();
}

Result<std::unique_ptr<FileLock>> hold_session(Files& files, const std::string& journal) {
  // Not beside the journal: a session that ended leaves nothing there.
  const std::filesystem::path path(journal);
  const std::string locks = (path.parent_path().parent_path() / "locks").string();
  std::unique_ptr<FileLock> none;
  if (!files.make_directories(locks, 0700) || ::access(locks.c_str(), W_OK) != 0) return none;
  auto held = files.lock(locks + "/" + path.stem().string(), 0);
  if (held) return held;
  return Error{
      ErrorKind::system, "begin", "the session",
      "another `profgen refine` of this policy and these logs is open; go on there, or end it "
      "first (" +
          held.error().text() + ")"};
}

Result<refine::Resumed> go_on_with(Files& files, refine::Journal& journal,
                                   refine::Session& session) {
  if (!files.exists(journal.path())) return refine::Resumed{};
  const Result<std::string> content = files.read(journal.path());
  if (!content) return content.error();
  Result<refine::Resumed> resumed = refine::resume(session, journal.path(), content.value());
  if (!resumed) return resumed;
  journal.resumed(session);
  // What a crash cut off is no part of the next line.
  if (const std::size_t whole = content->rfind('\n') + 1; whole != content->size())
    if (Status cut = files.replace(journal.path(), content->substr(0, whole), 0600); !cut)
      return cut.error();
  return resumed;
}

}  // namespace

std::string journal_path(const Call& call, const refine::JournalHead& head) {
  std::string about = head.policy_dir + '\0' + head.profile + '\0';
  for (const std::string& source : head.sources) about += source + '\0';
  return state_dir(call.common) + "/sessions/" + hash128_hex(about) + ".jsonl";
}

refine::JournalHead journal_head(const Call& call) {
  refine::JournalHead head;
  const std::int64_t now = real_clock()->now_us();
  head.started = time_text(now) + "Z";
  head.policy_dir = absolute(call.common.under_root(call.common.policy_dir));
  if (call.options.count("profile") != 0) head.profile = call.options["profile"].as<std::string>();
  for (const std::string& source : log_sources(call)) head.sources.push_back(absolute(source));
  return head;
}

int open_session(Files& files, refine::Journal& journal, refine::Session& session, bool anew,
                 OpenSession& out) {
  auto held = hold_session(files, journal.path());
  if (!held) {
    print_error(held.error());
    return exit_system;
  }
  out.held = std::move(*held);
  if (anew) forget_session(files, journal);
  auto resumed = go_on_with(files, journal, session);
  if (!resumed) {
    print_error(resumed.error());
    std::cerr << "  hint: `--new` drops it and begins again\n";
    return exit_input;
  }
  print_diagnostics(resumed->diagnostics);
  out.resumed = std::move(*resumed);
  return exit_done;
}

void forget_session(Files& files, const refine::Journal& journal) {
  if (!files.exists(journal.path())) return;
  if (const Status gone = files.remove(journal.path()); !gone) print_error(gone.error());
}

}  // namespace profgen::tool
