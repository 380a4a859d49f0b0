// The other audit records of an event: what ran, where, with which arguments, on what.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "profgen/event.hpp"

namespace profgen::inline v0::log {

// A line of audit.log (or the kernel's) that adds to an event: its kind and the stamp's text.
struct Companion {
  enum class Kind { syscall, cwd, path, arguments, command, end } kind = Kind::end;
  std::string_view host;   // of node=
  bool in_syslog = false;  // then its host was not looked for
  std::string_view stamp;  // "1795457176.476:90"
  std::string_view rest;   // the fields behind
};
[[nodiscard]] std::optional<Companion> companion_in(std::string_view line);

// Holds events back until their group is complete. auditd writes the records of a group one after
// the other, at most slightly mixed with others: so few groups are open at a time, and an event
// waits for no more than `most_held` others. They come out in the order they went in.
class Correlator {
 public:
  using Emit = std::function<void(const Record&, const Event&)>;
  // `host`: of records that name none.
  Correlator(std::string host, Emit emit) : host_(std::move(host)), emit_(std::move(emit)) {}

  // A line that may belong to an event that went in before.
  void see(std::string_view line);
  // `bytes`, `lines`: what stands before the event's line.
  void add(const Record& record, const Event& event, std::uint64_t bytes, std::uint64_t lines);
  void emit_all();

  // Where the first event stands that is still held; nullopt if none is.
  struct Held {
    std::uint64_t bytes = 0, lines = 0;
    std::uint64_t count = 0;
  };
  [[nodiscard]] std::optional<Held> held() const;

 private:
  struct Path {
    std::string name, mode;
  };
  struct Group {
    std::string host, stamp;
    std::uint64_t bytes = 0, lines = 0;
    std::vector<std::pair<Record, Event>> events;
    Surroundings surroundings;
    std::string command;  // of EXECVE, which is whole where PROCTITLE is cut
    std::vector<Path> paths;
    bool complete = false;
  };
  void take(Group& group, const Companion& companion);
  void emit_first();
  void emit_complete();

  std::string host_;
  Emit emit_;
  std::deque<Group> groups_;
};

}  // namespace profgen::inline v0::log
