#include "refine/aa_exec.hpp"

#include <algorithm>
#include <cctype>

#include "profgen/refine.hpp"
#include "profgen/rules.hpp"
#include "refine/aa_wire.hpp"

namespace profgen::inline v0::refine {
namespace {

bool offers(const suggest::ExecQuestion& question, std::string_view qualifier) {
  return std::any_of(question.options.begin(), question.options.end(),
                     [&](const suggest::ExecOption& o) { return o.qualifier == qualifier; });
}

}  // namespace

std::vector<std::string> aa_exec_menu(std::string_view letters, bool fallback, bool has_name) {
  if (!has_name) return {"In(h)erit", "Abo(r)t", "(I)gnore", "(F)inish"};
  const auto may = [&](char letter) { return letters.find(letter) != std::string_view::npos; };
  std::vector<std::string> items;
  if (may('i')) items.emplace_back("In(h)erit");
  const std::string with = fallback ? " Inherit" : "";
  const std::size_t before = items.size();
  // Without the right to inherit there is nothing to fall back to.
  if (!fallback || may('i')) {
    if (may('c')) items.push_back("(C)hild" + with);
    if (may('p')) items.push_back("(P)rofile" + with);
    if (may('n')) items.push_back("(N)amed" + with);
  }
  const bool transitions = items.size() != before;
  if (may('u')) items.emplace_back("(U)nconfined");
  if (transitions && may('i')) items.emplace_back(fallback ? "(X) ix Off" : "(X) ix On");
  for (const char* item : {"(D)eny", "Abo(r)t", "(I)gnore", "(F)inish"}) items.emplace_back(item);
  return items;
}

bool aa_has_name(const suggest::ExecQuestion& question) { return offers(question, "Px"); }

char aa_default_exec_key(const suggest::ExecQuestion& question,
                         const std::vector<std::string>& menu) {
  if (question.options.empty() || !allows_by_default(question, 0)) return '\0';
  const std::string& best = question.options.front().qualifier;
  const char key = best == "ix" ? 'h' : best == "Cx" ? 'c' : best == "Px" ? 'p' : '\0';
  const bool has_key = std::any_of(menu.begin(), menu.end(),
                                   [&](const std::string& item) { return aa_key_of(item) == key; });
  return has_key ? key : '\0';
}

std::string aa_offered_target(const suggest::ExecQuestion& question, std::string_view qualifier) {
  for (const suggest::ExecOption& option : question.options)
    if (option.qualifier == qualifier) return option.target;
  return {};
}

std::string aa_qualifier(char letter, bool fallback, bool scrub) {
  const char first =
      scrub ? static_cast<char>(std::toupper(static_cast<unsigned char>(letter))) : letter;
  return std::string(1, first) + (fallback ? "ix" : "x");
}

bool aa_is_target(const std::string& name) {
  if (name.empty() || name.find_first_of("\n\r\t\"") != std::string::npos) return false;
  policy::FileRule file;
  file.path = "/x";
  file.exec = "Px";
  file.target = name;
  const policy::Rule rule{{}, file};
  return policy::rule_from_text(to_text(rule)) == rule;
}

}  // namespace profgen::inline v0::refine
