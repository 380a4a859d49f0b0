#include "tools/profgen/time_option.hpp"

#include <iostream>
#include <optional>

#include "base/text.hpp"
#include "log/timestamp.hpp"

namespace profgen::tool {
namespace {

std::optional<std::int64_t> parse_time(std::string text) {
  constexpr std::size_t date_size = 10;
  if (text.size() == date_size) text += "T00:00:00Z";
  std::string_view rest = text;
  const std::optional<std::int64_t> time = log::take_iso_time(rest);
  return rest.empty() ? time : std::nullopt;
}

}  // namespace

bool refuse_value(const char* option, const std::string& value, const char* hint) {
  std::cerr << "profgen: `" << text::printable(value) << "` is no value of --" << option
            << "\n  hint: " << hint << "\n";
  return false;
}

bool read_time(const Call& call, const char* option, std::int64_t& out_us) {
  if (call.options.count(option) == 0) return true;
  const auto& value = call.options[option].as<std::string>();
  const std::optional<std::int64_t> time = parse_time(value);
  if (!time)
    return refuse_value(option, value,
                        "a time as 2026-11-23T18:12:38Z (UTC where no zone is named)");
  out_us = *time;
  return true;
}

}  // namespace profgen::tool
