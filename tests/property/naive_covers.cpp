#include "property/naive_covers.hpp"

#include <algorithm>
#include <set>

#include "grammar/vocabulary.hpp"
#include "property/naive_aare.hpp"

namespace profgen::proof {
namespace {

using namespace policy;

// A rule that speaks about the access, and for which permissions.
struct Voice {
  const Rule* rule;
  std::uint32_t perms;
};

class Evaluator {
 public:
  explicit Evaluator(const NaiveProfile& profile) : profile_(profile) {}

  NaiveAnswer operator()(std::monostate) { return {}; }
  NaiveAnswer operator()(const FileAccess& access) {
    std::vector<Voice> voices;
    for (const Rule& rule : profile_.rules)
      if (about_file(rule, access.path, access.owned)) voices.push_back({&rule, file_perms(rule)});
    NaiveAnswer answer = vote(voices, access.perms);
    answer.missing = static_cast<FilePerms>(access.perms & ~granted(voices, access.perms));
    return answer;
  }

  NaiveAnswer operator()(const ExecAccess& access) {
    std::vector<Voice> voices;
    for (const Rule& rule : profile_.rules)
      if (about_file(rule, access.path, access.owned))
        voices.push_back({&rule, file_perms(rule) & file_perm::exec});
    NaiveAnswer answer = vote(voices, file_perm::exec);
    if (answer.answer == Answer::allowed)
      answer.exec = transition(access.path, access.owned);
    else
      answer.exec = "";
    return answer;
  }

  NaiveAnswer operator()(const LinkAccess& access) {
    std::vector<Voice> voices;
    for (const Rule& rule : profile_.rules) {
      if (!about_file(rule, access.link, access.owned) || (file_perms(rule) & file_perm::link) == 0)
        continue;
      std::string target;
      if (const auto* link = std::get_if<LinkRule>(&rule.body)) target = link->target;
      if (const auto* file = std::get_if<FileRule>(&rule.body);
          file != nullptr && file->exec.empty())
        target = file->target;
      if (target.empty() || path_matches(target, access.target))
        voices.push_back({&rule, file_perm::link});
    }
    NaiveAnswer answer = vote(voices, file_perm::link);
    if (answer.answer == Answer::allowed && subset_is_asked(voices) && !access.target.empty()) {
      const std::uint32_t of_link = all_granted(access.link, access.owned);
      if ((of_link & ~all_granted(access.target, access.owned)) != 0)
        answer.answer = Answer::absent;
    }
    return answer;
  }

  NaiveAnswer operator()(const CapabilityAccess& access) {
    return simple([&](const Rule& rule) {
      const auto* body = std::get_if<CapabilityRule>(&rule.body);
      if (body == nullptr) return is_all(rule);
      return body->names.empty() || contains(body->names, access.capability);
    });
  }

  NaiveAnswer operator()(const NetworkAccess& access) {
    const std::uint32_t asked = access.perms == 0 ? every_socket_perm : access.perms;
    std::vector<Voice> voices;
    for (const Rule& rule : profile_.rules) {
      if (const auto* body = std::get_if<NetworkRule>(&rule.body)) {
        if (!family_holds(*body, access.family, access.type, access.protocol)) continue;
        if (!end_holds(body->peer, access.peer)) continue;
        std::uint32_t perms = socket_perms(body->perms, !body->peer.empty());
        if (!end_holds(body->local, access.local)) perms &= socket_bit("create");
        voices.push_back({&rule, perms});
      } else if (const auto* socket = std::get_if<UnixRule>(&rule.body)) {
        // A kernel that asks by family only has no addresses to hold against conditions.
        const bool plain = value(socket->local, "addr").empty() &&
                           value(socket->peer, "addr").empty() &&
                           value(socket->peer, "label").empty();
        if (access.family == "unix" && plain && type_holds(*socket, access.type))
          voices.push_back({&rule, socket_perms(socket->perms, !socket->peer.empty())});
      } else if (is_all(rule)) {
        voices.push_back({&rule, every_socket_perm});
      }
    }
    return vote(voices, asked);
  }

