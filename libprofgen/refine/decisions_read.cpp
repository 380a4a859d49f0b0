// YAML → decisions. Strict: a decision file that is half understood decides nothing.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "evidence/entry_line.hpp"
#include "grammar/vocabulary.hpp"
#include "profgen/decisions.hpp"
#include "refine/decisions_words.hpp"
#include "refine/yaml_reader.hpp"

namespace profgen::inline v0::refine {
namespace {

using suggest::Candidate;
using suggest::Proposal;
using Node = YAML::Node;

constexpr std::uint64_t most_bytes = 0xffffffff;

// Why a text is not one rule, in the words of the policy reader.
std::string why_no_rule(const std::string& text) {
  const policy::Tree tree = policy::parse(make_source("rule", "profile x {\n" + text + "\n}\n"));
  return tree.diagnostics.empty() ? "it is not one rule" : tree.diagnostics.front().message;
}

class Reader {
 public:
  Reader(YamlReader& yaml, Decisions& decisions, std::string policy_dir)
      : yaml_(yaml), decisions_(decisions), policy_dir_(std::move(policy_dir)) {}

  void top(const Node& root) {
    yaml_.map(root, "the file",
              {{"profgen-decisions", [this](const Node& n) { version(n); }, true},
               {"new-profiles", [this](const Node& n) { new_profiles(n); }, true},
               {"exec", [this](const Node& n) { each(n, "exec", &Reader::exec); }, true},
               {"profiles", [this](const Node& n) { each(n, "profiles", &Reader::profile); }, true},
               {"evidence", [this](const Node& n) { evidence(n); }, true}});
    for (const auto& [id, mark] : ids_)
      if (with_evidence_.count(id) == 0)
        yaml_.fail(mark, "`evidence` holds nothing for this question",
                   "what stands below `evidence:` must stay as it was written");
  }

 private:
  void each(const Node& node, std::string_view what, void (Reader::*one)(const Node&)) {
    yaml_.each(node, what, [this, one](const Node& item) { (this->*one)(item); });
  }

  void version(const Node& node) {
    const auto number = yaml_.number(node, "profgen-decisions", 1, 1000);
    if (number && *number > decisions_version)
      yaml_.fail(
          node,
          fmt::format("the file has version {}, this profgen reads {}", *number, decisions_version),
          "use a newer profgen");
  }

  void new_profiles(const Node& node) {
    yaml_.map(node, "new-profiles",
              {{"abi", [this](const Node& n) { yaml_.text(n, "abi", decisions_.abi); }, true},
               {"complain",
                [this](const Node& n) { yaml_.boolean(n, "complain", decisions_.new_in_complain); },
                true},
               {"comment", [this](const Node& n) {
                  yaml_.each(n, "comment", [this](const Node& line) {
                    if (auto text = yaml_.text(line, "comment"))
                      decisions_.new_file_comment.push_back(std::move(*text));
                  });
                }}});
  }

  // ---- exec ----

  void exec(const Node& node) {
    ExecDecision decision;
    suggest::ExecQuestion& question = decision.question;
    Node answer, choose, made_for;
    yaml_.map(
        node, "a question of exec",
        {{"profile", [&](const Node& n) { yaml_.text(n, "profile", question.subject.profile); },
          true},
         {"program", [&](const Node& n) { yaml_.text(n, "program", question.program); }, true},
         {"answer", [&](const Node& n) { answer.reset(n); }, true},
         {"choose", [&](const Node& n) { choose.reset(n); }},
         {"made-for", [&](const Node& n) { made_for.reset(n); }, true},
         {"options", [&](const Node& n) { options(n, question.options); }, true}});
    if (answer.IsNull() || made_for.IsNull()) return;  // told: they are missing
    decision.at = YamlReader::place(answer.Mark());
    const auto word = yaml_.word(answer, "answer", {answer_words.begin(), answer_words.end()});
    if (word) decision.answer = exec_answer(*word, answer, choose, question.options);
    const bool number = made_for.IsScalar() && text::to_number(made_for.Scalar());
    if (number) {
      decision.made_for = exec_answer(0, made_for, made_for, question.options);
    } else if (const auto made = yaml_.word(made_for, "made-for", {"deny", "ignore", "later"})) {
      decision.made_for = exec_answer(*made + 1, made_for, made_for, question.options);
    }
    if (!programs_.emplace(question.subject, question.program).second)
      yaml_.fail(node,
                 fmt::format("the exec of {} by {} stands twice", text::printable(question.program),
                             text::printable(question.subject.profile)));
    decisions_.execs.push_back(std::move(decision));
  }

