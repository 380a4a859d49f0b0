#include "kube/peers/spo_lists.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "kube/peers/object.hpp"
#include "kube/peers/spo_paths.hpp"
#include "kube/peers/spo_rules.hpp"

namespace profgen::inline v0::kube {
namespace {

using policy::ResolvedRule;
namespace fp = file_perm;

constexpr FilePerms writes = fp::write | fp::append | fp::link | fp::lock;
constexpr std::string_view base_include = "abstractions/base";

class SpoSorter {
 public:
  SpoSorter(const policy::Policy& policy, SpoVersion version)
      : policy_(policy), version_(version) {}

  SpoLists sort(const policy::Profile& profile) {
    // The operator includes it by itself.
    if (std::ranges::find(profile.includes, base_include) != profile.includes.end())
      for (const policy::Abstraction& one : policy_.abstractions())
        if (one.path == base_include)
          for (const ResolvedRule& rule : one.rules) base_.insert(key_of(rule));
    std::vector<const ResolvedRule*> denies;
    for (const ResolvedRule& rule : profile.rules) {
      if (base_.contains(key_of(rule))) continue;
      if (rule.rule.prefix.decision == policy::Decision::deny)
        denies.push_back(&rule);
      else
        place(rule);
    }
    close_pairs();
    for (const ResolvedRule* rule : denies)
      if (!is_given(*rule)) leave(*rule, "it has no list of what is denied");
    return std::move(out_);
  }

 private:
  static std::pair<std::string, std::uint32_t> key_of(const ResolvedRule& rule) {
    return {rule.where.file, rule.where.span.begin};
  }
  void leave(const ResolvedRule& rule, std::string why) {
    out_.left_out.push_back({&rule, std::move(why)});
  }

  void place(const ResolvedRule& rule) {
    const policy::Prefix& prefix = rule.rule.prefix;
    if (prefix.ownership != policy::Ownership::any)
      return leave(rule, "it cannot say whose file it is");
    if (prefix.audit) return leave(rule, "it cannot ask for an audit record");
    if (prefix.priority) return leave(rule, "it has no priorities");
    if (prefix.decision == policy::Decision::prompt) return leave(rule, "it cannot ask");
    if (const auto* file = std::get_if<policy::FileRule>(&rule.rule.body))
      return place_file(rule, *file);
    if (const auto* capability = std::get_if<policy::CapabilityRule>(&rule.rule.body)) {
      if (capability->names.empty()) return leave(rule, "it names capabilities one by one");
      out_.capabilities.insert(capability->names.begin(), capability->names.end());
      return;
    }
    if (std::holds_alternative<policy::NetworkRule>(rule.rule.body)) return place_network(rule);
    if (const auto* ptrace = std::get_if<policy::PtraceRule>(&rule.rule.body))
      return place_ptrace(rule, *ptrace);
    leave(rule, "it has no list for rules of this kind");
  }

  void place_file(const ResolvedRule& rule, const policy::FileRule& file) {
    if (file.bare) return leave(rule, "it names paths one by one");
    if (!file.target.empty() || file.subset) return leave(rule, "it has no targets");
    if (!file.exec.empty() && file.exec != "ix")
      return leave(rule, "of the ways to run a program it knows ix only");
    const std::vector<std::string> paths = spo_paths(policy_, file.path);
    if (paths.empty())
      return leave(rule,
                   "its paths have letters, digits, `*`, `?` and variables behind a `/` only");
    const bool reads = (file.perms & fp::read) != 0, writing = (file.perms & writes) != 0;
    const bool only_lock = (file.perms & writes) == fp::lock;
    for (const std::string& path : paths) {
      if (!file.exec.empty()) out_.executables.insert(path);
      if ((file.perms & fp::map_exec) != 0) out_.libraries.insert(path);
      // To lock a file that is read is not worth a list that grants writing: compare() tells of it.
      if (writing && !(only_lock && reads))
        (reads || !file.exec.empty() || (file.perms & fp::map_exec) != 0 ? out_.read_write
                                                                         : out_.write_only)
            .insert(path);
      else if (reads && file.exec.empty() && (file.perms & fp::map_exec) == 0)
        out_.read_only.insert(path);
    }
  }