  NaiveAnswer operator()(const UnixAccess& access) {
    const std::uint32_t asked = access.perms == 0 ? every_socket_perm : access.perms;
    std::vector<Voice> voices;
    for (const Rule& rule : profile_.rules) {
      if (const auto* body = std::get_if<UnixRule>(&rule.body)) {
        if (!type_holds(*body, access.type)) continue;
        if (!address_holds(value(body->peer, "addr"), access.peer_address)) continue;
        if (!text_holds(value(body->peer, "label"), access.peer_label)) continue;
        std::uint32_t perms = socket_perms(body->perms, !body->peer.empty());
        if (!address_holds(value(body->local, "addr"), access.address))
          perms &= socket_bit("create");
        voices.push_back({&rule, perms});
      } else if (const auto* network = std::get_if<NetworkRule>(&rule.body)) {
        const bool plain = network->local.empty() && network->peer.empty();
        if (plain && family_holds(*network, "unix", access.type, ""))
          voices.push_back({&rule, socket_perms(network->perms, false)});
      } else if (is_all(rule)) {
        voices.push_back({&rule, every_socket_perm});
      }
    }
    return vote(voices, asked);
  }

  NaiveAnswer operator()(const DbusAccess& access) {
    constexpr std::uint32_t send = 1, receive = 2, bind = 4, eavesdrop = 8;
    constexpr std::uint32_t every = send | receive | bind | eavesdrop;
    std::vector<Voice> voices;
    for (const Rule& rule : profile_.rules) {
      const auto* body = std::get_if<DbusRule>(&rule.body);
      if (body == nullptr) {
        if (is_all(rule)) voices.push_back({&rule, every});
        continue;
      }
      const auto local = [&](const char* key) { return value(body->local, key); };
      const bool holds =
          text_holds(local("bus"), access.bus) && text_holds(local("path"), access.path) &&
          text_holds(local("interface"), access.interface) &&
          text_holds(local("member"), access.member) && text_holds(local("name"), access.name) &&
          text_holds(value(body->peer, "name"), access.peer_name) &&
          text_holds(value(body->peer, "label"), access.peer_label);
      if (!holds) continue;
      std::uint32_t perms = body->perms;
      if (perms == 0) {
        const bool message = !local("path").empty() || !local("interface").empty() ||
                             !local("member").empty() || !body->peer.empty();
        perms = message ? send | receive : every;
        if (!local("name").empty()) perms = bind;
      }
      voices.push_back({&rule, perms});
    }
    return vote(voices, access.perms == 0 ? every : access.perms);
  }

  NaiveAnswer operator()(const SignalAccess& access) {
    return with_perms<SignalRule>(access.perms, 3, [&](const SignalRule& rule) {
      const bool named = rule.set.empty() || contains(rule.set, access.signal);
      return named && text_holds(rule.peer.empty() ? "" : rule.peer[0], access.peer);
    });
  }
  NaiveAnswer operator()(const PtraceAccess& access) {
    return with_perms<PtraceRule>(access.perms, 15, [&](const PtraceRule& rule) {
      return text_holds(rule.peer.empty() ? "" : rule.peer[0], access.peer);
    });
  }
  NaiveAnswer operator()(const MqueueAccess& access) {
    return with_perms<MqueueRule>(access.perms, 127, [&](const MqueueRule& rule) {
      return (rule.type.empty() || rule.type == access.type) &&
             text_holds(rule.name, access.name) && text_holds(rule.label, access.label);
    });
  }
  NaiveAnswer operator()(const IoUringAccess& access) {
    return with_perms<IoUringRule>(access.perms, 3, [&](const IoUringRule& rule) {
      return text_holds(rule.label, access.label);
    });
  }

  NaiveAnswer operator()(const MountAccess& access) {
    const std::set<std::uint32_t> flags = flags_of(access.options);
    const bool remount = access.kind == MountKind::remount || contains(access.options, "remount");
    return simple([&](const Rule& rule) {
      const auto* body = std::get_if<MountRule>(&rule.body);
      if (body == nullptr) return is_all(rule);
      return mount_holds(*body, access, flags, remount);
    });
  }
  NaiveAnswer operator()(const PivotRootAccess& access) {
    return simple([&](const Rule& rule) {
      const auto* body = std::get_if<PivotRootRule>(&rule.body);
      if (body == nullptr) return is_all(rule);
      return (body->old_root.empty() || path_matches(body->old_root, access.old_root)) &&
             (body->new_root.empty() || path_matches(body->new_root, access.new_root));
    });
  }
  NaiveAnswer operator()(const ChangeProfileAccess& access) {
    return simple([&](const Rule& rule) {
      const auto* body = std::get_if<ChangeProfileRule>(&rule.body);
      if (body == nullptr) return is_all(rule);
      if (!body->exec.empty() && access.on_exec) return false;  // what is executed is not known
      if (body->target.empty()) return true;
      const bool stack = body->target[0] == '&';
      return stack == access.stack &&
             text_holds(stack ? body->target.substr(1) : body->target, access.target);
    });
  }
  NaiveAnswer operator()(const ChangeHatAccess& access) {
    return {contains(profile_.hats, access.hat) ? Answer::allowed : Answer::absent, 0, ""};
  }
  NaiveAnswer operator()(const UsernsAccess&) {
    return simple([](const Rule& rule) {
      return std::holds_alternative<UsernsRule>(rule.body) || is_all(rule);
    });
  }
  NaiveAnswer operator()(const RlimitAccess& access) {
    bool named = false, within = false;
    for (const Rule& rule : profile_.rules)
      if (const auto* body = std::get_if<RlimitRule>(&rule.body);
          body != nullptr && body->resource == access.resource) {
        named = true;
        within = within || body->value == "infinity" || access.value <= std::stoull(body->value);
      }
    return {within || !named ? Answer::allowed : Answer::absent, 0, ""};
  }

