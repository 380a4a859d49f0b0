// The journal read natively, with libsystemd: this host's, a folder's or a file's.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "log/byte_source.hpp"

struct sd_journal;

namespace profgen::inline v0::log {

// "journal:" (this host's) or "journal:/path" (a folder with journal files, or one file).
[[nodiscard]] bool is_journal_name(std::string_view source);

// Gives a line of JSON an entry, as `journalctl -o json` does, with the fields that matter: the
// entries of the kernel and of audit, of the two message buses, and what journald says of its own
// losses. Others cannot hold a record that is to be trusted, and are not read at all.
class JournalSource : public ByteSource {
 public:
  // `source` is "journal:", "journal:/path" or the path of one journal file. Entries up to the one
  // with `cursor` are left out. An Error where nothing can be read, or where this program was built
  // without libsystemd.
  [[nodiscard]] static Result<std::unique_ptr<JournalSource>> open(const std::string& source);
  // False: that entry is there no more (the journal was vacuumed), reading begins behind where it
  // was. To be called before the first read().
  [[nodiscard]] bool go_behind(const std::string& cursor);

  // Leaves out all there is.
  void go_to_end();

  [[nodiscard]] Result<std::size_t> read(char* out, std::size_t size) override;

  // Of the last entry that was given; empty if none was.
  [[nodiscard]] std::string cursor() const;
  // What knows the journal again: "journal:" and the machine's id, the folder, or the file's id.
  [[nodiscard]] const std::string& fingerprint() const { return fingerprint_; }
  // Readable when there is more, for poll(2); then call more().
  [[nodiscard]] int descriptor() const;
  // Takes note of new entries and new files; read() goes on.
  void more();

 private:
  struct Close {
    void operator()(sd_journal* journal) const;
  };
  JournalSource() = default;
  [[nodiscard]] Status add_matches();
  // Puts the next entry behind pending_; false at the end.
  [[nodiscard]] Result<bool> next_entry();

  std::string name_;
  std::string fingerprint_;
  std::unique_ptr<sd_journal, Close> journal_;
  std::string pending_;
  [[maybe_unused]] std::size_t at_ = 0;
  [[maybe_unused]] bool given_ = false;         // an entry was given
  [[maybe_unused]] std::uint64_t damaged_ = 0;  // entries that were passed over, and not told yet
  [[maybe_unused]] bool present_ = false;       // it stands at an entry that is still to be given
};

}  // namespace profgen::inline v0::log