  void place_network(const ResolvedRule& rule) {
    const std::string text = policy::to_text(rule.rule);
    if (text == "network raw,")
      out_.raw = true;
    else if (text == "network tcp,")
      out_.tcp = true;
    else if (text == "network udp,")
      out_.udp = true;
    else
      halves_.emplace_back(text, &rule);
  }

  // tcp is inet and inet6 stream, udp their dgram: one of the two alone cannot be said.
  void close_pairs() {
    const auto has = [&](const std::string& text) {
      return std::ranges::any_of(halves_, [&](const auto& half) { return half.first == text; });
    };
    const bool stream = has("network inet stream,") && has("network inet6 stream,");
    const bool dgram = has("network inet dgram,") && has("network inet6 dgram,");
    out_.tcp = out_.tcp || stream;
    out_.udp = out_.udp || dgram;
    for (const auto& [text, rule] : halves_) {
      const bool said =
          (stream && text.ends_with(" stream,") && text.starts_with("network inet")) ||
          (dgram && text.ends_with(" dgram,") && text.starts_with("network inet"));
      if (!said) leave(*rule, "of the network it knows tcp, udp and raw only");
    }
  }

  void place_ptrace(const ResolvedRule& rule, const policy::PtraceRule& ptrace) {
    if (version_ != SpoVersion::v1) return leave(rule, "v1alpha1 has no list for ptrace");
    if (!out_.ptrace.empty()) return leave(rule, "it has one rule for ptrace only");
    std::string text = policy::to_text(rule.rule);
    text = text.substr(0, text.find(" peer"));
    const auto is_letter = [&](std::size_t at) { return text[at] >= 'a' && text[at] <= 'z'; };
    for (const std::string& access :
         std::vector<std::string>{"read", "readby", "trace", "tracedby"}) {
      bool named = ptrace.perms == 0;
      for (std::size_t at = text.find(access, 6); at != std::string::npos;
           at = text.find(access, at + 1)) {
        const std::size_t end = at + access.size();
        named = named || (!is_letter(at - 1) && (end == text.size() || !is_letter(end)));
      }
      if (named) out_.ptrace.push_back(access);
    }
    if (!ptrace.peer.empty()) out_.ptrace_peer = ptrace.peer.front();
  }

  // What the operator denies by itself, beside these lists.
  bool is_given(const ResolvedRule& rule) {
    policy::Rule plain = rule.rule;
    if (policy::to_text(plain) == "deny network raw,") {
      if (out_.raw.value_or(false)) return false;
      out_.raw = false;
      return true;
    }
    for (const policy::Rule& fixed : spo_fixed_denies())
      if (fixed == plain) return true;
    const auto* file = std::get_if<policy::FileRule>(&plain.body);
    if (file == nullptr || !file->exec.empty() || plain.prefix.audit) return false;
    const std::vector<std::string> paths = spo_paths(policy_, file->path);
    const auto all_in = [&](const std::set<std::string>& list) {
      return !paths.empty() && std::ranges::all_of(paths, [&](const std::string& path) {
        return list.contains(path);
      });
    };
    return (file->perms == (fp::write | fp::link | fp::lock) && all_in(out_.read_only)) ||
           (file->perms == fp::read && all_in(out_.write_only));
  }

  const policy::Policy& policy_;
  const SpoVersion version_;
  std::set<std::pair<std::string, std::uint32_t>> base_;
  std::vector<std::pair<std::string, const ResolvedRule*>> halves_;
  SpoLists out_;
};

}  // namespace

SpoLists spo_lists(const policy::Policy& policy, const policy::Profile& profile,
                   SpoVersion version) {
  return SpoSorter(policy, version).sort(profile);
}

}  // namespace profgen::inline v0::kube