 private:
  static constexpr std::uint32_t every_socket_perm = 4095;

  // ---- who wins ----

  // The rules of the highest priority that speak about a permission; among them deny wins.
  static const Rule* winner(const std::vector<Voice>& voices, std::uint32_t bit) {
    const Rule* best = nullptr;
    for (const Voice& voice : voices) {
      if ((voice.perms & bit) == 0 || voice.rule->prefix.decision == Decision::prompt) continue;
      const auto rank = [](const Rule& rule) {
        return std::pair(rule.prefix.priority.value_or(0), rule.prefix.decision == Decision::deny);
      };
      if (best == nullptr || rank(*voice.rule) > rank(*best)) best = voice.rule;
    }
    return best;
  }
  static std::uint32_t granted(const std::vector<Voice>& voices, std::uint32_t asked) {
    std::uint32_t result = 0;
    for (std::uint32_t bit = 1; bit != 0 && bit <= asked; bit <<= 1U) {
      const Rule* rule = (asked & bit) != 0 ? winner(voices, bit) : nullptr;
      if (rule != nullptr && rule->prefix.decision != Decision::deny) result |= bit;
    }
    return result;
  }
  static NaiveAnswer vote(const std::vector<Voice>& voices, std::uint32_t asked) {
    bool all = true;
    for (std::uint32_t bit = 1; bit != 0 && bit <= asked; bit <<= 1U) {
      if ((asked & bit) == 0) continue;
      const Rule* rule = winner(voices, bit);
      if (rule != nullptr && rule->prefix.decision == Decision::deny)
        return {Answer::denied, 0, ""};
      all = all && rule != nullptr;
    }
    return {all ? Answer::allowed : Answer::absent, 0, ""};
  }

  template <typename Holds>
  NaiveAnswer simple(const Holds& holds) {
    std::vector<Voice> voices;
    for (const Rule& rule : profile_.rules)
      if (holds(rule)) voices.push_back({&rule, 1});
    return vote(voices, 1);
  }
  template <typename Body, typename Holds>
  NaiveAnswer with_perms(std::uint32_t asked, std::uint32_t every, const Holds& holds) {
    std::vector<Voice> voices;
    for (const Rule& rule : profile_.rules) {
      if (const auto* body = std::get_if<Body>(&rule.body)) {
        if (holds(*body)) voices.push_back({&rule, body->perms == 0 ? every : body->perms});
      } else if (is_all(rule)) {
        voices.push_back({&rule, every});
      }
    }
    return vote(voices, asked == 0 ? every : asked);
  }

  // ---- texts ----

  // Every way to put values in the place of the variables.
  [[nodiscard]] std::vector<std::string> ways(const std::string& pattern) const {
    const std::size_t at = pattern.find("@{");
    if (at == std::string::npos) return {pattern};
    const std::size_t end = pattern.find('}', at);
    std::vector<std::string> result;
    for (const std::string& value : profile_.variables.at(pattern.substr(at + 2, end - at - 2)))
      for (std::string& way : ways(pattern.substr(0, at) + value + pattern.substr(end + 1)))
        result.push_back(std::move(way));
    return result;
  }
  // `//` means `/`, but two of them at the beginning are a name space of their own.
  static std::string one_slash(const std::string& path) {
    std::string result;
    for (const char c : path)
      if (c != '/' || result.empty() || result.back() != '/') result += c;
    const bool two = path.compare(0, 2, "//") == 0 && path.compare(0, 3, "///") != 0;
    return two ? "/" + result : result;
  }
  [[nodiscard]] bool text_holds(const std::string& pattern, const std::string& text) const {
    if (pattern.empty()) return true;
    for (const std::string& way : ways(pattern))
      if (naive_match(way, text) == true) return true;
    return false;
  }
  [[nodiscard]] bool path_matches(const std::string& pattern, const std::string& text) const {
    for (const std::string& way : ways(pattern))
      if (naive_match(one_slash(way), text) == true) return true;
    return false;
  }
  // Aliases look at a path as the compiler writes it: a variable with several values is a group.
  [[nodiscard]] bool aliased_path_matches(const std::string& pattern,
                                          const std::string& text) const {
    if (path_matches(pattern, text)) return true;
    const std::size_t at = pattern.find("@{");
    const std::string start = one_slash(pattern.substr(0, at));
    for (const auto& [from, to] : profile_.aliases)
      if (start.compare(0, from.size(), from) == 0 &&
          path_matches(to + one_slash(pattern).substr(from.size()), text))
        return true;
    return false;
  }
  static std::string value(const std::vector<Condition>& conditions, std::string_view key) {
    for (const Condition& condition : conditions)
      if (condition.key == key && !condition.values.empty()) return condition.values[0];
    return {};
  }
  template <typename List>
  static bool contains(const List& list, const std::string& word) {
    return std::find(list.begin(), list.end(), word) != list.end();
  }
  static bool is_all(const Rule& rule) { return std::holds_alternative<AllRule>(rule.body); }

