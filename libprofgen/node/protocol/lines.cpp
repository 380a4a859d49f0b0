#include "node/protocol/json.hpp"

namespace profgen::inline v0::node {
namespace {

constexpr const char* version_key = "profgen-node";

template <class Variant, std::size_t N>
std::string line_of(const Variant& message, const char* key,
                    const std::array<std::string_view, N>& words) {
  Json json = std::visit([](const auto& one) { return encoded(one); }, message);
  json[key] = std::string(words[message.index()]);
  // In front of all other keys, so that the line is known by how it begins: a login may print
  // before it.
  return "{\"" + std::string(version_key) + "\":" + std::to_string(protocol_version) + "," +
         one_line(json).substr(1);
}

// The alternative of that number, read from the JSON.
template <class Variant, std::size_t I = 0>
bool read_alternative(std::size_t index, const Json& json, const char* key, Decoder& decoder,
                      Variant& out) {
  if constexpr (I < std::variant_size_v<Variant>) {
    if (index != I) return read_alternative<Variant, I + 1>(index, json, key, decoder, out);
    return decoder.decode(json, out.template emplace<I>(), "", {version_key, key});
  } else {
    return false;
  }
}

template <class Variant, std::size_t N>
Result<Variant> read_line(std::string_view line, const char* key,
                          const std::array<std::string_view, N>& words) {
  const auto failed = [&](std::string reason) {
    return Error{ErrorKind::input, "read", std::string("a ") + key, std::move(reason)};
  };
  const ParsedJson parsed = parse_json(line);
  if (!parsed.error.empty()) return failed(parsed.error);
  const Json& json = parsed.value;
  const auto version = json.is_object() ? json.find(version_key) : json.end();
  if (version == json.end() || !version->is_number_integer())
    return failed("it is no object with the key `profgen-node`, the version of the protocol");
  if (*version != protocol_version)
    return failed("it speaks version " + version->dump() + " of the protocol, this is version " +
                  std::to_string(protocol_version) +
                  ": profgen and profgen-node have to be of one release");
  const auto word = json.find(key);
  if (word == json.end() || !word->is_string())
    return failed("`" + std::string(key) + "` does not say which it is");
  const auto found = std::find(words.begin(), words.end(), word->get_ref<const std::string&>());
  if (found == words.end())
    return failed("there is no `" + text::printable(word->get_ref<const std::string&>(), 60) + "`");
  Variant out;
  Decoder decoder;
  if (!read_alternative(static_cast<std::size_t>(found - words.begin()), json, key, decoder, out))
    return failed(decoder.error);
  return out;
}

}  // namespace

std::string to_line(const Request& request) { return line_of(request, "request", request_words); }
std::string to_line(const Reply& reply) { return line_of(reply, "reply", reply_words); }

Result<Request> request_of(std::string_view line) {
  return read_line<Request>(line, "request", request_words);
}
Result<Reply> reply_of(std::string_view line) {
  return read_line<Reply>(line, "reply", reply_words);
}

}  // namespace profgen::inline v0::node
