#include "suggest/exec_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "suggest/labels.hpp"
#include "suggest/transitions.hpp"

namespace profgen::inline v0::suggest {
namespace {

// With so many needs beyond those of the profile that runs it, a child would swamp it.
constexpr std::size_t many_beyond = 20;
// What no profile should get only because it runs a helper; less will do for what runs anything.
constexpr int severe = 8, severe_for_interpreter = 6;

bool is_one_of(std::string_view word, const std::string_view* begin, const std::string_view* end) {
  return std::find(begin, end, word) != end;
}

bool ends_with_one_of(std::string_view name, const std::string_view* begin,
                      const std::string_view* end) {
  return std::any_of(begin, end, [&](std::string_view ending) {
    return name.size() > ending.size() && name.substr(name.size() - ending.size()) == ending;
  });
}

bool is_script_name(std::string_view path) {
  static constexpr std::string_view endings[] = {".sh", ".py", ".pl", ".rb", ".bash"};
  return ends_with_one_of(base_name(path), std::begin(endings), std::end(endings));
}

// Programs that run by themselves, for all of the host, wherever they are started from.
bool is_daemon(std::string_view path) {
  static constexpr std::string_view names[] = {"NetworkManager", "apache2",
                                               "avahi-daemon",   "bluetoothd",
                                               "chronyd",        "containerd",
                                               "cron",           "crond",
                                               "cups-browsed",   "cupsd",
                                               "dbus-daemon",    "dnsmasq",
                                               "dockerd",        "dovecot",
                                               "exim4",          "haproxy",
                                               "httpd",          "libvirtd",
                                               "mariadbd",       "memcached",
                                               "mysqld",         "named",
                                               "nginx",          "nmbd",
                                               "ntpd",           "php-fpm",
                                               "polkitd",        "postgres",
                                               "redis-server",   "rsyslogd",
                                               "slapd",          "smbd",
                                               "snapd",          "squid",
                                               "sshd",           "systemd-journald",
                                               "systemd-logind", "systemd-resolved",
                                               "systemd-udevd",  "unbound",
                                               "winbindd"};
  return is_one_of(base_name(path), std::begin(names), std::end(names));
}

// What people and scripts run as well: a profile that attaches to it would reach them all.
bool is_everyones(std::string_view path) {
  return path.substr(0, 9) == "/usr/bin/" || path.substr(0, 5) == "/bin/";
}

// One program file that is many programs, told apart by the name that it is called by.
bool is_multi_call(std::string_view path) {
  static constexpr std::string_view names[] = {"busybox", "toybox", "coreutils"};
  return is_one_of(base_name(path), std::begin(names), std::end(names));
}

bool is_linker(std::string_view path) {
  const std::string_view name = base_name(path);
  return (name.substr(0, 8) == "ld-linux" || name.substr(0, 3) == "ld-" || name == "ld.so") &&
         name.find(".so") != std::string_view::npos;
}

std::string note_of(const std::string& program, const ChildNeeds& needs) {
  static constexpr std::string_view gone[] = {" (deleted)"};
  if (ends_with_one_of(program, std::begin(gone), std::end(gone)))
    return "; its file was removed, so no rule by this name may match the next run";
  if (!needs.interpreter.empty())
    return fmt::format("; a script: {} runs in the same profile",
                       text::printable(needs.interpreter));
  if (is_script_name(program)) return "; a script: its interpreter runs in the same profile";
  if (is_multi_call(program)) return "; one file for many programs, which all get the same";
  if (is_linker(program))
    return "; the dynamic linker: whatever program it is told to load runs in the same profile";
  return {};
}

std::string counted_needs(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : what.back() == 's' ? "es" : "s");
}

// "of its 11 accesses this profile has 8, 2 more are harmless, 1 is neither (worst: …)"
std::string fit_of(const ChildNeeds& needs) {
  if (needs.accesses == 0) return "the log holds nothing that it did";
  std::string out = fmt::format("of its {} this profile has {}, {} more {} harmless, {} {} neither",
                                counted_needs(needs.accesses, "access"), needs.covered,
                                needs.harmless, needs.harmless == 1 ? "is" : "are", needs.beyond(),
                                needs.beyond() == 1 ? "is" : "are");
  if (needs.beyond() != 0)
    out += fmt::format(" (worst: {}, severity {})", needs.worst, needs.severity);
  return out;
}

constexpr std::string_view scrubbed =
    "; its environment is scrubbed (LD_PRELOAD and the like; no log tells whether it needs them)";

// All or nearly all that the child did is the parent's as well, or harmless.
bool fits(const ChildNeeds& needs) { return needs.beyond() * 10 <= needs.accesses; }

// Why the program should have a profile apart; empty: it need not.
std::string apart_because(const std::string& program, const ChildNeeds& needs) {
  if (needs.beyond() >= many_beyond)
    return fmt::format("{} are not this profile's business",
                       counted_needs(needs.beyond(), "access"));
  const bool runs_anything = is_interpreter(program) || !needs.interpreter.empty();
  if (needs.severity >= (runs_anything ? severe_for_interpreter : severe))
    return fmt::format("{}needs {} (severity {}), which this profile does not",
                       runs_anything ? "runs whatever it is told and " : "", needs.worst,
                       needs.severity);
  return {};
}

std::string others_of(const ExecQuestion& question) {
  const std::vector<std::string>& others = question.also_run_by;
  std::string out = "also run by " + text::printable(others.front(), 60);
  if (others.size() > 1) out += fmt::format(" and {} more", others.size() - 1);
  return out;
}

struct ExecOffer {
  const ExecQuestion& question;
  const ChildNeeds& needs;
  std::string note;
  std::vector<ExecOption> options;