  ExecDecision::Answer exec_answer(std::size_t word, const Node& answer, const Node& choose,
                                   const std::vector<suggest::ExecOption>& options) {
    if (word == 3) return Skipped{"later"};
    if (word != 0) return ExecAnswer{static_cast<Act>(word), "", ""};
    const auto index = chosen(answer, choose, options.size());
    if (!index) return Skipped{"later"};
    const suggest::ExecOption& option = options[*index];
    if (option.qualifier == "deny") return ExecAnswer{Act::deny, "", ""};
    return ExecAnswer{Act::allow, option.qualifier, option.target};
  }

  std::optional<std::size_t> chosen(const Node& answer, const Node& choose, std::size_t count) {
    if (choose.IsNull()) {
      yaml_.fail(answer, "`answer: allow` needs `choose`", "the number of a line below it");
      return std::nullopt;
    }
    if (count == 0) {
      yaml_.fail(choose, "there is no line to choose");
      return std::nullopt;
    }
    const auto number = yaml_.number(choose, "choose", 1, count);
    return number ? std::optional<std::size_t>(*number - 1) : std::nullopt;
  }

  // Mappings whose keys are 1, 2, 3, …
  void numbered(const Node& node, std::string_view what, const YamlReader::Handler& one) {
    if (!node.IsMap()) {
      yaml_.fail(node, fmt::format("expected lines numbered 1, 2, … for {}", what));
      return;
    }
    std::size_t next = 1;
    for (const auto& pair : node) {
      const auto number = yaml_.number(pair.first, "the number of a line", next, next);
      if (number) one(pair.second);
      ++next;
    }
  }

  void options(const Node& node, std::vector<suggest::ExecOption>& into) {
    numbered(node, "options", [&](const Node& item) {
      suggest::ExecOption option;
      yaml_.map(item, "an option",
                {{"as", [&](const Node& n) { qualifier(n, option.qualifier); }, true},
                 {"target", [&](const Node& n) { yaml_.text(n, "target", option.target); }}});
      into.push_back(std::move(option));
    });
  }

  void qualifier(const Node& node, std::string& into) {
    yaml_.text(node, "as", into);
    const bool known =
        into == "deny" ||
        (into != "x" && grammar::find_word(grammar::exec_qualifiers, into) != nullptr);
    if (!known) yaml_.fail(node, "expected an exec qualifier (ix, Px, Cx, …) or deny for `as`");
  }

  // ---- profiles ----

  void profile(const Node& node) {
    suggest::ProfileProposals profile;
    MadeFor made_for;
    made_for.at = YamlReader::place(node.Mark());
    Node rules;
    yaml_.map(
        node, "a profile",
        {{"profile", [&](const Node& n) { yaml_.text(n, "profile", profile.subject.profile); },
          true},
         {"stands", [&](const Node& n) { yaml_.boolean(n, "stands", profile.exists); }, true},
         {"file", [&](const Node& n) { file(n, profile.file); }, true},
         {"fingerprint", [&](const Node& n) { yaml_.text(n, "fingerprint", made_for.fingerprint); },
          true},
         {"attachment", [&](const Node& n) { yaml_.text(n, "attachment", profile.attachment); }},
         {"hat", [&](const Node& n) { yaml_.boolean(n, "hat", profile.hat); }},
         {"rules", [&](const Node& n) { rules.reset(n); }, true}});
    if (!rules.IsNull()) yaml_.each(rules, "rules", [&](const Node& item) { rule(item, profile); });
    if (!decisions_.made_for.emplace(profile.subject, std::move(made_for)).second)
      yaml_.fail(node, fmt::format("the profile {} stands twice in the file",
                                   text::printable(profile.subject.profile)));
    decisions_.proposals.profiles.push_back(std::move(profile));
  }

  // A name from a file that others edit: it stays below the policy directory.
  void file(const Node& node, std::string& into) {
    const auto name = yaml_.text(node, "file");
    if (!name) return;
    bool inside = !name->empty() && name->find('\0') == std::string::npos;
    for (const std::string_view part : text::split(*name, '/'))
      inside = inside && !part.empty() && part != "." && part != "..";
    if (!inside)
      return yaml_.fail(node, "expected the name of a file below the policy directory for `file`");
    into = policy_dir_ + "/" + *name;
  }

