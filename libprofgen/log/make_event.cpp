#include <array>

#include "base/text.hpp"
#include "log/access_of.hpp"
#include "log/label.hpp"
#include "log/record_parse.hpp"
#include "profgen/event.hpp"

namespace profgen {
namespace {

constexpr std::array<std::string_view, 7> verdict_names = {"AUDIT", "ALLOWED", "DENIED", "KILLED",
                                                           "HINT",  "STATUS",  "ERROR"};

}  // namespace

std::string_view name_of(Verdict verdict) {
  return verdict_names[static_cast<std::size_t>(verdict)];
}

namespace log {
namespace {

struct TypeVerdict {
  std::string_view type;
  Verdict verdict;
};
// Kernels before 2.6.36 said it by the record's type.
constexpr TypeVerdict by_type[] = {
    {"APPARMOR_AUDIT", Verdict::audit},   {"APPARMOR_ALLOWED", Verdict::allowed},
    {"APPARMOR_DENIED", Verdict::denied}, {"APPARMOR_HINT", Verdict::hint},
    {"APPARMOR_STATUS", Verdict::status}, {"APPARMOR_ERROR", Verdict::error},
    {"APPARMOR_KILL", Verdict::killed}};

Error not_ours(const Record& record, std::string reason) {
  return {ErrorKind::input, "read the record", record.source, std::move(reason)};
}

Result<Verdict> verdict_of(const Record& record, const Fields& fields) {
  if (const std::string* word = fields.find("apparmor")) {
    for (std::size_t i = 0; i < verdict_names.size(); ++i)
      if (*word == verdict_names[i]) return static_cast<Verdict>(i);
    return not_ours(record, "unknown kind of AppArmor record");
  }
  if (!fields.has("operation"))
    return not_ours(record, "no AppArmor record: neither apparmor= nor operation=");
  for (const TypeVerdict& entry : by_type)
    if (entry.type == record.type) return entry.verdict;
  return not_ours(record, "no AppArmor record: no apparmor= and another type");
}

// The kernel writes "error=-13".
int error_number(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const auto number = text::to_number(text);
  if (!number || *number > 4095) return 0;
  return negative ? -static_cast<int>(*number) : static_cast<int>(*number);
}

bool asks_for_access(Verdict verdict) { return verdict <= Verdict::killed; }

// Reasons that hold for every class.
std::string general_problem(const Event& event) {
  constexpr std::string_view optional = "optional:";
  if (event.info.compare(0, optional.size(), optional) == 0)
    return "the kernel only tried whether it might (" + event.info + ")";
  if (event.profile.empty()) return "the record names no profile";
  if (event.profile == "unconfined") return "the task was unconfined";
  return {};
}

}  // namespace

Result<Event> make_event(const Record& record) {
  if (!may_be_apparmor(record.type))
    return not_ours(record, "no AppArmor record: another record type");
  const Fields fields(record);
  const Result<Verdict> verdict = verdict_of(record, fields);
  if (!verdict) return verdict.error();

  Event event;
  event.verdict = *verdict;
  event.operation = fields.get("operation");
  event.comm = fields.either("comm", "exe");
  event.info = fields.get("info");
  event.error = error_number(fields.get("error"));
  if (const auto pid = text::to_number(fields.get("pid")); pid && *pid <= 0x7fffffff)
    event.pid = static_cast<std::int64_t>(*pid);
  Label label = read_label(fields.either("profile", "label"),
                           fields.has("namespace") ? fields.get("namespace") : fields.get("ns"));
  event.name_space = std::move(label.name_space);
  event.profile = std::move(label.profile);
  if (!asks_for_access(event.verdict)) return event;

  if (const Reader reader = reader_for(fields)) {
    Found found = reader(fields, event.verdict);
    event.access = std::move(found.access);
    event.unusable = std::move(found.unusable);
  } else {
    event.unusable = "unknown kind of access";
  }
  if (event.unusable.empty()) event.unusable = general_problem(event);
  return event;
}

}  // namespace log
}  // namespace profgen
