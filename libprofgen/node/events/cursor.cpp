#include "node/events/cursor.hpp"

#include "node/protocol/json.hpp"

namespace profgen::inline v0::node {

constexpr auto fields_of(const LogCursor*) {
  using C = LogCursor;
  return std::tuple{Field{"kind", &C::kind},
                    Field{"time_us", &C::time_us},
                    Field{"journal", &C::journal},
                    Field{"source", &C::source},
                    Field{"fingerprint", &C::fingerprint},
                    Field{"tail", &C::tail},
                    Field{"bytes", &C::bytes},
                    Field{"lines", &C::lines},
                    Field{"reference_us", &C::reference_us}};
}

std::string cursor_text(const LogCursor& cursor) { return one_line(encoded(cursor)); }

Result<LogCursor> read_cursor(std::string_view text) {
  const ParsedJson parsed = parse_json(text);
  LogCursor cursor;
  Decoder decoder;
  decoder.error = parsed.error;
  if (decoder.error.empty() && decoder.decode(parsed.value, cursor, "")) return cursor;
  return Error{ErrorKind::input, "read the cursor", text::printable(text, 60),
               decoder.error + "; begin anew with an empty one"};
}

}  // namespace profgen::inline v0::node
