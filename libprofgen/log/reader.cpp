#include "log/reader.hpp"

#include <fmt/format.h>

#include <cstring>
#include <optional>

#include "base/text.hpp"
#include "log/candidates.hpp"
#include "log/correlate.hpp"
#include "log/header.hpp"
#include "log/journal.hpp"
#include "log/json_line.hpp"
#include "log/losses.hpp"
#include "log/make_event.hpp"
#include "log/partial_lines.hpp"
#include "log/prefix.hpp"
#include "log/record_parse.hpp"
#include "log/set.hpp"
#include "log/stopping.hpp"

namespace profgen::inline v0::log {
namespace {

constexpr std::size_t example_width = 400;
constexpr char interpreted[] =
    "output of ausearch -i, which loses records and parts of them: feed audit.log itself";

class Reading {
 public:
  Reading(Lines& lines, const SourceOptions& options, const EventSink& sink, ReadReport& report)
      : lines_(lines),
        options_(options),
        source_(options.source),
        reference_us_(options.reference_us),
        sink_(sink),
        report_(report) {
    record_.source = source_;
    usual_.transport = Transport::audit;
    if (options.correlate)
      correlator_.emplace(
          options.host, [this](const Record& record, const Event& event) { emit(record, event); });
  }

  Stopped run() {
    while (const auto line = lines_.next()) {
      ++report_.lines;
      if (line->too_long)
        ignore("line longer than 1 MiB", line->text);
      else
        read_whole_line(line->text);
    }
    const Stopped stopped = stop();
    if (lines_.error()) report_.failures.push_back(*lines_.error());
    return stopped;
  }

 private:
  // What may still grow is left for the next time, or dealt with as it is.
  Stopped stop() {
    Stopped stopped{lines_.offset(), lines_.number(), reference_us_};
    const auto leave_from = [&](std::uint64_t bytes, std::uint64_t lines) {
      stopped.bytes = bytes;
      stopped.lines = lines;
      report_.lines -= lines_.number() - lines;  // they come again
    };
    if (in_entry_ && options_.whole) {
      leave_from(entry_bytes_, entry_lines_);
    } else {
      end_entry();
      // Nothing was handed on since: no event comes twice.
      if (partial_.waiting() && options_.whole && report_.events == partial_events_)
        leave_from(partial_bytes_, partial_lines_);
    }
    if (!correlator_) return stopped;
    if (const auto held = correlator_->held(); held && options_.hold) {
      report_.records -= held->count;
      if (held->bytes < stopped.bytes) {
        report_.lines += stopped.lines < lines_.number() ? lines_.number() - stopped.lines : 0;
        leave_from(held->bytes, held->lines);
      }
    } else {
      correlator_->emit_all();
    }
    return stopped;
  }

  void read_whole_line(std::string_view line) {
    if (is_usual_record(line) && !correlator_ && !in_entry_ && !partial_.waiting()) {
      usual_.body = line;
      return read_record(usual_, line);
    }
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (correlator_) correlator_->see(line);
    if (!partial_.waiting()) {
      partial_bytes_ = lines_.line_offset();
      partial_lines_ = lines_.number() - 1;
      partial_events_ = report_.events;
    }
    const auto joined = partial_.join(line);
    if (!joined) return;
    // RFC 6587: frames that begin with their length, one after the other.
    std::string_view rest = *joined;
    while (const auto frame = take_frame(rest)) read_line(*frame);
    if (!rest.empty() || joined->empty()) read_line(rest);
  }

  void read_line(std::string_view line) {
    if (begins_with(line, "\x1e")) line.remove_prefix(1);     // journalctl -o json-seq
    if (begins_with(line, "data: {")) line.remove_prefix(6);  // journalctl -o json-sse
    if (in_entry_ || begins_with(line, "__CURSOR=")) {
      if (read_export_line(line)) return;
    }
    const bool json = !line.empty() && line.front() == '{';
    const Candidate candidate = json ? look_at_json(line) : look_at(line);
    if (json && (candidate.record || candidate.loss)) return read_json(line);
    if (candidate.loss) note_loss(line);
    if (candidate.record) return read_text_line(line);
    if (begins_with(line, "   ")) note_dmesg_json(line);
    if (begins_with(line, "NODE,EVENT,DATE,TIME,"))
      ignore("output of ausearch --format csv, which has no AppArmor fields: feed audit.log", line);
    note_interpreted(line);
  }

  // `ausearch -i` puts "----" before each group of records, and leaves AppArmor's out. The first
  // line counts as one that stands behind it.
  void note_interpreted(std::string_view line) {
    if (lines_.number() == separator_ + 1 && is_interpreted(line)) ignore(interpreted, line);
    if (line == "----") separator_ = lines_.number();
  }
  // "type=SYSCALL msg=audit(11/23/26 18:06:06.660:76) : …": no number of seconds has a blank.
  static bool is_interpreted(std::string_view line) {
    const std::size_t stamp = line.find(" msg=audit(");
    const std::size_t close = line.find(')');
    const bool head = begins_with(line, "type=") || begins_with(line, "node=");
    return head && stamp < close && close != std::string_view::npos &&
           line.substr(stamp + 1, close - stamp).find(' ') != std::string_view::npos;
  }

