#include <algorithm>

#include "base/text.hpp"
#include "policy/aare_sets.hpp"
#include "policy/lint/table.hpp"

namespace profgen::inline v0::policy {
namespace {

bool has_flag(const ProfileHeader& header, std::string_view flag) {
  return std::find(header.flags.begin(), header.flags.end(), flag) != header.flags.end();
}

// Are both looked at by the kernel with equal right?
bool ties(const IndexedProfile& a, const IndexedProfile& b) {
  return a.literal == b.literal && a.length == b.length && a.name_space == b.name_space &&
         prefixes_meet(a.prefix, b.prefix);
}

std::optional<std::string> common_program(const IndexedProfile& a, const IndexedProfile& b) {
  if (a.literal) {
    if (a.attachment != b.attachment) return std::nullopt;
    return a.attachment;
  }
  AareProgram program;
  if (program.add(a.attachment, 0) || program.add(b.attachment, 1)) return std::nullopt;
  return aare_find(
      program, [](const std::vector<std::uint32_t>& ids) { return ids.size() == 2; },
      pattern_pair_limit);
}

// The name of the file that a path attachment would have: usr.bin.man.
std::string dotted(std::string_view path) {
  std::string out(path.substr(path.empty() || path.front() != '/' ? 0 : 1));
  std::replace(out.begin(), out.end(), '/', '.');
  return out;
}

}  // namespace

void lint_profile_name(LintContext& context) {
  for (const LintProfile& profile : context.profiles) {
    const ProfileHeader& header = *profile.header;
    if (header.kind != ProfileKind::profile || header.name.substr(0, 1) != "/" ||
        profile.parent != nullptr)
      continue;
    const std::string path = header.attachment.empty() ? header.name : header.attachment;
    const std::string name = path.substr(path.rfind('/') + 1);
    const bool speakable = !name.empty() && name.find_first_of("*?{}[]@\\") == std::string::npos;
    context.report(
        header_span(*profile.item),
        "the profile has no name but its path: logs, peers and transitions have to "
        "repeat the pattern",
        "begin it with `profile " + (speakable ? name : std::string("NAME")) + " " + path + "`",
        header.name);
  }
}

void lint_file_name(LintContext& context) {
  const std::string& file = context.source.name();
  const std::string name = file.substr(file.rfind('/') + 1);
  const LintProfile* first = nullptr;
  for (const LintProfile& profile : context.profiles) {
    if (profile.parent != nullptr || profile.resolved == nullptr) continue;
    const Profile& meant = profile.resolved->profile;
    if (meant.name == name || dotted(meant.name) == name || dotted(meant.attachment) == name)
      return;
    if (first == nullptr) first = &profile;
  }
  if (first == nullptr) return;
  context.report(header_span(*first->item),
                 "the file is called `" + name +
                     "`, which is neither the name nor the program of a "
                     "profile in it",
                 "a file is found by the name of its profile", first->header->name);
}

void lint_mode(LintContext& context) {
  const bool complain = context.id == "complain-mode";
  for (const LintProfile& profile : context.profiles) {
    const ProfileHeader& header = *profile.header;
    if (complain && has_flag(header, "complain"))
      context.report(header_span(*profile.item),
                     "the profile is in complain mode: it logs what its rules do not allow, and "
                     "allows it",
                     "remove the flag when `profgen ready` says so", "complain");
    for (const std::string_view mode : {"unconfined", "default_allow"})
      if (!complain && has_flag(header, mode))
        context.report(
            header_span(*profile.item),
            "the flag `" + std::string(mode) + "` allows everything but what deny rules name",
            "say in a comment why the program cannot be confined", mode);
  }
}

void lint_attach_disconnected(LintContext& context) {
  for (const LintProfile& profile : context.profiles)
    if (has_flag(*profile.header, "attach_disconnected"))
      context.report(header_span(*profile.item),
                     "files that stand in no directory tree are judged as if they stood at `/`: a "
                     "rule for `/x` may meet another file",
                     "give them a place of their own: `attach_disconnected.path=/NAME`",
                     "attach_disconnected");
}

void lint_attachment_overlap(LintContext& context) {
  struct Own {
    const LintProfile* profile;
    IndexedProfile entry;
  };
  std::vector<Own> own;
  for (const LintProfile& profile : context.profiles) {
    if (profile.parent != nullptr || profile.resolved == nullptr ||
        !profile.header->xattrs.empty() || profile.resolved->profile.attachment.empty())
      continue;
    const Profile& meant = profile.resolved->profile;
    own.push_back(
        {&profile, index_entry(meant.name, meant.attachment, profile.resolved->environment)});
    own.back().entry.name_space = meant.name_space;
    own.back().entry.where = meant.where;
    if (own.back().entry.attachment.empty()) own.pop_back();
  }
  if (own.empty()) return;
  const auto compare = [&](const Own& mine, const IndexedProfile& other) {
    if (!context.may_compare() || !ties(mine.entry, other) ||
        aare_apart(mine.entry.attachment, other.attachment))
      return false;
    if (!mine.entry.literal && !context.may_ask()) return false;
    const auto program = common_program(mine.entry, other);
    if (!program) return false;
    context.report(header_span(*mine.profile->item),
                   "this profile and `" + text::printable(other.name) + "` in " +
                       place_text(other.where) + " attach to `" + text::printable(*program) +
                       "` with equal right: the kernel cannot choose",
                   "make one of the attachments more specific");
    return true;
  };
  for (std::size_t i = 0; i < own.size(); ++i) {
    bool told = false;
    for (std::size_t j = 0; j < i && !told; ++j) told = compare(own[i], own[j].entry);
    for (const IndexedProfile& other : context.index.profiles()) {
      if (told) break;
      // What stands on disk under the same name or in the same file is what is being checked.
      if (other.attachment.empty() || other.disabled || !ties(own[i].entry, other) ||
          other.name == own[i].entry.name || other.where.file == context.source.name())
        continue;
      told = compare(own[i], other);
    }
  }
}

}  // namespace profgen::inline v0::policy