  // ---- files ----

  [[nodiscard]] bool about_file(const Rule& rule, const std::string& path, bool owned) const {
    if (rule.prefix.ownership == Ownership::owner && !owned) return false;
    if (rule.prefix.ownership == Ownership::other && owned) return false;
    const auto* file = std::get_if<FileRule>(&rule.body);
    if (is_all(rule) || (file != nullptr && file->bare)) return naive_match("/{**,}", path) == true;
    if (file != nullptr) return aliased_path_matches(file->path, path);
    const auto* link = std::get_if<LinkRule>(&rule.body);
    return link != nullptr && aliased_path_matches(link->link, path);
  }
  static std::uint32_t file_perms(const Rule& rule) {
    constexpr std::uint32_t every = 127;
    if (std::holds_alternative<LinkRule>(rule.body)) return file_perm::link;
    const auto* file = std::get_if<FileRule>(&rule.body);
    if (file == nullptr || file->bare) return every;
    std::uint32_t perms = file->perms;
    if ((perms & file_perm::write) != 0) perms |= file_perm::append;
    if (!file->exec.empty()) perms |= file_perm::exec;
    if (file->exec.find('i') != std::string::npos) perms |= file_perm::map_exec;
    return perms;
  }
  // What a path may be used for, but for linking.
  [[nodiscard]] std::uint32_t all_granted(const std::string& path, bool owned) const {
    std::vector<Voice> voices;
    for (const Rule& rule : profile_.rules)
      if (about_file(rule, path, owned)) voices.push_back({&rule, file_perms(rule)});
    return granted(voices, 127U & ~static_cast<std::uint32_t>(file_perm::link));
  }
  // One rule that asks for the comparison is enough, if it is among those that decide.
  static bool subset_is_asked(const std::vector<Voice>& voices) {
    const Rule* best = winner(voices, file_perm::link);
    for (const Voice& voice : voices) {
      const Rule& rule = *voice.rule;
      if (rule.prefix.decision == Decision::deny || rule.prefix.decision == Decision::prompt ||
          rule.prefix.priority.value_or(0) != best->prefix.priority.value_or(0))
        continue;
      const auto* link = std::get_if<LinkRule>(&rule.body);
      const auto* file = std::get_if<FileRule>(&rule.body);
      const bool with_target = file != nullptr && file->exec.empty() && !file->target.empty();
      if (link != nullptr ? link->subset : !with_target || file->subset) return true;
    }
    return false;
  }
  [[nodiscard]] std::optional<std::string> transition(const std::string& path, bool owned) const {
    std::set<std::string> found;
    std::pair<int, bool> best{-1001, false};
    for (const Rule& rule : profile_.rules) {
      if (!about_file(rule, path, owned) || (file_perms(rule) & file_perm::exec) == 0 ||
          rule.prefix.decision == Decision::deny || rule.prefix.decision == Decision::prompt)
        continue;
      const auto* file = std::get_if<FileRule>(&rule.body);
      const bool whole = file == nullptr || file->bare;
      const bool exact = !whole && !has_wildcard(file->path);
      const std::pair<int, bool> rank{rule.prefix.priority.value_or(0), exact};
      if (rank < best) continue;
      if (rank > best) found.clear();
      best = rank;
      found.insert(whole ? "ix" : file->exec);
    }
    if (found.size() != 1) return std::nullopt;
    return *found.begin();
  }

