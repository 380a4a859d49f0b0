// Looking into an object of another system's, and telling what is wrong with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kube/peers/peers.hpp"

namespace profgen::inline v0::kube {

// The value of a key; nullptr where the node is no mapping, has no such key, or null.
[[nodiscard]] const YamlNode* value_of(const YamlNode* node, std::string_view key);
[[nodiscard]] const YamlNode* value_of(const YamlNode* node,
                                       std::initializer_list<std::string_view> keys);
// "AppArmorProfile web", for messages.
[[nodiscard]] std::string title_of(const PeerObject& object);
// Where line `number` (from 0) of a text value stands in the object's file: exact for a literal
// block (`|`), else where the value begins.
[[nodiscard]] Position place_in(const PeerObject& object, const YamlNode& value,
                                std::size_t number);

// Collects findings about one object.
class Teller {
 public:
  Teller(const PeerObject& object, std::vector<Diagnostic>& out) : object_(object), out_(out) {}
  void error(Position at, std::string message, std::string hint = {});
  void warn(Position at, std::string message, std::string hint = {});
  void note(Position at, std::string message, std::string hint = {});
  [[nodiscard]] bool failed() const { return failed_; }

  // Of a key of the object; nullopt where it is not there, or, told, where it is of another kind.
  [[nodiscard]] std::optional<bool> boolean(const YamlNode* node, std::string_view what);
  [[nodiscard]] const std::string* text(const YamlNode* node, std::string_view what);
  // The texts of a list.
  [[nodiscard]] std::vector<const YamlNode*> texts(const YamlNode* node, std::string_view what);

 private:
  void add(Severity severity, Position at, std::string message, std::string hint);
  const PeerObject& object_;
  std::vector<Diagnostic>& out_;
  bool failed_ = false;
};

// A text that is made line by line, each with the place that it comes from.
struct LinedText {
  std::string text;
  std::vector<Position> lines;
  void add(std::string_view line, Position from = {0, 0});
};

// The name that the object's profile gets, checked; nullopt: told why it cannot be.
[[nodiscard]] std::optional<std::string> imported_name(const PeerObject& object,
                                                       const std::string& name, Position at,
                                                       const ImportOptions& options, Teller& tell);
// "enforce" or "complain": of the options, else of the object.
[[nodiscard]] std::string imported_mode(const ImportOptions& options, bool enforced);

// One a peer: adds the files of an object.
void import_manager_object(const PeerObject& object, const ImportOptions& options, Import& out);
void import_spo_object(const PeerObject& object, const ImportOptions& options, Import& out);
void import_config_map(const PeerObject& object, const ImportOptions& options, Import& out);

// A text of policy taken as it is, byte for byte, but for the names and modes that the options ask
// for. `key`: what the file is called. False: told why not.
struct Verbatim {
  const YamlNode* value = nullptr;
  std::string key;
  bool complain = false;  // the object says so, beside the text
};
bool import_verbatim(const PeerObject& object, const Verbatim& given, const ImportOptions& options,
                     Teller& tell, Import& out);

}  // namespace profgen::inline v0::kube
