#include "refine/aa_headers.hpp"

#include <algorithm>
#include <span>

#include "base/text.hpp"
#include "grammar/vocabulary.hpp"

namespace profgen::inline v0::refine {
namespace {

using Conditions = std::vector<policy::Condition>;

std::string or_all(std::string text) { return text.empty() ? "ALL" : std::move(text); }

std::string perms_words(std::uint32_t perms, std::span<const grammar::Word> table) {
  std::vector<std::string> words;
  std::uint32_t said = 0;
  for (const grammar::Word& word : table) {
    if ((word.value & perms) != word.value || (word.value & said) != 0) continue;
    said |= word.value;
    words.emplace_back(word.text);
  }
  std::sort(words.begin(), words.end());
  return or_all(text::join(words, " "));
}

std::string value_of(const Conditions& conditions, std::string_view key) {
  for (const policy::Condition& condition : conditions)
    if (condition.key == key) return text::join(condition.values, " ");
  return {};
}

// {"ip": …, "port": …}; "ALL" for none.
AaHeader pairs_header(std::string name, const Conditions& conditions,
                      std::string_view left_out = {}) {
  AaHeader::Pairs pairs;
  for (const policy::Condition& condition : conditions)
    if (condition.key != left_out)
      pairs.emplace_back(condition.key, text::join(condition.values, " "));
  if (pairs.empty()) return {std::move(name), "ALL"};
  return {std::move(name), std::move(pairs)};
}

struct HeadersOf {
  using List = std::vector<AaHeader>;

  List operator()(const policy::FileRule& r) const { return {{"Path", or_all(r.path)}}; }
  List operator()(const policy::LinkRule& r) const { return {{"Path", or_all(r.link)}}; }
  List operator()(const policy::CapabilityRule& r) const {
    return {{"Capability", or_all(text::join(r.names, " "))}};
  }
  List operator()(const policy::NetworkRule& r) const {
    List kind = {{"Network Family", or_all(r.domain)},
                 {"Socket Type", or_all(r.type.empty() ? r.protocol : r.type)}};
    // aa-logprof before 4.0 knows no more.
    if (r.perms == 0 && r.local.empty() && r.peer.empty()) return kind;
    return {{"Accesses", perms_words(r.perms, grammar::socket_permissions)},
            kind[0],
            kind[1],
            pairs_header("Local", r.local),
            pairs_header("Peer", r.peer)};
  }
  List operator()(const policy::UnixRule& r) const {
    Conditions rule, local;
    for (const policy::Condition& condition : r.local)
      (condition.key == "type" || condition.key == "protocol" ? rule : local).push_back(condition);
    return {{"Accesses", perms_words(r.perms, grammar::socket_permissions)},
            pairs_header("Rule", rule),
            pairs_header("Local", local),
            pairs_header("Peer", r.peer)};
  }
  List operator()(const policy::DbusRule& r) const {
    List out = {{"Access mode", perms_words(r.perms, grammar::dbus_permissions)}};
    static constexpr std::pair<std::string_view, std::string_view> local[] = {
        {"Bus", "bus"},
        {"Path", "path"},
        {"Name", "name"},
        {"Interface", "interface"},
        {"Member", "member"}};
    for (const auto& [name, key] : local)
      out.push_back({std::string(name), or_all(value_of(r.local, key))});
    out.push_back({"Peer name", or_all(value_of(r.peer, "name"))});
    out.push_back({"Peer label", or_all(value_of(r.peer, "label"))});
    return out;
  }
  List operator()(const policy::SignalRule& r) const {
    return {{"Access mode", perms_words(r.perms, grammar::signal_permissions)},
            {"Signal", or_all(text::join(r.set, " "))},
            {"Peer", or_all(text::join(r.peer, " "))}};
  }
  List operator()(const policy::PtraceRule& r) const {
    return {{"Access mode", perms_words(r.perms, grammar::ptrace_permissions)},
            {"Peer", or_all(text::join(r.peer, " "))}};
  }
  List operator()(const policy::MountRule& r) const {
    static constexpr std::string_view kinds[] = {"mount", "remount", "umount"};
    return {{"Operation", std::string(kinds[static_cast<std::size_t>(r.kind)])},
            {"Fstype", or_all(value_of(r.conditions, "fstype"))},
            {"Options", or_all(value_of(r.conditions, "options"))},
            {"Source", or_all(r.source)},
            {"Destination", or_all(r.mountpoint)}};
  }
  List operator()(const policy::PivotRootRule& r) const {
    return {{"Old root", or_all(r.old_root)},
            {"New root", or_all(r.new_root)},
            {"Target profile", or_all(r.target)}};
  }
  List operator()(const policy::ChangeProfileRule& r) const {
    return {{"Exec Condition", or_all(r.exec)}, {"Target Profile", or_all(r.target)}};
  }
  List operator()(const policy::UsernsRule& r) const {
    return {{"Access mode", r.create ? "create" : "ALL"}};
  }
  List operator()(const policy::MqueueRule& r) const {
    return {{"Access mode", perms_words(r.perms, grammar::mqueue_permissions)},
            {"Type", or_all(r.type)},
            {"Label", or_all(r.label)},
            {"Mqueue name", or_all(r.name)}};
  }
  List operator()(const policy::IoUringRule& r) const {
    return {{"Access mode", perms_words(r.perms, grammar::io_uring_permissions)},
            {"Label", or_all(r.label)}};
  }
  List operator()(const policy::RlimitRule& r) const {
    return {{"Rlimit", r.resource}, {"Value", r.value}};
  }
  List operator()(const policy::AllRule&) const { return {{"Allow everything", "ALL"}}; }
};

}  // namespace

std::string aa_profile_name(std::string_view profile) {
  std::string out;
  for (std::size_t begin = 0;;) {
    const std::size_t end = profile.find("//", begin);
    out += profile.substr(begin, end == std::string_view::npos ? end : end - begin);
    if (end == std::string_view::npos) return out;
    out += '^';
    begin = end + 2;
  }
}

std::string aa_mode_of(const policy::Rule& rule) {
  std::string mode;
  std::string target;
  if (const auto* file = std::get_if<policy::FileRule>(&rule.body)) {
    mode = file_perms_text(file->perms) + file->exec;
    target = file->target;
  } else if (const auto* link = std::get_if<policy::LinkRule>(&rule.body)) {
    mode = "l";
    target = link->target;
  }
  if (rule.prefix.ownership == policy::Ownership::owner) mode.insert(0, "owner ");
  return target.empty() ? mode : mode + " -> " + target;
}

std::vector<AaHeader> aa_headers_of(const policy::Rule& rule) {
  return std::visit(HeadersOf{}, rule.body);
}

}  // namespace profgen::inline v0::refine