  void rule(const Node& node, suggest::ProfileProposals& profile) {
    Proposal proposal;
    proposal.subject = profile.subject;
    RuleAnswer answer;
    bool follows = false, covered = false;
    Node word, choose, own;
    yaml_.map(node, "a question",
              {{"id", [&](const Node& n) { id(n, proposal.id); }, true},
               {"answer", [&](const Node& n) { word.reset(n); }},
               {"choose", [&](const Node& n) { choose.reset(n); }},
               {"own", [&](const Node& n) { own.reset(n); }},
               {"audit", [&](const Node& n) { yaml_.boolean(n, "audit", answer.audit); }},
               {"owner", [&](const Node& n) { owner(n, answer.owner); }},
               {"follows", [&](const Node& n) { yaml_.boolean(n, "follows", follows); }},
               {"covered", [&](const Node& n) { yaml_.boolean(n, "covered", covered); }},
               {"severity",
                [&](const Node& n) {
                  if (const auto number = yaml_.number(n, "severity", 0, 10))
                    proposal.severity = static_cast<int>(*number);
                }},
               {"alternatives", [&](const Node& n) { alternatives(n, proposal); }, true}});
    if (follows) {
      if (!word.IsNull())
        yaml_.fail(word, "this rule follows from an exec", "change the answer to the exec instead");
    } else if (word.IsNull()) {
      yaml_.fail(node, "`answer` is missing in a question", "allow, deny, ignore or later");
    } else {
      decide(proposal, word, choose, own, std::move(answer));
      decisions_.rules[proposal.id].covered = covered;
    }
    profile.proposals.push_back(std::move(proposal));
  }

  void id(const Node& node, std::string& into) {
    yaml_.text(node, "id", into);
    if (!ids_.emplace(into, node.Mark()).second) yaml_.fail(node, "the id stands twice");
  }

  void owner(const Node& node, std::optional<bool>& into) {
    const auto word = yaml_.word(node, "owner", {owner_words.begin(), owner_words.end()});
    if (word && *word != 0) into = *word == 1;
  }

  void decide(const Proposal& proposal, const Node& word, const Node& choose, const Node& own,
              RuleAnswer answer) {
    RuleDecision& decision = decisions_.rules[proposal.id];
    decision.at = YamlReader::place(word.Mark());
    if (!own.IsNull()) answer.custom = rule_of(own, "own");
    const auto act = yaml_.word(word, "answer", {answer_words.begin(), answer_words.end()});
    // A number that is wrong is told even where it does not count.
    if (!choose.IsNull() || (act && *act == 0 && own.IsNull()))
      answer.candidate = chosen(word, choose, proposal.candidates.size()).value_or(0);
    if (!act) return;
    if (*act == 3) {
      decision.answer = Skipped{"later"};
      return;
    }
    answer.act = static_cast<Act>(*act);
    decision.answer = std::move(answer);
  }

  std::optional<policy::Rule> rule_of(const Node& node, std::string_view what) {
    const auto text = yaml_.text(node, what);
    if (!text) return std::nullopt;
    auto rule = policy::rule_from_text(*text);
    if (!rule)
      yaml_.fail(node,
                 fmt::format("expected one rule for {}, found `{}`: {}", what,
                             text::printable(*text, 60), why_no_rule(*text)),
                 "as in a profile, with its comma: \"owner /path r,\"");
    return rule;
  }

  // ---- alternatives ----

  void alternatives(const Node& node, Proposal& proposal) {
    numbered(node, "alternatives",
             [&](const Node& item) { proposal.candidates.push_back(alternative(item)); });
    if (node.IsMap() && node.size() == 0) yaml_.fail(node, "there is no line to choose");
  }

  Candidate alternative(const Node& node) {
    Candidate candidate;
    bool lines = false;
    yaml_.map(node, "an alternative",
              {{"line", [&](const Node& n) { lines = true, line(n, candidate); }},
               {"lines",
                [&](const Node& n) {
                  lines = true;
                  yaml_.each(n, "lines", [&](const Node& one) { line(one, candidate); });
                }},
               {"kind", [&](const Node& n) { kind(n, candidate.kind); }, true},
               {"cost", [](const Node&) {}},
               {"severity", [](const Node&) {}},
               {"widens", [&](const Node& n) { widens(n, candidate); }}});
    if (!lines) yaml_.fail(node, "`line` is missing in an alternative");
    if (candidate.replaces && candidate.rules.empty())
      yaml_.fail(node, "what widens a rule needs a rule");
    return candidate;
  }

