// What stands in for the journal where libsystemd is missing.
#include "log/live/journal_source.hpp"

struct sd_journal {};

namespace profgen::inline v0::log {

bool is_journal_name(std::string_view source) { return source.substr(0, 8) == "journal:"; }

void JournalSource::Close::operator()(sd_journal* journal) const { delete journal; }

Result<std::unique_ptr<JournalSource>> JournalSource::open(const std::string& source) {
  return Error{ErrorKind::input, "read", source,
               "this program was built without libsystemd; pipe the journal in its place: "
               "`journalctl -o json | profgen … -`"};
}

// Never reached: no object is ever made.
bool JournalSource::go_behind(const std::string&) { return false; }
void JournalSource::go_to_end() {}
Status JournalSource::add_matches() { return Unit{}; }
Result<bool> JournalSource::next_entry() { return false; }
Result<std::size_t> JournalSource::read(char*, std::size_t) { return std::size_t{0}; }
std::string JournalSource::cursor() const { return {}; }
int JournalSource::descriptor() const { return -1; }
void JournalSource::more() {}

}  // namespace profgen::inline v0::log