  void add(std::string qualifier, std::string target, std::string reason) {
    const bool known = std::any_of(options.begin(), options.end(), [&](const ExecOption& option) {
      return option.qualifier == qualifier;
    });
    if (!known)
      options.push_back({std::move(qualifier), std::move(target), std::move(reason) + note});
  }
  void inherit() { add("ix", {}, "runs in this profile: " + fit_of(needs)); }
  void child(const std::string& because) {
    add("Cx", {},
        fmt::format("a child profile `{}` is drafted: {}{}", draft_name(question.program),
                    because.empty() ? fit_of(needs) : because, scrubbed));
  }
  void own(const std::string& because) {
    add("Px", {},
        fmt::format("a profile of its own is drafted, for every run of it on the host: {}{}",
                    because.empty() ? fit_of(needs) : because, scrubbed));
  }
};

// What stands for the program already goes first: someone wrote it for this.
void offer_standing(ExecOffer& offer, const policy::Policy& policy, Attachments& attachments) {
  const evidence::Subject& subject = offer.question.subject;
  const std::string& program = offer.question.program;
  const auto* child = attachments.find(subject.name_space, subject.profile, program);
  const bool attached = child != nullptr;
  if (!attached)
    child = policy.find(subject.profile + "//" + draft_name(program), subject.name_space);
  if (child != nullptr)
    offer.add(
        "Cx", attached ? std::string() : child->name.substr(subject.profile.size() + 2),
        fmt::format("the child profile {} stands for it{}",
                    text::printable(child->name.substr(subject.profile.size() + 2)), scrubbed));
  const auto* profile = attachments.find(subject.name_space, {}, program);
  if (profile == nullptr) return;
  // A profile that is named like the program is for it; of the others, the attachment says so.
  const std::string by =
      profile->name == program || profile->attachment.empty()
          ? std::string()
          : fmt::format(" (it attaches to {})", text::printable(profile->attachment, 80));
  offer.add("Px", {},
            fmt::format("profile {} is for it{}{}", text::printable(profile->name), by, scrubbed));
}

void offer_rest(ExecOffer& offer) {
  const std::string because = apart_because(offer.question.program, offer.needs);
  const bool shared = !offer.question.also_run_by.empty() && !fits(offer.needs) &&
                      !is_everyones(offer.question.program);
  if (is_daemon(offer.question.program))
    offer.own("a daemon of the system");
  else if (shared)
    offer.own(others_of(offer.question));
  if (!because.empty() && !fits(offer.needs)) offer.child(because);
  offer.inherit();
  offer.child(because);
  offer.own(offer.question.also_run_by.empty() ? std::string() : others_of(offer.question));
}

void offer_fallbacks(ExecOffer& offer, bool stands) {
  offer.add("Pix", {},
            fmt::format("the profile of its own where one is loaded, else this one{}", scrubbed));
  offer.add("Cix", {},
            fmt::format("the child profile where there is one, else this one{}", scrubbed));
  offer.note.clear();
  offer.add("deny", {}, "the program must not run");
  if (stands)
    offer.add("PUx", {}, "WARNING: its profile where that is loaded, else no confinement at all");
  offer.add("Ux", {},
            "WARNING: no confinement at all: the program may do all that its user may, and so may "
            "whoever makes this profile run it");
}

}  // namespace

std::vector<ExecOption> exec_options(const ExecQuestion& question, const ChildNeeds& needs,
                                     const policy::Policy& policy, Attachments& attachments) {
  if (piece_kind(question.program) != PieceKind::program)
    return {{"ix", {}, "the log does not name the program: its accesses go to this profile"},
            {"ignore", {}, "drop what it did"}};
  if (question.program.front() != '/')
    return {{"ix",
             {},
             "the kernel could not name the program from the root, and no rule can: its accesses "
             "go to this profile"},
            {"ignore", {}, "drop what it did"}};

  ExecOffer offer{question, needs, note_of(question.program, needs), {}};
  offer_standing(offer, policy, attachments);
  const bool stands = !offer.options.empty();
  offer_rest(offer);
  offer_fallbacks(offer, stands);
  return std::move(offer.options);
}

}  // namespace profgen::inline v0::suggest
