// One line of JSON, built up.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace profgen::inline v0::evidence {

// Keys are ours. The text is valid UTF-8 and holds no control whatever the values: in one that is
// not UTF-8 every byte stands for the character of its number (U+0000..U+00FF), and the value is
// repeated in hex under "<key>_hex", as in `events --json`.
class JsonWriter {
 public:
  void add(std::string_view key, std::string_view value);
  void add_number(std::string_view key, std::uint64_t value);
  void add_signed(std::string_view key, std::int64_t value);
  void add_true(std::string_view key);
  // An array of strings.
  void add_all(std::string_view key, const std::vector<std::string_view>& values);
  void add_all(std::string_view key, const std::set<std::string>& values);
  // Between them stand the members of an object, or the elements of an array.
  void open(std::string_view key, char bracket);
  void open_element();  // an object in an array
  void close(char bracket);
  [[nodiscard]] std::string line() &&;

 private:
  void begin(std::string_view key);
  void separate();
  std::string out_ = "{";
};

}  // namespace profgen::inline v0::evidence