  // `dmesg --json` is one document over many lines: {"dmesg": [ { "pri": 5, … "msg": … }, … ] }.
  void note_dmesg_json(std::string_view line) {
    constexpr char priority[] = "\"pri\":";
    line = text::trim(line);
    if (line == "\"dmesg\": [") dmesg_facility_ = 0;
    if (line == "]") dmesg_facility_.reset();
    if (!dmesg_facility_ || !begins_with(line, priority)) return;
    line.remove_prefix(sizeof(priority) - 1);
    if (!line.empty() && line.back() == ',') line.remove_suffix(1);
    if (const auto number = text::to_number(text::trim(line))) dmesg_facility_ = *number >> 3;
  }

  void note_loss(std::string_view line, std::string_view host = {}) {
    const Loss loss = loss_in(line);
    if (loss.reason.empty()) return;
    Ignored& lost = report_.losses[std::string(loss.reason)];
    if (lost.count == 0) lost.example = place(line);
    // A total stands in a line of the kernel's, behind the host's name.
    if (loss.total && host.empty()) host = read_header(line, reference_us_).host;
    lost.count += loss.total ? totals_.increase(host, loss.count) : loss.count;
  }

  void read_text_line(std::string_view line) {
    if (const auto message = dmesg_json_message(line)) {
      // Only in the document that `dmesg --json` writes is the whole line the kernel's.
      Header header;
      if (dmesg_facility_ == 0) header.transport = Transport::kernel;
      header.body = find_record(*message, header.transport == Transport::kernel);
      return read_record(header, line);
    }
    // fluentd's files: `TIME<tab>TAG<tab>{…}`. So may anyone write to a syslog: never trusted.
    if (const std::size_t json = line.find("\t{"); json != std::string_view::npos)
      return read_json(line.substr(json + 1), false);
    read_record(read_header(line, reference_us_), line);
  }

  void read_json(std::string_view line, bool whole_line = true) {
    JsonLine json = read_json_line(line, whole_line);
    if (json.kind == JsonLine::Kind::broken && !look_at_json(line).record) return note_loss(line);
    if (json.kind == JsonLine::Kind::broken)
      return ignore("line of JSON that cannot be read (cut off, or no UTF-8)", line);
    if (json.kind == JsonLine::Kind::journal) return read_entry(json.entry);
    workload_ = std::move(json.workload);
    bool found = false;
    for (const std::string& text : json.messages) {
      const std::string_view message = text::trim(text);
      const Candidate candidate = look_at(message);
      if (candidate.loss) note_loss(message, json.host);
      if (!candidate.record) continue;
      found = true;
      Header header = read_header(message, reference_us_);
      // Whatever it looks like: a process wrote it.
      header.transport = Transport::user;
      header.host = json.host;
      read_record(header, line);
    }
    workload_.clear();
    if (!found && line.find("apparmor=") != std::string_view::npos)
      ignore("mentions apparmor= but holds no record", line);
  }

  void read_entry(const JournalEntry& entry) {
    if (entry.message_left_out)
      return ignore("journal entry without its message: use journalctl --all", "(no message)");
    const Candidate candidate = look_at(entry.message);
    if (candidate.loss) note_loss(entry.message, entry.host);
    if (candidate.record) read_record(header_of(entry), entry.message);
  }

  // A line of the journal's export format; false if it is none, and the entry is over.
  bool read_export_line(std::string_view line) {
    if (line.empty()) {
      end_entry();
      return true;
    }
    const std::size_t name = line.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    if (name == std::string_view::npos) {
      in_entry_ = true;
      read_binary_field(std::string(line));
      return true;
    }
    if (name == 0 || line[name] != '=') {
      end_entry();
      return false;
    }
    if (begins_with(line, "__CURSOR=")) {
      end_entry();
      entry_bytes_ = lines_.line_offset();
      entry_lines_ = lines_.number() - 1;
    }
    in_entry_ = true;
    set_field(entry_, line.substr(0, name), std::string(line.substr(name + 1)));
    return true;
  }

  // NAME, newline, 64 bits of length (little-endian), that many bytes, newline.
  void read_binary_field(const std::string& name) {
    const auto head = lines_.bytes(8);
    if (!head) return;
    std::uint64_t size = 0;
    for (std::size_t i = 8; i-- > 0;) size = size << 8 | static_cast<unsigned char>((*head)[i]);
    if (size > Lines::longest) {
      ignore("line longer than 1 MiB", name);
      lines_.skip(size);
    } else if (auto value = lines_.bytes(static_cast<std::size_t>(size))) {
      set_field(entry_, name, std::move(*value));
    }
    lines_.skip(1);
  }

  void end_entry() {
    if (in_entry_) read_entry(entry_);
    entry_ = {};
    in_entry_ = false;
  }

