#include "tools/profgen/screen.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace profgen::tool {
namespace {

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u;
  }));
}

std::string heading(const refine::Question& question, const evidence::Subject& subject,
                    const Style& style) {
  return fmt::format("\n{}{} of {}{}  {}{}{}\n", style.dim, question.number, question.of,
                     style.reset, style.bold, text::printable(subject.profile), style.reset);
}

std::string seen_lines(const evidence::Seen& seen, const Style& style, unsigned width) {
  std::string out = verdicts(seen);
  if (!seen.programs.empty()) out += " by " + text::printable(*seen.programs.begin(), 20);
  if (seen.programs.size() > 1) out += fmt::format(" and {} more", seen.programs.size() - 1);
  if (seen.last_us != 0) out += ", last " + time_text(seen.last_us);
  out = style.dim + wrapped(out, width, 11) + style.reset;
  if (!seen.trusted())
    out += fmt::format("           {}from a source that any process can write to{}\n", style.red,
                       style.reset);
  return out;
}

// Long paths are cut in the middle: both ends of a path tell most.
std::string fitted(std::string_view text, unsigned width, unsigned used) {
  return text::printable(text, width > used + 20 ? width - used : 20);
}

// The first `width` characters.
std::string begun(std::string_view text, std::size_t width) {
  std::string shown = text::printable(text);
  if (characters(shown) <= width) return shown;
  std::size_t end = 0;
  for (std::size_t count = 0; end < shown.size(); ++end)
    if ((static_cast<unsigned char>(shown[end]) & 0xc0u) != 0x80u && ++count == width) break;
  return shown.substr(0, end) + "…";
}

// The note is cut, or left out, where the line would not hold it; that of the chosen line stands
// below it then.
std::string option_line(std::size_t number, bool chosen, const std::string& text,
                        std::string_view reason, const Style& style, unsigned width) {
  const std::size_t used = 8 + characters(text);
  const bool fits = used + characters(text::printable(reason)) <= width;
  std::string note;
  if (fits || (!chosen && width >= used + 16)) note = begun(reason, width - used);
  const std::string name = number == 0 ? "*" : std::to_string(number);
  const std::string label = chosen ? "[" + name + "]" : " " + name + " ";
  std::string out = fmt::format("  {}{}{} {}{}\n", chosen ? style.green : "", label, style.reset,
                                text, note.empty() ? "" : style.dim + "  " + note + style.reset);
  if (chosen && !fits) out += style.dim + wrapped(text::printable(reason), width, 8) + style.reset;
  return out;
}

// A rule as it would be written with the switches set.
std::string switched_text(policy::Rule rule, const Choice& choice) {
  if (choice.audit) rule.prefix.audit = true;
  const bool ownable = std::holds_alternative<policy::FileRule>(rule.body) ||
                       std::holds_alternative<policy::LinkRule>(rule.body);
  if (choice.owner && ownable)
    rule.prefix.ownership = *choice.owner ? policy::Ownership::owner : policy::Ownership::any;
  return to_text(rule);
}

std::string candidate_text(const suggest::Candidate& candidate, const Choice& choice) {
  if (candidate.rules.empty()) return candidate.text();
  std::vector<std::string> lines;
  for (const policy::Rule& rule : candidate.rules) lines.push_back(switched_text(rule, choice));
  return text::join(lines, "  +  ");
}

constexpr std::string_view common_keys =
    "(u)ndo (b)alike (*)defaults (l)ist (/)find (w)hy (d)iff (s)ave (F)inish (q)uit abo(r)t "
    "(?)help";

constexpr std::string_view common_help =
    "  b       the same answer for all of this directory, program, severity or profile\n"
    "  *       allow all that Enter would, in all profiles; one undo takes it back\n"
    "  l       list of all open questions: mark several, answer them together, go to one\n"
    "  /       find an open question by a word\n"
    "  w       why: all evidence, and what each line would grant\n"
    "  u       undo the last answer, again and again\n"
    "  d       the changes so far, as a diff\n"
    "  s       save what is decided now, and go on\n"
    "  F       finish: leave the rest, see the changes, then save or not\n"
    "  q       leave; the answers are kept, the same command goes on (also Ctrl-C)\n"
    "  r       abort: nothing is changed, the answers are dropped\n";

constexpr std::string_view rule_help =
    "\n  A       allow: write the chosen line into the profile\n"
    "  D       deny: write a deny rule; the access stays forbidden and is no longer logged\n"
    "  I       ignore: write nothing; the question comes again another day\n"
    "  Enter   allow, where that is the default: seen in complain mode, of acceptable severity\n"
    "  1-9     choose a line; the arrow keys, too\n"
    "  G, E    make the path wider by a step; E keeps the extension\n"
    "  e, N    edit the chosen line; type a new rule\n"
    "  t       audit on or off: what the rule allows is logged\n"
    "  O       owner on or off: only files of the user that runs the program\n";

