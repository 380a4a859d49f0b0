#include "report/html.hpp"

#include "base/text.hpp"
#include "refine/seen_text.hpp"

namespace profgen::inline v0::report {

std::string escaped(std::string_view bytes, std::size_t width) {
  std::string out;
  for (const char c : text::printable(bytes, width)) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  return out;
}

std::string code(std::string_view bytes, std::size_t width) {
  return "<code>" + escaped(bytes, width) + "</code>";
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, "\u202f");
  return digits;
}

std::string counted(std::uint64_t count, std::string_view noun) {
  const bool hiss = !noun.empty() && noun.back() == 's';
  return fmt::format("{} {}{}", grouped(count), noun, count == 1 ? "" : hiss ? "es" : "s");
}

std::string subject_text(const evidence::Subject& subject) {
  return (subject.name_space.empty() ? "" : ":" + subject.name_space + ":") + subject.profile;
}

std::string time_html(std::int64_t time_us) {
  const std::string words = refine::utc_text(time_us);
  if (words.empty()) return "–";
  std::string stamp = words + "Z";
  stamp[10] = 'T';
  return fmt::format("<time datetime=\"{}\">{}</time>", escaped(stamp), escaped(words));
}

std::string severity_html(int severity) {
  const std::string_view look = severity >= 8 ? "bad" : severity >= 5 ? "warn" : "dim";
  return fmt::format("<span class=\"chip sev {}\">severity {}</span>", look, severity);
}

std::string chip(std::string_view look, std::string_view text) {
  return fmt::format("<span class=\"chip {}\">{}</span>", look, escaped(text));
}

}  // namespace profgen::inline v0::report
