#include "tools/profgen/session_journal.hpp"

#include <filesystem>

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

}  // namespace profgen::tool
