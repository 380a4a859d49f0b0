#include "refine/aa_wire.hpp"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace profgen::inline v0::refine {
namespace {

using AaJson = nlohmann::ordered_json;

constexpr std::size_t longest_answer = std::size_t{64} * 1024;

// Line feeds stay: explanations have several lines.
std::string shown(std::string_view text) {
  std::string out;
  for (const std::string_view line : text::split(text, '\n')) {
    if (!out.empty()) out += '\n';
    out += text::printable(line);
  }
  return out;
}

std::string line_of(const AaJson& object) { return object.dump(-1, ' ', true); }

AaJson value_of(const AaHeader& header) {
  if (const auto* number = std::get_if<int>(&header.value)) return *number;
  if (const auto* text = std::get_if<std::string>(&header.value)) return text::printable(*text);
  AaJson object = AaJson::object();
  for (const auto& [key, value] : std::get<AaHeader::Pairs>(header.value)) {
    const auto number = text::to_number(value);
    object[text::printable(key)] = number ? AaJson(*number) : AaJson(text::printable(value));
  }
  return object;
}

AaJson text_or_null(const std::string& text) {
  return text.empty() ? AaJson(nullptr) : AaJson(shown(text));
}

AaJson prompt_user(const AaPrompt& prompt) {
  AaJson out = {{"dialog", "promptuser"}, {"title", text_or_null(prompt.title)}};
  out["headers"] = AaJson::object();
  for (const AaHeader& header : prompt.headers) out["headers"][header.name] = value_of(header);
  out["explanation"] = text_or_null(prompt.explanation);
  out["options"] = nullptr;
  if (!prompt.options.empty()) out["options"] = AaJson::array();
  for (const std::string& option : prompt.options)
    out["options"].push_back(text::printable(option));
  out["menu_items"] = AaJson::array();
  for (const std::string& item : prompt.menu_items)
    out["menu_items"].push_back(aa_key_of(item) == prompt.default_key ? "[" + item + "]" : item);
  out["default_key"] =
      prompt.default_key == '\0' ? AaJson(0) : AaJson(std::string(1, prompt.default_key));
  if (!prompt.options.empty()) out["selected"] = prompt.selected;
  return out;
}

std::string_view aa_dialog_word(AaDialog dialog) {
  static constexpr std::string_view words[] = {"promptuser", "yesno", "getstring", "changes"};
  return words[static_cast<std::size_t>(dialog)];
}

Error unfit(std::string reason) {
  return {ErrorKind::input, "read", "the answer", std::move(reason)};
}

std::string keys_of(const AaPrompt& prompt) {
  if (prompt.dialog == AaDialog::yesno) return "yn";
  std::string keys;
  for (const std::string& item : prompt.menu_items) keys += aa_key_of(item);
  return keys;
}

std::string spelled(const std::string& keys) {
  std::string out;
  for (const char key : keys) out += (out.empty() ? "" : ", ") + std::string(1, key);
  return out;
}

Result<char> read_key(const AaPrompt& prompt, const AaJson& answer) {
  const std::string keys = keys_of(prompt);
  const auto found = answer.find("response_key");
  if (found == answer.end() || !found->is_string())
    return unfit("no \"response_key\": it takes one of " + spelled(keys));
  const auto& text = found->get_ref<const std::string&>();
  const char key =
      text.size() == 1 ? static_cast<char>(std::tolower(static_cast<unsigned char>(text[0]))) : ' ';
  if (keys.find(key) == std::string::npos)
    return unfit("\"response_key\" is `" + text::printable(text, 40) + "`: it takes one of " +
                 spelled(keys));
  return key;
}

Result<std::size_t> read_selected(const AaPrompt& prompt, const AaJson& answer, char key) {
  const auto found = answer.find("selected");
  const bool needed = prompt.keys_of_options.find(key) != std::string::npos;
  if (prompt.options.empty() || !needed) return std::size_t{0};
  if (found == answer.end() || !found->is_number_integer())
    return unfit("no \"selected\": the number of an option, from 0");
  const auto number = found->get<std::int64_t>();
  if (number < 0 || static_cast<std::size_t>(number) >= prompt.options.size())
    return unfit("\"selected\" is " + std::to_string(number) + ": the options are numbered 0 to " +
                 std::to_string(prompt.options.size() - 1));
  return static_cast<std::size_t>(number);
}

}  // namespace

char aa_key_of(std::string_view menu_item) {
  const std::size_t at = menu_item.find('(');
  if (at == std::string_view::npos || at + 1 == menu_item.size()) return '\0';
  return static_cast<char>(std::tolower(static_cast<unsigned char>(menu_item[at + 1])));
}

std::string aa_version_line() {
  return line_of({{"dialog", "apparmor-json-version"}, {"data", "2.12"}});
}

std::string aa_info_line(std::string_view text) {
  return line_of({{"dialog", "info"}, {"data", shown(text)}});
}

std::string aa_important_line(std::string_view text) {
  return line_of({{"dialog", "important"}, {"data", shown(text)}});
}

std::string aa_prompt_line(const AaPrompt& prompt) {
  switch (prompt.dialog) {
    case AaDialog::promptuser:
      return line_of(prompt_user(prompt));
    case AaDialog::yesno:
    case AaDialog::getstring:
      return line_of({{"dialog", aa_dialog_word(prompt.dialog)},
                      {"text", shown(prompt.text)},
                      {"default", text::printable(prompt.proposed)}});
    case AaDialog::changes:
      return line_of(
          {{"dialog", "changes"}, {"header", prompt.text}, {"filename", prompt.proposed}});
  }
  return {};
}

Result<AaReply> read_aa_reply(const AaPrompt& prompt, std::string_view line) {
  if (line.size() > longest_answer)
    return unfit("longer than " + std::to_string(longest_answer) + " bytes");
  const AaJson answer = AaJson::parse(line.begin(), line.end(), nullptr, false);
  if (!answer.is_object()) return unfit("not a JSON object in one line");
  const std::string_view wanted = aa_dialog_word(prompt.dialog);
  const auto dialog = answer.find("dialog");
  if (dialog == answer.end() || !dialog->is_string() ||
      dialog->get_ref<const std::string&>() != wanted)
    return unfit("\"dialog\" must be \"" + std::string(wanted) + "\", as in the question");

  AaReply reply;
  if (prompt.dialog == AaDialog::changes) return reply;
  if (prompt.dialog == AaDialog::getstring) {
    const auto text = answer.find("response");
    if (text == answer.end() || !text->is_string()) return unfit("no \"response\" with the text");
    reply.text = std::string(text::trim(text->get_ref<const std::string&>()));
    return reply;
  }
  const Result<char> key = read_key(prompt, answer);
  if (!key) return key.error();
  const Result<std::size_t> selected = read_selected(prompt, answer, *key);
  if (!selected) return selected.error();
  reply.key = *key;
  reply.selected = *selected;
  return reply;
}

}  // namespace profgen::inline v0::refine
