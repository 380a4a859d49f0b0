// Formatting of texts, for the tests of it.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "profgen/edit.hpp"

namespace profgen::edit {

// The formatted text; "error: …" where it is refused. Formatting it again must change nothing.
inline std::string formatted(const std::string& text, const FormatOptions& options = {}) {
  const Result<std::string> once = format(policy::parse(make_source("t", text)), options);
  if (!once) return "error: " + once.error().reason;
  const Result<std::string> twice = format(policy::parse(make_source("t", *once)), options);
  EXPECT_TRUE(twice);
  EXPECT_EQ(twice ? *twice : "", *once) << "not idempotent";
  return *once;
}

// What stands in the body of `profile p { … }`, formatted, without the indentation of the body.
inline std::string formatted_body(const std::string& body, const FormatOptions& options = {}) {
  std::string text = formatted("profile p {\n" + body + "\n}\n", options);
  const std::string head = "profile p {\n", foot = "}\n";
  if (text.compare(0, head.size(), head) != 0) return text;
  text = text.substr(head.size(), text.size() - head.size() - foot.size());
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = text.find('\n', i) + 1;
    const std::string line = text.substr(i, end - i);
    out += line.compare(0, 2, "  ") == 0 ? line.substr(2) : line;
    i = end;
  }
  return out;
}

}  // namespace profgen::edit