  void read_record(const Header& header, std::string_view line) {
    if (header.body.empty()) return ignore("mentions apparmor= but holds no record", line);
    start_record(header);
    const Parsed parsed = parse_record(header.body, record_, guesses_);
    if (record_.has_stamp) reference_us_ = record_.time_us;
    const Fields fields(record_);
    if (const auto reason = why_not(record_, fields, header.body, parsed))
      return ignore(std::string(*reason), line);
    ++report_.records;
    if (const char* reason = make_event(record_, fields, event_)) return ignore(reason, line);
    // Handed on, and told: no rule will come of it.
    if (!event_.unusable.empty()) ignore(event_.unusable, line);
    if (correlator_)
      correlator_->add(record_, event_, lines_.line_offset(), lines_.number() - 1);
    else
      emit(record_, event_);
  }
  void emit(const Record& record, const Event& event) {
    ++report_.events;
    sink_(record, event);
  }

  // One Record and one Event serve all lines: their strings keep their memory.
  void start_record(const Header& header) {
    if (&header != &usual_) set(record_.type, header.type);  // else the text has it
    record_.time_us = header.time_us;
    record_.serial = header.serial;
    record_.has_stamp = header.has_stamp;
    set(record_.host, header.host.empty() ? std::string_view(options_.host) : header.host);
    set(record_.workload, workload_);
    record_.line = lines_.number();
    record_.transport = header.transport;
  }

  // Why a text that looked like a record is none; nullopt if it is one.
  static std::optional<std::string_view> why_not(const Record& record, const Fields& fields,
                                                 std::string_view body, Parsed parsed) {
    const bool ours = fields.has(Key::apparmor);
    // ausearch -i writes "msg=audit(11/23/26 18:06:06.660:76)", in the words of its locale.
    if (!record.has_stamp && body.find("msg=audit(") != std::string_view::npos) return interpreted;
    if (ours && begins_with(fields.get(Key::apparmor), "\\"))
      return "quotes are escaped, as in a piece of JSON: of a journal use journalctl -o json";
    if (!ours && !begins_with(record.type, "APPARMOR"))
      return "mentions apparmor= but holds no record";
    if (!may_be_apparmor(record.type)) return "mentions apparmor= in a record of another type";
    if (!ours && !fields.has(Key::operation))
      return "record of AppArmor 2.0 or older (no key=value form)";
    if (parsed == Parsed::cut) return "cut off within a quoted value";
    if (parsed == Parsed::crowded) return "more fields than any kernel writes";
    return std::nullopt;
  }

  void ignore(const std::string& reason, std::string_view line) {
    // Some reasons quote the record, and anyone may write a record: the list stays short.
    constexpr std::size_t most_reasons = 64;
    auto at = report_.ignored.find(reason);
    if (at == report_.ignored.end())
      at = report_.ignored
               .try_emplace(report_.ignored.size() < most_reasons ? reason : "other reasons")
               .first;
    Ignored& ignored = at->second;
    if (ignored.count++ == 0) ignored.example = place(line);
  }
  [[nodiscard]] std::string place(std::string_view line) const {
    return fmt::format("{}:{}: {}", text::printable(source_), lines_.number(),
                       text::printable(line.substr(0, 4 * example_width), example_width));
  }

  Lines& lines_;
  const SourceOptions& options_;
  const std::string& source_;
  std::int64_t reference_us_;
  const EventSink& sink_;
  ReadReport& report_;
  Header usual_;  // of is_usual_record(): only the body changes
  Record record_;
  Event event_;
  KeyGuesses guesses_;
  JournalEntry entry_;
  bool in_entry_ = false;
  std::uint64_t entry_bytes_ = 0, entry_lines_ = 0;  // what stands before the entry
  std::optional<Correlator> correlator_;
  PartialLines partial_;
  // What stands before the first piece, and the events up to there.
  std::uint64_t partial_bytes_ = 0, partial_lines_ = 0, partial_events_ = 0;
  LossTotals totals_;
  std::string workload_;                         // of the line that is read
  std::optional<std::uint64_t> dmesg_facility_;  // 0: the kernel's; nullopt: no such document
  std::uint64_t separator_ = 0;                  // the number of the last line that was "----"
};

}  // namespace

Stopped read_lines(Lines& lines, const SourceOptions& options, const EventSink& sink,
                   ReadReport& report) {
  return Reading(lines, options, sink, report).run();
}

ReadReport read_text(std::string_view text, const std::string& source, const EventSink& sink,
                     const ReadOptions& options) {
  ReadReport report;
  TextBytes bytes(text);
  Stoppable stoppable(bytes, options.stop);
  // Where nothing can stop it, lines are read where they stand.
  Lines lines = options.stop == nullptr ? Lines(text, 0, options.whole_lines)
                                        : Lines(stoppable, 0, options.whole_lines);
  SourceOptions of_source;
  of_source.source = source;
  of_source.host = options.host;
  of_source.correlate = options.correlate;
  of_source.whole = options.whole_lines;
  read_lines(lines, of_source, until_stopped(sink, options.stop), report);
  report.stopped = asked_to_stop(options.stop);
  return report;
}

}  // namespace profgen::inline v0::log