constexpr std::string_view exec_help =
    "\n  A       allow as chosen: the program may run, confined as the line says\n"
    "  1-9     choose a line; the arrow keys, too\n"
    "  h       inherit (ix): it runs with the rules of this profile\n"
    "  c       child (Cx): a profile of its own inside this one\n"
    "  p       profile (Px): a profile of its own; n: one of another name\n"
    "  x       ix as a fallback for c and p, on or off\n"
    "  U       unconfined (Ux), asked twice\n"
    "  D       deny: it may not run, and that is no longer logged\n"
    "  I       ignore: no rule, and what it did is left out\n"
    "  Enter   as chosen, where that leaves it confined and needs no second look\n";

}  // namespace

std::string verdicts(const evidence::Seen& seen) {
  std::vector<std::string> parts;
  static constexpr std::string_view names[] = {"audited", "allowed by complain mode", "denied",
                                               "killed"};
  for (std::size_t i = 0; i < seen.counts.size(); ++i)
    if (seen.counts[i] != 0) parts.push_back(fmt::format("{} {}×", names[i], seen.counts[i]));
  return text::join(parts, ", ");
}

std::string wrapped(std::string_view words, unsigned width, std::size_t indent) {
  std::string out, line(indent, ' ');
  for (const std::string_view word : text::split(words, ' ')) {
    if (word.empty()) continue;
    if (characters(line) + characters(word) + 1 > width && line.size() > indent) {
      out += line + "\n";
      line.assign(indent, ' ');
    }
    if (line.size() > indent) line += ' ';
    line += word;
  }
  return line.size() > indent ? out + line + "\n" : out;
}

std::string exec_screen(const refine::Question& question, std::size_t chosen, bool enter,
                        const Style& style, unsigned width) {
  const auto& exec = std::get<suggest::ExecQuestion>(question.about);
  std::string out = heading(question, exec.subject, style);
  out += fmt::format("  executes {}\n", fitted(exec.program, width, 11));
  out += seen_lines(exec.seen, style, width);
  if (exec.child_accesses != 0)
    out += fmt::format("           {}what it did there: {}{}\n", style.dim,
                       counted(exec.child_accesses, "access"), style.reset);
  out += "\n";
  for (std::size_t i = 0; i < exec.options.size(); ++i) {
    const suggest::ExecOption& option = exec.options[i];
    std::string text = option.qualifier;
    if (!option.target.empty()) text += " -> " + fitted(option.target, width, 12);
    out += option_line(i + 1, i == chosen, text, option.reason, style, width);
  }
  out += "\n" + wrapped(std::string(enter ? "Enter=" : "") +
                            "(A)llow in(h)erit (c)hild (p)rofile (n)amed (x)fallback (D)eny "
                            "(I)gnore",
                        width, 2);
  out += wrapped(common_keys, width, 2);
  return out;
}

std::string rule_screen(const refine::Question& question, const Choice& choice, bool enter_allows,
                        const Style& style, unsigned width) {
  const auto& proposal = std::get<suggest::Proposal>(question.about);
  std::string out = heading(question, proposal.subject, style);
  constexpr std::size_t shown = 4;
  std::string said;
  for (std::size_t i = 0; i < std::min(shown, proposal.evidence.size()); ++i) {
    const auto& [key, seen] = proposal.evidence[i];
    const std::string facts = seen_lines(seen, style, width);
    // Said once for those that follow each other.
    if (i != 0 && facts != said) out += said;
    out += fmt::format("  {} {}\n", i == 0 ? "wants   " : "        ",
                       fitted(describe(key.access), width, 12));
    said = facts;
  }
  out += said;
  if (proposal.evidence.size() > shown)
    out += fmt::format("           and {} more like these\n", proposal.evidence.size() - shown);
  const std::string& colour =
      proposal.severity > refine::acceptable_severity ? style.red : style.reset;
  out += fmt::format("  severity {}{} of 10{}\n\n", colour, proposal.severity, style.reset);
  for (std::size_t i = 0; i < proposal.candidates.size(); ++i) {
    const suggest::Candidate& candidate = proposal.candidates[i];
    const Choice switches = i == choice.candidate && !choice.custom ? choice : Choice{};
    out += option_line(i + 1, i == choice.candidate && !choice.custom,
                       fitted(candidate_text(candidate, switches), width, 8), candidate.reason,
                       style, width);
  }
  if (choice.custom)
    out += option_line(0, true, fitted(switched_text(*choice.custom, choice), width, 8), "yours",
                       style, width);
  const bool enter = enter_allows && !choice.custom;
  out += "\n" + wrapped(std::string(enter ? "Enter=" : "") +
                            "(A)llow (D)eny (I)gnore (G)lob (E)xt (e)dit (N)ew audi(t) (O)wner",
                        width, 2);
  out += wrapped(common_keys, width, 2);
  return out;
}

std::string help_screen(bool exec) {
  return std::string(exec ? exec_help : rule_help) + std::string(common_help);
}

}  // namespace profgen::tool
