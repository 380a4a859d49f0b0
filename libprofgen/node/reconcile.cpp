#include "node/reconcile.hpp"

#include <ostream>

#include "base/text.hpp"
#include "node/drift/check.hpp"

namespace profgen::inline v0::node {
namespace {

class Teller {
 public:
  Teller(std::ostream& out, bool levels) : out_(out), levels_(levels) {}
  void error(const std::string& text) { tell(3, text); }
  void warning(const std::string& text) { tell(4, text); }
  void notice(const std::string& text) { tell(5, text); }

 private:
  void tell(int level, const std::string& text) {
    if (levels_) out_ << '<' << level << '>';
    out_ << text::printable(text) << '\n';
  }
  std::ostream& out_;
  bool levels_;
};

std::string drift_line(const DriftItem& item) {
  return "drift: " + (item.profile.empty() ? item.file : item.profile) + ": " + item.kind +
         (item.detail.empty() ? "" : ": " + item.detail) +
         (item.who.empty() ? "" : " (" + item.who + ")");
}

// What a correction has left.
int look_once_more(Machine& machine, Kept& kept, Teller& tell) {
  const auto check = check_drift(machine, kept);
  if (!check) {
    tell.error(check.error().text());
    return 4;
  }
  for (const DriftItem& item : check->items) tell.error("not corrected: " + drift_line(item));
  if (!check->items.empty()) return 4;
  tell.notice("drift: corrected");
  return 0;
}

}  // namespace

int reconcile(Machine& machine, Correct correct, bool levels, std::ostream& out) {
  Teller tell(out, levels);
  Kept kept = read_kept(machine);
  const auto check = check_drift(machine, kept);
  if (!check) {
    tell.error(check.error().text());
    return 4;
  }
  for (const std::string& note : check->notes) tell.notice(note);
  for (const DriftItem& item : check->items) tell.warning(drift_line(item));
  if (check->items.empty()) return 0;
  if (correct == Correct::no) return 1;
  if (check->changed_since) {
    tell.warning("drift is not corrected: a profile was relaxed, parked or retired since");
    return 1;
  }
  const Reply reply = correct_drift(machine, check->items);
  if (const auto* no = std::get_if<Refused>(&reply)) {
    for (const Problem& problem : no->problems)
      tell.error("drift is not corrected: " + problem.text +
                 (problem.remedy.empty() ? "" : "; " + problem.remedy));
    return 4;
  }
  return look_once_more(machine, kept, tell);
}

}  // namespace profgen::inline v0::node
