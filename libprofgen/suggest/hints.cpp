#include "suggest/hints.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.hpp"

namespace profgen::suggest {
namespace {

struct Text {
  std::string_view id;
  std::string_view what;  // {0}: how many, {1}: an example
};
constexpr Text texts[] = {
    {"attach-disconnected",
     "paths outside of the root were asked for ({0}, first: {1}); if they are wanted, the profile "
     "needs flags=(attach_disconnected)"},
    {"missing-hat", "hats were asked for that are not there ({0}, first: {1})"},
    {"no-rule", "some accesses have no rule that could be written ({0}, first: {1})"},
    {"not-needed", "the kernel tried some accesses without need ({0}, first: {1})"},
    {"second-pass",
     "programs ran in //null- children ({0}), of which the kernel logs no network, mount or "
     "signal: "
     "load the changed profile and log once more in complain mode"},
    {"unconfined",
     "some accesses are those of unconfined tasks ({0}, first: {1}); no profile to change"},
    {"undecided-exec", "some accesses wait for an answer to an exec question ({0}, first: {1})"},
    {"unresolved-path", "the kernel could not name some paths ({0}, first: {1})"},
};

std::string id_of(const Access& access, const evidence::Seen& seen) {
  const std::string text = seen.unusable + " " + seen.info;
  if (text.find("disconnected") != std::string::npos) return "attach-disconnected";
  if (text.find("optional") != std::string::npos) return "not-needed";
  const bool path =
      std::holds_alternative<FileAccess>(access) || std::holds_alternative<ExecAccess>(access) ||
      std::holds_alternative<LinkAccess>(access) || text.find("name lookup") != std::string::npos;
  return path ? "unresolved-path" : "no-rule";
}

}  // namespace

void Hints::note(const evidence::Subject& subject, const std::string& id, std::string example,
                 std::size_t count) {
  Found& found = found_[{subject, id}];
  found.count += count;
  if (found.example.empty()) found.example = std::move(example);
}

void Hints::unusable(const evidence::Subject& subject, const Access& access,
                     const evidence::Seen& seen) {
  const std::string& why = seen.unusable.empty() ? seen.info : seen.unusable;
  note(subject, id_of(access, seen),
       fmt::format("{} ({})", describe(access), text::printable(why)));
}

void Hints::missing_hat(const evidence::Subject& subject, const std::string& hat) {
  note(subject, "missing-hat", text::printable(hat));
}

void Hints::second_pass(const evidence::Subject& subject) { note(subject, "second-pass", {}); }

void Hints::undecided(const evidence::Subject& subject, std::size_t accesses) {
  note(subject, "undecided-exec", text::printable(subject.profile), accesses);
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
    const auto* const entry = std::find_if(std::begin(texts), std::end(texts),
                                           [&id](const Text& t) { return t.id == id; });
    out.push_back(
        {key.first, id, fmt::format(fmt::runtime(entry->what), found.count, found.example)});
  }
  return out;
}

}  // namespace profgen::suggest