  // Alternatives and classes that name their bytes are no wildcards.
  [[nodiscard]] bool has_wildcard(const std::string& pattern) const {
    for (const std::string& way : ways(pattern))
      if (way.find_first_of("*?") != std::string::npos || way.find("[^") != std::string::npos)
        return true;
    return false;
  }

  // ---- sockets ----

  static std::uint32_t socket_bit(std::string_view word) {
    for (const grammar::Word& known : grammar::socket_permissions)
      if (known.text == word) return known.value;
    return 0;
  }
  static std::uint32_t socket_perms(std::uint32_t perms, bool has_peer) {
    if (perms == 0) perms = every_socket_perm;
    if (!has_peer) return perms;
    return perms & (socket_bit("accept") | socket_bit("connect") | socket_bit("send") |
                    socket_bit("receive"));
  }
  static bool family_holds(const NetworkRule& rule, const std::string& family,
                           const std::string& type, const std::string& protocol) {
    if (!rule.domain.empty() && rule.domain != family) return false;
    if (!rule.type.empty() && rule.type != type) return false;
    if (rule.protocol.empty()) return true;
    if (family != "inet" && family != "inet6") return false;
    if (rule.protocol == "icmp" && family != "inet") return false;
    const char* usual = rule.protocol == "tcp"   ? "stream"
                        : rule.protocol == "udp" ? "dgram"
                                                 : "raw";
    return type == usual || protocol == rule.protocol;
  }
  static bool end_holds(const std::vector<Condition>& conditions, const Endpoint& end) {
    const std::string ip = value(conditions, "ip"), port = value(conditions, "port");
    if (!ip.empty() && ip != end.address) return false;
    if (port.empty()) return true;
    const std::size_t dash = port.find('-');
    const int low = std::stoi(port);
    const int high = dash == std::string::npos ? low : std::stoi(port.substr(dash + 1));
    return end.port != 0 && low <= end.port && end.port <= high;
  }
  static bool type_holds(const UnixRule& rule, const std::string& type) {
    const std::string wanted = value(rule.local, "type");
    return wanted.empty() || wanted == type;
  }
  [[nodiscard]] bool address_holds(const std::string& pattern, const std::string& address) const {
    if (pattern != "auto") return text_holds(pattern, address);
    return naive_match("@[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]", address) == true;
  }

  // ---- mounts ----

  // The groups of the flags that are set: words that clear one leave it as it is anyway.
  static std::set<std::uint32_t> flags_of(const std::vector<std::string>& words) {
    std::set<std::uint32_t> flags;
    for (const std::string& word : words)
      for (const grammar::MountOption& option : grammar::mount_options)
        if (option.text == word && option.value != 0 && word != "remount")
          flags.insert(option.group);
    return flags;
  }
  [[nodiscard]] bool mount_holds(const MountRule& rule, const MountAccess& access,
                                 const std::set<std::uint32_t>& flags, bool remount) const {
    bool rule_remounts = rule.kind == MountKind::remount, propagates = false;
    bool any_options = true, options_hold = false, any_type = true, type_holds = false;
    for (const Condition& condition : rule.conditions) {
      if (condition.key == "options") {
        const std::set<std::uint32_t> wanted = flags_of(condition.values);
        any_options = false;
        rule_remounts = rule_remounts || contains(condition.values, "remount");
        propagates = propagates || contains(condition.values, "rprivate") ||
                     contains(condition.values, "shared");
        options_hold =
            options_hold || (condition.op == "in" ? std::includes(wanted.begin(), wanted.end(),
                                                                  flags.begin(), flags.end())
                                                  : wanted == flags);
      } else {
        any_type = false;
        for (const std::string& type : condition.values)
          type_holds = type_holds || text_holds(type, access.fstype);
      }
    }
    const bool is_umount = access.kind == MountKind::umount;
    if (is_umount != (rule.kind == MountKind::umount)) return false;
    // A mount rule without options is about remounting too.
    if (!is_umount && rule_remounts != remount && !(remount && any_options)) return false;
    const bool lone =
        rule.mountpoint.empty() && (propagates || rule_remounts || rule.kind == MountKind::umount);
    const std::string& point = lone ? rule.source : rule.mountpoint;
    if (!point.empty() && !path_matches(point, access.mountpoint)) return false;
    if (!lone && !rule.source.empty() && !path_matches(rule.source, access.source)) return false;
    return (any_type || type_holds) && (any_options || is_umount || options_hold);
  }

  const NaiveProfile& profile_;
};

}  // namespace

NaiveAnswer naive_covers(const NaiveProfile& profile, const Access& access) {
  Evaluator evaluator(profile);
  return std::visit(evaluator, access);
}

}  // namespace profgen::proof
