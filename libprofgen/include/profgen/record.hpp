// One audit message as key=value pairs, decoded. Facts: log-records in the project's reference
// notes, libapparmor's grammar.y, the kernel's security/apparmor/{audit,file,net,lsm}.c.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)
namespace profgen::inline v0 {

// How the text reached us. Only what the kernel or the audit daemon wrote is trusted: anyone may
// call logger(1) or write to a container's stdout.
enum class Transport : std::uint8_t {
  audit,   // audit.log, audisp, journald _TRANSPORT=audit
  kernel,  // kern.log / syslog lines of the kernel, dmesg, journald _TRANSPORT=kernel
  dbus,    // USER_AVC of dbus-daemon / dbus-broker through audit
  user,    // anything else: written by a process
};

// Refers to the list it comes from.
struct Field {
  std::string_view key;
  std::string_view value;  // decoded: raw bytes
  friend bool operator==(const Field&, const Field&) = default;
};

// Fields in one piece of memory: places in a copy of the text they were read from, so that a field
// costs no allocation and one list may serve any number of records.
class FieldList {
 public:
  // A field as places in that copy, or behind it where the value had to be decoded. `known` is what
  // key_number() says of the key, which is shorter than 16 MiB.
  class Place {
   public:
    // What is the same wherever a key stands.
    static constexpr std::uint64_t key_part(std::uint8_t known, std::size_t key_size) {
      return static_cast<std::uint64_t>(known) << 56 |
             (static_cast<std::uint64_t>(key_size) & 0xffffff) << 32;
    }

    Place() = default;
    Place(std::uint64_t key_part, std::uint32_t key_at, std::uint32_t value_at,
          std::uint32_t value_size)
        : key_(key_part | key_at), value_(std::uint64_t{value_size} << 32 | value_at) {}
    [[nodiscard]] std::uint8_t known() const { return static_cast<std::uint8_t>(key_ >> 56); }

   private:
    friend FieldList;
    [[nodiscard]] std::size_t key_at() const { return key_ & 0xffffffff; }
    [[nodiscard]] std::size_t key_size() const { return key_ >> 32 & 0xffffff; }
    [[nodiscard]] std::size_t value_at() const { return value_ & 0xffffffff; }
    [[nodiscard]] std::size_t value_size() const { return value_ >> 32; }

    // From the highest bit: number, size, place; size, place.
    std::uint64_t key_ = 0, value_ = 0;
  };
  class Iterator;

  FieldList() = default;
  FieldList(std::initializer_list<Field> fields);

  [[nodiscard]] std::size_t size() const { return count_.of; }
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] Field operator[](std::size_t i) const {
    const Place& place = places_[i];
    return {{bytes_.data() + place.key_at(), place.key_size()},
            {bytes_.data() + place.value_at(), place.value_size()}};
  }
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] Iterator end() const;
  // The value of the first field of that key.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view key) const;
  // A field that stands nowhere in the text.
  void add(std::string_view key, std::string_view value);
  void clear();
  // What the fields were read from; empty if they were not read from a text.
  [[nodiscard]] std::string_view text() const {
    return std::string_view(bytes_).substr(0, text_size_);
  }

  // For readers, which begin with copy(). Forgets all fields; gives the copy of `text` that places
  // refer to, with `padding` zeros behind it, and behind these room for as many bytes as the text
  // has, for decoded values. Good until add() of a field or the next copy().
  static constexpr std::size_t padding = 16;
  [[nodiscard]] char* copy(std::string_view text);
  void add(const Place& place) {
    if (size() == places_.size()) make_room();
    places_[count_.of++] = place;
  }
  [[nodiscard]] const Place* places() const { return places_.data(); }  // size() of them
  // The same for many: they may be written behind the last one as far as there is room, and then
  // be counted in.
  [[nodiscard]] Place* next_place() { return places_.data() + size(); }
  [[nodiscard]] const Place* room_end() const { return places_.data() + places_.size(); }
  void end_at(const Place* next) { count_.of = static_cast<std::size_t>(next - places_.data()); }
  // All of that text was read, and nothing else is in the list: who reads the same text again may
  // keep it.
  void set_whole() { whole_ = true; }
  [[nodiscard]] bool is_whole(std::string_view text) const;
  // The key's place in grammar::audit::keys; 0 if it is not there.
  [[nodiscard]] static std::uint8_t key_number(std::string_view key);

  friend bool operator==(const FieldList& a, const FieldList& b);

 private:
  // Leaves none where it is moved from.
  struct Count {
    Count() = default;
    Count(const Count&) = default;
    Count(Count&& other) noexcept : of(std::exchange(other.of, 0)) {}
    Count& operator=(const Count&) = default;
    Count& operator=(Count&& other) noexcept {
      of = std::exchange(other.of, 0);
      return *this;
    }
    ~Count() = default;
    std::size_t of = 0;
  };

  void make_room();

  std::vector<Place> places_;  // the first ones; the others are room
  Count count_;
  // Longer than used_ where that spares a change of its size with each text.
  std::string bytes_;
  std::size_t text_size_ = 0, used_ = 0;
  bool whole_ = false;
};

class FieldList::Iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Field;
  using difference_type = std::ptrdiff_t;
  using pointer = const Field*;
  using reference = Field;

  Iterator(const FieldList& list, std::size_t at) : list_(&list), at_(at) {}
  Field operator*() const { return (*list_)[at_]; }
  Iterator& operator++() {
    ++at_;
    return *this;
  }
  friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

 private:
  const FieldList* list_;
  std::size_t at_;
};

inline FieldList::Iterator FieldList::begin() const { return {*this, 0}; }
inline FieldList::Iterator FieldList::end() const { return {*this, size()}; }

// What the other audit records of the same stamp say (ReadOptions::correlate); all of it empty
// otherwise. Never AppArmor's own words.
struct Surroundings {
  std::string exe;          // of SYSCALL
  std::string syscall;      // its number, as logged
  std::string cwd;          // of CWD
  std::string arguments;    // of EXECVE, else of PROCTITLE, with blanks between them
  std::string object;       // of PATH: "file", "directory", "socket", …
  std::string object_name;  // as the program named it, below cwd where it was relative
  [[nodiscard]] bool empty() const {
    return exe.empty() && syscall.empty() && cwd.empty() && arguments.empty() && object.empty() &&
           object_name.empty();
  }
};

struct Record {
  std::string type;          // "AVC", "USER_AVC", "APPARMOR_DENIED"; numbers are named
  std::int64_t time_us = 0;  // of the audit stamp, else of the line's header; 0 if neither
  std::uint64_t serial = 0;  // of the audit stamp
  bool has_stamp = false;
  std::string host;        // from node=, the syslog header or the journal; may be empty
  std::string source;      // the LOG argument it came from
  std::string workload;    // "NAMESPACE/POD/CONTAINER" or a container's id, where the log says so
  std::uint64_t line = 0;  // line number in that source, from 1
  Transport transport = Transport::user;
  FieldList fields;      // in order of appearance, known or not
  FieldList enrichment;  // the upper-case fields behind 0x1d
  Surroundings surroundings;

  // The record's own bytes as read, without the line's header.
  [[nodiscard]] std::string_view text() const { return fields.text(); }

  // The value of the first field of that key.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view key) const {
    return fields.find(key);
  }
  // The same, empty if there is none.
  [[nodiscard]] std::string_view get(std::string_view key) const {
    return find(key).value_or(std::string_view());
  }
  [[nodiscard]] bool trusted() const { return transport != Transport::user; }
};

}  // namespace profgen::inline v0
#pragma GCC visibility pop
