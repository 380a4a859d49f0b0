#include "suggest/hints.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "log/timestamp.hpp"
#include "profgen/rules.hpp"
#include "suggest/hint_table.hpp"
#include "suggest/labels.hpp"

namespace profgen::inline v0::suggest {

void Hints::note(const evidence::Subject& subject, const std::string& id, std::string example,
                 std::size_t count, std::size_t examples) {
  Found& found = found_[{subject, id}];
  found.count += count;
  const auto& known = found.examples;
  if (known.size() < examples && std::find(known.begin(), known.end(), example) == known.end())
    found.examples.push_back(std::move(example));
}

void Hints::unusable(const evidence::Subject& subject, const Access& access,
                     const evidence::Seen& seen) {
  const std::string& why = seen.unusable.empty() ? seen.info : seen.unusable;
  note(subject, std::string(hint_of_unusable(access, seen)),
       fmt::format("{} ({})", describe(access), text::printable(why)));
}

void Hints::beside_rule(const evidence::Subject& subject, const Access& access,
                        const evidence::Seen& seen) {
  if (const std::string_view id = hint_beside_rule(seen.info); !id.empty())
    note(subject, std::string(id),
         fmt::format("{} ({})", describe(access), text::printable(seen.info)));
}

void Hints::crowd(const evidence::Subject& subject, const evidence::Key& key,
                  const evidence::Seen& seen) {
  std::string what = text::printable(seen.unusable);
  if (!seen.names.empty()) what += ", as " + text::printable(*seen.names.begin(), 100);
  if (const auto* file = std::get_if<FileAccess>(&key.access);
      file != nullptr && key.crowd != evidence::Crowd::children && file->path.size() > 1) {
    // A person decides: one who can make names chose these.
    const FilePerms perms = seen.perms | seen.own_perms;
    what += fmt::format("; if all of it is wanted: {}{} {},", seen.perms == 0 ? "owner " : "",
                        policy::word_text(policy::literal_pattern(file->path) +
                                          (key.crowd == evidence::Crowd::tree ? "**" : "*")),
                        file_perms_text(perms));
  }
  const auto* path = std::get_if<FileAccess>(&key.access);
  note(subject, "crowd",
       fmt::format("{}{}: {}", class_of(key.access),
                   path == nullptr ? "" : " " + text::printable(path->path), what));
}

void Hints::missing_hat(const evidence::Subject& subject, const std::string& hat) {
  note(subject, "missing-hat", text::printable(hat));
}

void Hints::missing_target(const evidence::Subject& subject, const std::string& profile) {
  note(subject, "missing-target", text::printable(profile), 1, most_examples);
}

void Hints::empty_draft(const evidence::Subject& subject, const std::string& entered_from) {
  note(subject, "empty-draft", text::printable(entered_from));
}

void Hints::second_pass(const evidence::Subject& subject, const std::string& program) {
  note(subject, "second-pass", text::printable(program), 1, most_examples);
}

void Hints::refused_in_complain(const evidence::Subject& subject, const Access& access) {
  note(subject, "refused-in-complain", describe(access));
}

void Hints::noisy_deny(const evidence::Subject& subject, const policy::Rule& rule) {
  note(subject, "noisy-deny", "`" + text::printable(to_text(rule)) + "`", 1, most_examples);
}

void Hints::log_loss(const std::string& what, std::uint64_t count, const std::string& source) {
  note({}, "log-loss", fmt::format("{} in {}", text::printable(what), text::printable(source)),
       static_cast<std::size_t>(count), most_examples);
}

void Hints::complain_left_on(const evidence::Subject& subject, std::size_t accesses,
                             std::int64_t since) {
  note(subject, "complain-left-on",
       since == 0 ? "nothing was missing" : "nothing was missing since " + log::iso_time(since),
       accesses);
}

void Hints::not_attached(const evidence::Subject& subject, const std::string& attachment,
                         const std::string& ran) {
  note(subject, "not-attached",
       fmt::format("{}, and what ran was {}", text::printable(attachment), text::printable(ran)), 1,
       most_examples);
}

void Hints::other_namespace(const evidence::Subject& subject, std::size_t proposals) {
  note(subject, "other-namespace", {}, proposals);
}

void Hints::undecided(const evidence::Subject& subject, std::size_t accesses) {
  // One for a profile and all that ran below it.
  const std::string top = subject.profile.substr(0, subject.profile.find(null_mark));
  note({subject.name_space, top}, "undecided-exec", text::printable(subject.profile), accesses);
}

void Hints::undecided_program(const evidence::Subject& subject, const std::string& program) {
  note(subject, "undecided-exec", text::printable(program));
}

void Hints::no_rule(const evidence::Subject& subject, const Access& access) {
  note(subject, "no-rule", describe(access));
}

void Hints::unconfined(const evidence::Subject& subject, std::size_t accesses) {
  note(subject, "unconfined", text::printable(subject.profile), accesses);
}

std::vector<Hint> Hints::take() const {
  std::vector<Hint> out;
  for (const auto& [key, found] : found_) {
    const auto& id = key.second;
    out.push_back(
        {key.first, id,
         fmt::format(fmt::runtime(hint_text(id)), found.count, text::join(found.examples, ", "))});
  }
  return out;
}

}  // namespace profgen::inline v0::suggest