  void line(const Node& node, Candidate& candidate) {
    constexpr std::string_view head = "include <";
    const std::string text = node.IsScalar() ? node.Scalar() : std::string();
    if (text.compare(0, head.size(), head) != 0) {
      if (auto rule = rule_of(node, "line")) candidate.rules.push_back(std::move(*rule));
      return;
    }
    const auto whole = yaml_.text(node, "line");
    if (!whole) return;
    const std::string path = whole->substr(head.size(), whole->size() - head.size() - 1);
    const bool plain = whole->back() == '>' && !path.empty() &&
                       path.find_first_of("<>\"\n\r") == std::string::npos;
    if (!plain || !candidate.include.empty())
      return yaml_.fail(node, "expected one `include <abstractions/NAME>`");
    candidate.include = path;
  }

  void kind(const Node& node, suggest::CandidateKind& into) {
    std::vector<std::string_view> words;
    for (int i = 0; i <= static_cast<int>(suggest::CandidateKind::abstraction); ++i)
      words.push_back(suggest::name_of(static_cast<suggest::CandidateKind>(i)));
    if (const auto index = yaml_.word(node, "kind", words))
      into = static_cast<suggest::CandidateKind>(*index);
  }

  void widens(const Node& node, Candidate& candidate) {
    policy::Location where;
    const auto offset = [this](const Node& n, std::string_view what, std::uint32_t& into) {
      if (const auto number = yaml_.number(n, what, 0, most_bytes))
        into = static_cast<std::uint32_t>(*number);
    };
    yaml_.map(node, "widens",
              {{"file", [&](const Node& n) { yaml_.text(n, "file", where.file); }, true},
               {"from", [&](const Node& n) { offset(n, "from", where.span.begin); }, true},
               {"to", [&](const Node& n) { offset(n, "to", where.span.end); }, true}});
    if (!where.file.empty() && where.file.front() != '/')
      where.file = policy_dir_ + "/" + where.file;
    candidate.replaces = std::move(where);
  }

  // ---- evidence ----

  void evidence(const Node& node) {
    if (!node.IsMap()) return yaml_.fail(node, "expected a mapping for evidence");
    std::map<std::string, Proposal*> by_id;
    for (suggest::ProfileProposals& profile : decisions_.proposals.profiles)
      for (Proposal& proposal : profile.proposals) by_id[proposal.id] = &proposal;
    for (const auto& pair : node) {
      const auto id = yaml_.text(pair.first, "an id");
      const auto found = id ? by_id.find(*id) : by_id.end();
      if (found == by_id.end()) {
        yaml_.fail(pair.first, "no question has this id");
        continue;
      }
      if (!with_evidence_.insert(*id).second) yaml_.fail(pair.first, "the id stands twice");
      yaml_.each(pair.second, "evidence", [&](const Node& n) { access(n, *found->second); });
    }
  }

  void access(const Node& node, Proposal& proposal) {
    const auto text = yaml_.text(node, "evidence");
    if (!text) return;
    const evidence::Json json = evidence::Json::parse(*text, nullptr, false);
    evidence::Entry entry;
    if (!json.is_object() || !evidence::read_entry(json, entry))
      return yaml_.fail(node, "expected an access as evidence files have it",
                        "what stands below `evidence:` must stay as it was written");
    proposal.evidence.emplace_back(std::move(entry.key), std::move(entry.seen));
  }

  YamlReader& yaml_;
  Decisions& decisions_;
  std::string policy_dir_;
  std::set<std::pair<evidence::Subject, std::string>> programs_;
  std::map<std::string, YAML::Mark> ids_;
  std::set<std::string> with_evidence_;
};

}  // namespace

std::optional<Decisions> read_decisions(const std::string& name, const std::string& text,
                                        const std::string& policy_dir,
                                        std::vector<Diagnostic>& diagnostics) {
  const std::size_t before = diagnostics.size();
  Decisions decisions;
  decisions.source = make_source(name, text);
  YamlReader yaml(decisions.source, "decisions", diagnostics);
  if (const auto root = yaml.document()) {
    // A broken reference inside a node throws only when it is looked at.
    try {
      Reader(yaml, decisions, policy_dir).top(*root);
    } catch (const YAML::Exception& problem) {
      yaml.fail(problem.mark, fmt::format("not YAML: {}", text::printable(problem.msg)));
    }
  }
  if (diagnostics.size() != before) return std::nullopt;
  return decisions;
}

}  // namespace profgen::inline v0::refine
