#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "capi/diagnostics_handle.hpp"
#include "capi/guarded.hpp"
#include "capi/session_handle.hpp"
#include "profgen/edit.hpp"

struct profgen_outcome {
  struct File {
    profgen::FileChange change;
    std::string diff;
  };
  std::vector<File> files;
  std::size_t left = 0;
  profgen_diagnostics diagnostics;
};

namespace capi = profgen::capi;

namespace {

const profgen_outcome::File* file_at(const profgen_outcome* outcome, std::size_t at) {
  return outcome == nullptr || at >= outcome->files.size() ? nullptr : &outcome->files[at];
}

// As labels of a diff are: below the policy directory where it stands there, else without its root.
std::string label_of(const std::string& path, const std::string& policy_dir) {
  namespace fs = std::filesystem;
  const fs::path below = fs::path(path).lexically_relative(policy_dir);
  if (!below.empty() && *below.begin() != "..") return below.string();
  return fs::path(path).relative_path().string();
}

}  // namespace

profgen_code profgen_session_outcome(const profgen_session* session, profgen_outcome** out,
                                     profgen_error** error) noexcept {
  if (out != nullptr) *out = nullptr;
  return capi::guarded(error, [&]() -> capi::Failed {
    if (session == nullptr || out == nullptr)
      return capi::wrong_use("the session or the place for the outcome is NULL");
    profgen::refine::Outcome made = session->session.outcome();
    auto outcome = std::make_unique<profgen_outcome>();
    const std::string& policy_dir = session->policy->policy.options().policy_dir;
    for (profgen::FileChange& change : made.changes) {
      std::string diff =
          profgen::edit::unified_diff(label_of(change.path, policy_dir), change.before.value_or(""),
                                      change.after, !change.before.has_value());
      outcome->files.push_back({std::move(change), std::move(diff)});
    }
    outcome->left = made.left.size();
    outcome->diagnostics.list = std::move(made.problems);
    for (profgen::Diagnostic& note : made.notes)
      outcome->diagnostics.list.push_back(std::move(note));
    *out = outcome.release();
    return std::nullopt;
  });
}

std::size_t profgen_outcome_files(const profgen_outcome* outcome) noexcept {
  return outcome == nullptr ? 0 : outcome->files.size();
}
const char* profgen_outcome_path(const profgen_outcome* outcome, std::size_t at) noexcept {
  const auto* file = file_at(outcome, at);
  return file == nullptr ? nullptr : file->change.path.c_str();
}
const char* profgen_outcome_before(const profgen_outcome* outcome, std::size_t at) noexcept {
  const auto* file = file_at(outcome, at);
  return file == nullptr || !file->change.before ? nullptr : file->change.before->c_str();
}
const char* profgen_outcome_after(const profgen_outcome* outcome, std::size_t at) noexcept {
  const auto* file = file_at(outcome, at);
  return file == nullptr ? nullptr : file->change.after.c_str();
}
const char* profgen_outcome_diff(const profgen_outcome* outcome, std::size_t at) noexcept {
  const auto* file = file_at(outcome, at);
  return file == nullptr ? nullptr : file->diff.c_str();
}
std::size_t profgen_outcome_left(const profgen_outcome* outcome) noexcept {
  return outcome == nullptr ? 0 : outcome->left;
}
const profgen_diagnostics* profgen_outcome_diagnostics(const profgen_outcome* outcome) noexcept {
  return outcome == nullptr ? nullptr : &outcome->diagnostics;
}
void profgen_outcome_free(profgen_outcome* outcome) noexcept { delete outcome; }
