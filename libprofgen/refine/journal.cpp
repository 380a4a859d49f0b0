#include "profgen/journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "refine/answer_json.hpp"

namespace profgen::inline v0::refine {
namespace {

using nlohmann::json;

std::string journal_line(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

json head_json(const JournalHead& head) {
  json sources = json::array();
  for (const std::string& source : head.sources) sources.push_back(bytes_json(source));
  return {{"profgen-journal", journal_version},
          {"started", head.started},
          {"policy_dir", bytes_json(head.policy_dir)},
          {"profile", bytes_json(head.profile)},
          {"sources", std::move(sources)}};
}

std::string member(const json& value, const char* key) {
  const auto found = value.find(key);
  return found == value.end() ? std::string() : bytes_of(*found).value_or("");
}

JournalHead head_of(const json& value) {
  JournalHead head{
      member(value, "started"), member(value, "policy_dir"), member(value, "profile"), {}};
  const auto sources = value.find("sources");
  if (sources != value.end() && sources->is_array())
    for (const json& source : *sources) head.sources.push_back(bytes_of(source).value_or(""));
  return head;
}

// {"step": 3, "id": "rule-…", "about": "r /etc/a", "profile": "p", "given": {"answer": …}}
json entry_json(const Entry& entry) {
  return {{"step", entry.step},
          {"id", entry.key},
          {"about", bytes_json(entry.what)},
          {"profile", bytes_json(entry.subject.profile)},
          {"given", answer_json(entry)}};
}

class Reading {
 public:
  Reading(Session& session, const std::string& name, Resumed& resumed)
      : session_(session), name_(name), resumed_(resumed) {}

  void line(std::uint32_t number, std::string_view text) {
    const json value = json::parse(text, nullptr, false);
    if (value.is_object() && value.contains("undo")) {
      // An answer that found no question was no step of this session.
      const bool was_missing = !missing_.empty() && missing_.back();
      if ((was_missing || session_.undo()) && !missing_.empty()) missing_.pop_back();
      step_ = 0;
      return;
    }
    if (value.is_object() && value.contains("saved")) {
      resumed_.diagnostics.erase(
          std::remove_if(resumed_.diagnostics.begin(), resumed_.diagnostics.end(),
                         [](const Diagnostic& one) { return one.id == not_asked; }),
          resumed_.diagnostics.end());
      step_ = 0;
      return;
    }
    const bool known = value.is_object() && value.contains("id") && value["id"].is_string() &&
                       value.contains("given");
    if (!known) return tell(number, "this is no line of a journal");
    give(number, value);
  }

 private:
  void give(std::uint32_t number, const json& value) {
    const auto step = value.find("step");
    const std::uint64_t written =
        step != value.end() && step->is_number_unsigned() ? step->get<std::uint64_t>() : 0;
    const bool more = written != 0 && written == step_;
    step_ = written;
    if (!more) missing_.push_back(true);
    const auto key = value["id"].get<std::string>();
    if (!session_.go_to(key))
      return tell(number, "nothing asks this any more: " + text::printable(member(value, "about")),
                  not_asked);
    std::string error;
    const auto entry = answer_from(value["given"], *session_.current(), error);
    if (!entry) return tell(number, error);
    // The first of a step that finds its question opens the step.
    (void)session_.give(*entry, more && !missing_.back());
    missing_.back() = false;
  }

  static constexpr const char* not_asked = "journal-not-asked";

  void tell(std::uint32_t number, std::string message, const char* id = "journal") {
    Diagnostic diagnostic;
    diagnostic.severity = Severity::warning;
    diagnostic.file = name_;
    diagnostic.at = {number, 1};
    diagnostic.message = std::move(message);
    diagnostic.id = id;
    resumed_.diagnostics.push_back(std::move(diagnostic));
  }

  Session& session_;
  const std::string& name_;
  Resumed& resumed_;
  std::uint64_t step_ = 0;     // of the line before
  std::vector<bool> missing_;  // by step: none of its answers found a question
};

}  // namespace

std::vector<std::uint64_t> Journal::steps_of(const Session& session) {
  std::vector<std::uint64_t> steps;
  for (const Entry& entry : session.entries())
    if (entry.step != 0) steps.push_back(entry.step);
  std::sort(steps.begin(), steps.end());
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  return steps;
}

Status Journal::begin(const JournalHead& head) {
  if (files_.exists(path_)) return Unit{};
  return files_.append(path_, journal_line(head_json(head)));
}

Status Journal::follow(const Session& session) {
  const std::vector<std::uint64_t> steps = steps_of(session);
  const auto same = static_cast<std::size_t>(
      std::mismatch(written_.begin(), written_.end(), steps.begin(), steps.end()).first -
      written_.begin());
  std::string lines;
  for (std::size_t i = same; i < written_.size(); ++i) lines += "{\"undo\":true}\n";
  for (const Entry& entry : session.entries())
    if (entry.step != 0 && (same == 0 || entry.step > steps[same - 1]))
      lines += journal_line(entry_json(entry));
  if (lines.empty()) return Unit{};
  Status status = files_.append(path_, lines);
  if (status) written_ = steps;
  return status;
}

Status Journal::saved(const std::vector<std::string>& files) {
  json names = json::array();
  for (const std::string& file : files) names.push_back(bytes_json(file));
  return files_.append(path_, journal_line({{"saved", std::move(names)}}));
}

Result<Resumed> resume(Session& session, const std::string& name, std::string_view text) {
  Resumed resumed;
  Reading reading(session, name, resumed);
  std::uint32_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (number == 1) {
      const json head = json::parse(line, nullptr, false);
      if (!head.is_object() || head.value("profgen-journal", json()) != json(journal_version))
        return Error{
            ErrorKind::input, "read", name,
            fmt::format("its first line is not that of a journal of version {}", journal_version)};
      resumed.head = head_of(head);
    } else if (end != std::string_view::npos && !line.empty()) {
      reading.line(number, line);
    }
  }
  if (number == 0) return Error{ErrorKind::input, "read", name, "it is empty"};
  std::uint64_t last = 0;
  for (const Entry& entry : session.entries())
    if (entry.step != 0 && entry.step != last) {
      ++resumed.steps;
      last = entry.step;
    }
  return resumed;
}

}  // namespace profgen::inline v0::refine
