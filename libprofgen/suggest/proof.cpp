#include "suggest/proof.hpp"

#include <algorithm>
#include <optional>

#include "grammar/vocabulary.hpp"

namespace profgen::inline v0::suggest {
namespace {

constexpr std::size_t most_patterns = 4096;

bool is_deny(const std::vector<policy::Rule>& rules) {
  return !rules.empty() && rules.front().prefix.decision == policy::Decision::deny;
}

policy::Rule everything_on(const std::string& path) {
  policy::FileRule rule;
  rule.path = policy::literal_pattern(path);
  rule.perms = file_perm::map_exec | file_perm::read | file_perm::write | file_perm::lock;
  return {{}, rule};
}

// Old kernels do not log what was done with a socket. Where they logged its peer, it can only have
// been what has one.
Access with_known_perms(const Access& access) {
  const auto* network = std::get_if<NetworkAccess>(&access);
  if (network == nullptr || network->perms != 0 || network->peer == Endpoint{}) return access;
  NetworkAccess known = *network;
  for (const char* word : {"accept", "connect", "send", "receive"})
    known.perms |= grammar::bits_of(grammar::socket_permissions, word);
  return known;
}

bool reads_back(const std::vector<policy::Rule>& rules) {
  return std::all_of(rules.begin(), rules.end(), [](const policy::Rule& rule) {
    const std::string text = policy::to_text(rule);
    const auto back = policy::rule_from_text(text);
    return back && policy::to_text(*back) == text;
  });
}

bool is_plain_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
         c == '.' || c == '_' || c == '-' || c == '+';
}

// A path of bytes that mean themselves wherever they stand in a rule, so that a rule with it needs
// no proof; "//" would mean "/".
bool is_plain(std::string_view path) {
  return !path.empty() && path.front() == '/' &&
         std::all_of(path.begin(), path.end(), is_plain_byte) &&
         path.find("//") == std::string_view::npos;
}

// What patterns are made of here, besides plain bytes. Not quotes, blanks, commas outside of an
// alternation, escapes: with those the text is read back.
bool is_plain_pattern(std::string_view pattern) {
  if (pattern.empty() || (pattern.front() != '/' && pattern.substr(0, 2) != "@{")) return false;
  return pattern.find("//") == std::string_view::npos &&
         std::all_of(pattern.begin(), pattern.end(), [](char c) {
           return is_plain_byte(c) || std::string_view("@{}*?[]").find(c) != std::string_view::npos;
         });
}

FilePerms with_append(FilePerms perms) {
  return (perms & file_perm::write) != 0 ? perms | file_perm::append : perms;
}

}  // namespace

std::optional<PlainGrant> plain_grant(const std::vector<policy::Rule>& rules) {
  PlainGrant grant;
  for (const policy::Rule& rule : rules) {
    const auto* file = std::get_if<policy::FileRule>(&rule.body);
    if (file == nullptr || file->bare || file->subset || file->perms == 0 || !file->exec.empty() ||
        !file->target.empty() || (!grant.pattern.empty() && file->path != grant.pattern))
      return std::nullopt;
    policy::Prefix prefix = rule.prefix;
    prefix.ownership = policy::Ownership::any;
    if (prefix != policy::Prefix{} || rule.prefix.ownership == policy::Ownership::other)
      return std::nullopt;
    constexpr FilePerms both = file_perm::write | file_perm::append;
    if ((file->perms & both) == both) return std::nullopt;  // exclude each other in a text
    grant.pattern = file->path;
    const bool owner = rule.prefix.ownership == policy::Ownership::owner;
    (owner ? grant.owner : grant.any) |= with_append(file->perms);
  }
  if (grant.pattern.empty()) return std::nullopt;
  return grant;
}

bool Prover::grants(const std::vector<policy::Rule>& rules, const Ask& ask,
                    const std::string& profile) {
  const Quick quick = quickly(rules, ask, profile);
  return quick == Quick::unknown ? grants_by_compiling(rules, ask, profile) : quick == Quick::yes;
}

// File rules of names that nobody could take for syntax, which are nearly all there are.
Prover::Quick Prover::quickly(const std::vector<policy::Rule>& rules, const Ask& ask,
                              const std::string& profile) {
  const std::optional<PlainGrant> grant = plain_grant(rules);
  if (!grant) return Quick::unknown;
  const std::string* path = nullptr;
  for (const Access& access : ask.needed) {
    const auto* file = std::get_if<FileAccess>(&access);
    if (file == nullptr || (path != nullptr && file->path != *path)) return Quick::unknown;
    path = &file->path;
    const FilePerms granted = grant->any | (file->owned ? grant->owner : FilePerms{0});
    if ((file->perms & ~granted) != 0) return Quick::unknown;
  }
  if (path == nullptr || !is_plain(*path)) return Quick::unknown;
  if (grant->pattern == *path) return Quick::yes;
  if (!is_plain_pattern(grant->pattern)) return Quick::unknown;
  return pattern_matches(grant->pattern, *path, profile) ? Quick::yes : Quick::no;
}

// Many patterns differ in a literal end only ("@{HOME}/.config/…"): the part before it is compiled
// once, with one short end in place of all. A pattern P and a literal end E match a path that ends
// in E just if P matches what is before it.
bool Prover::pattern_matches(std::string_view pattern, std::string_view path,
                             const std::string& profile) {
  std::string key(pattern);
  std::string asked(path);
  const std::size_t special = pattern.find_last_of("}*?]");
  const std::size_t slash = pattern.find('/', special);
  if (special != std::string_view::npos && slash != std::string_view::npos &&
      slash + 1 < pattern.size()) {
    const std::string_view end = pattern.substr(slash + 1);
    if (path.size() <= end.size() || path.substr(path.size() - end.size()) != end) return false;
    key = std::string(pattern.substr(0, slash + 1)) + "x";
    asked = std::string(path.substr(0, path.size() - end.size())) + "x";
  }
  if (profile_ != profile || patterns_.size() >= most_patterns) patterns_.clear();
  profile_ = profile;
  auto& matcher = patterns_[key];
  if (matcher == nullptr) {
    policy::FileRule rule;
    rule.path = key;
    rule.perms = file_perm::read;
    // Read back here, since the texts of all rules with this pattern are alike.
    const std::vector<policy::Rule> rules{{{}, rule}};
    matcher = policy_.matcher_of(reads_back(rules) ? rules : std::vector<policy::Rule>{}, profile);
  }
  return policy::covers(*matcher, FileAccess{asked, file_perm::read, false}).answer ==
         policy::Answer::allowed;
}

bool Prover::grants_by_compiling(const std::vector<policy::Rule>& rules, const Ask& ask,
                                 const std::string& profile) const {
  if (!reads_back(rules)) return false;
  const policy::Answer wanted = is_deny(rules) ? policy::Answer::denied : policy::Answer::allowed;
  // The letter `l` also wants that what is linked to allows as much: that is for its own rules to
  // say, so here it does.
  std::vector<policy::Rule> tried = rules;
  for (const Access& access : ask.needed)
    if (const auto* link = std::get_if<LinkAccess>(&access))
      tried.push_back(everything_on(link->target));
  const auto matcher = policy_.matcher_of(tried, profile);
  return std::all_of(ask.needed.begin(), ask.needed.end(), [&](const Access& access) {
    const bool exec = std::holds_alternative<ExecAccess>(access);
    if (is_deny(rules) && !exec) return true;
    return policy::covers(*matcher, with_known_perms(access)).answer == wanted;
  });
}

}  // namespace profgen::inline v0::suggest
