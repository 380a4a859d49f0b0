#include "log/make_event.hpp"

#include <array>

#include "base/text.hpp"
#include "log/access_of.hpp"
#include "log/digits.hpp"
#include "log/label.hpp"
#include "log/record_parse.hpp"
#include "log/set.hpp"
#include "profgen/event.hpp"

namespace profgen::inline v0 {
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

constexpr std::string_view name_of_allowed = verdict_names[1], name_of_denied = verdict_names[2];
static_assert(name_of_allowed == "ALLOWED" && name_of_denied == "DENIED");
constexpr WordTable<64> verdict_words(verdict_names);
constexpr std::uint8_t no_verdict = 0xff;
constexpr const char* unknown_verdict = "unknown kind of AppArmor record";

// Why there is none; nullptr if there is one. A word that no known kernel writes is an error.
const char* read_verdict(const Record& record, const Fields& fields, Event& event) {
  event.unusable.clear();
  if (fields.has(Key::apparmor)) {
    const std::string_view word = fields.get(Key::apparmor);
    if (word == name_of_allowed || word == name_of_denied) {  // nearly always
      event.verdict = word == name_of_denied ? Verdict::denied : Verdict::allowed;
      return nullptr;
    }
    const std::uint8_t number = verdict_words.find(word, no_verdict);
    event.verdict = number == no_verdict ? Verdict::error : static_cast<Verdict>(number);
    if (number == no_verdict) event.unusable = unknown_verdict;
    return nullptr;
  }
  if (!fields.has(Key::operation)) return "no AppArmor record: neither apparmor= nor operation=";
  for (const TypeVerdict& entry : by_type)
    if (entry.type == record.type) {
      event.verdict = entry.verdict;
      return nullptr;
    }
  return "no AppArmor record: no apparmor= and another type";
}

// The kernel writes "error=-13".
int error_number(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const auto number = text::to_number(text);
  if (!number || *number > 4095) return 0;
  return negative ? -static_cast<int>(*number) : static_cast<int>(*number);
}

// Eight bytes from its first one are readable, as of every field.
std::int64_t pid_number(std::string_view text) {
  if (text.empty() || text.size() > 10) return 0;
  if (text.size() <= 8) {
    const std::uint64_t digits = with_zeros_before(ShortWord::load(text.data()), text.size());
    if (no_digits(digits) != 0) return 0;
    return static_cast<std::int64_t>(number_of_eight(digits - eight_zeros));
  }
  std::int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return 0;
    number = number * 10 + (c - '0');
  }
  return number <= 0x7fffffff ? number : 0;
}

bool asks_for_access(Verdict verdict) { return verdict <= Verdict::killed; }

// Reasons that hold for every class.
void note_general_problem(Event& event) {
  constexpr std::string_view optional = "optional:", unconfined = "unconfined";
  if (event.info.compare(0, optional.size(), optional) == 0)
    event.unusable = "the kernel only tried whether it might (" + event.info + ")";
  else if (event.profile.empty())
    event.unusable = "the record names no profile";
  else if (event.profile == unconfined)
    event.unusable = "the task was unconfined";
}

}  // namespace

const char* make_event(const Record& record, const Fields& fields, Event& event) {
  if (!may_be_apparmor(record.type)) return "no AppArmor record: another record type";
  if (const char* reason = read_verdict(record, fields, event)) return reason;

  set(event.operation, fields.get(Key::operation));
  set(event.comm, fields.either(Key::comm, Key::exe));
  set(event.info, fields.get(Key::info));
  event.error = fields.has(Key::error) ? error_number(fields.get(Key::error)) : 0;
  event.pid = pid_number(fields.get(Key::pid));
  read_label(fields.either(Key::profile, Key::label), fields.either(Key::name_space, Key::ns),
             event.name_space, event.profile);
  if (!asks_for_access(event.verdict)) {
    event.access = std::monostate();
    return nullptr;
  }
  if (const Reader reader = reader_for(fields)) {
    reader(fields, event);
  } else {
    event.access = std::monostate();
    event.unusable = "unknown kind of access";
  }
  if (event.unusable.empty()) note_general_problem(event);
  return nullptr;
}

Result<Event> make_event(const Record& record) {
  Event event;
  if (const char* reason = make_event(record, Fields(record), event))
    return Error{ErrorKind::input, "read the record", record.source, reason};
  return event;
}

}  // namespace log
}  // namespace profgen::inline v0
