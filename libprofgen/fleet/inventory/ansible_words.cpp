#include <fmt/format.h>

#include "base/text.hpp"
#include "fleet/inventory/ansible_model.hpp"
#include "fleet/inventory/range.hpp"
#include "fleet/inventory/words.hpp"

namespace profgen::inline v0::fleet::ansible {

Host& Model::host(const std::string& name, std::size_t file, Position at) {
  const auto [known, made] = index.emplace(name, hosts.size());
  if (made) {
    hosts.emplace_back();
    hosts.back().name = name;
    hosts.back().file = file;
    hosts.back().at = at;
  }
  return hosts[known->second];
}

Value scalar(std::string text, std::size_t file, Position at) {
  Value value;
  if (text.find("{{") != std::string::npos || text.find("{%") != std::string::npos)
    value.kind = Value::Kind::jinja;
  value.text = std::move(text);
  value.file = file;
  value.at = at;
  return value;
}

Pattern read_pattern(YamlReader& reader, Position at, const std::string& text) {
  Pattern out;
  std::string hosts = text;
  // "[::1]:22" and "host:22"; "::1" is an address without a port.
  const std::size_t colon = hosts.rfind(':');
  const std::size_t bracket = hosts.rfind(']');
  bool address = false;
  if (colon != std::string::npos && (bracket == std::string::npos || bracket < colon)) {
    const std::string before = hosts.substr(0, colon);
    const bool enclosed =
        before.size() > 2 && before.front() == '[' && before.find(']') == before.size() - 1;
    bool inside = false;
    bool another = false;
    for (const char c : before) {
      if (c == '[') inside = true;
      if (c == ']') inside = false;
      another = another || (c == ':' && !inside);
    }
    if (!another || enclosed) {
      out.port = hosts.substr(colon + 1);
      hosts = enclosed ? before.substr(1, before.size() - 2) : before;
      const auto number = text::to_number(out.port);
      if (!number || *number == 0 || *number > 65535) {
        reader.fail(at, fmt::format("expected a port from 1 to 65535 behind `:`, found `{}`",
                                    text::printable(out.port, 60)));
        return {};
      }
    }
    address = enclosed || another;
  }
  if (address) {
    out.names = {hosts};
  } else {
    std::string wrong;
    auto names = expand_range(hosts, RangeStyle::ansible, wrong);
    if (!names) {
      reader.fail(at, fmt::format("the hosts `{}`: {}", text::printable(hosts, 60), wrong));
      return {};
    }
    out.names = std::move(*names);
  }
  for (const std::string& name : out.names)
    if (const auto wrong = wrong_host(name)) {
      reader.fail(at,
                  fmt::format("no name of a host, `{}`: {}", text::printable(name, 60), *wrong));
      return {};
    }
  return out;
}

std::optional<std::vector<Word>> shell_words(std::string_view line, bool comments) {
  std::vector<Word> words;
  bool open = false;  // a word has begun, be it empty as ""
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const auto take = [&](char taken) {
      if (!open) words.push_back({"", i});
      open = true;
      if (taken != 0) words.back().text += taken;
    };
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else if (c == '\\' && quote == '"' && i + 1 < line.size() &&
                 (line[i + 1] == '"' || line[i + 1] == '\\')) {
        take(line[++i]);
      } else {
        take(c);
      }
    } else if (c == '"' || c == '\'') {
      take(0);
      quote = c;
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      open = false;
    } else if (comments && c == '#') {
      break;
    } else if (c == '\\') {
      if (i + 1 == line.size()) return std::nullopt;
      take(line[++i]);
    } else {
      take(c);
    }
  }
  if (quote != 0) return std::nullopt;
  return words;
}

}  // namespace profgen::inline v0::fleet::ansible
