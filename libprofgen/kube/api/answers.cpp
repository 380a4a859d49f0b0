#include "kube/api/answers.hpp"

#include "base/text.hpp"
#include "kube/api/field.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr std::string_view page_size = "500";
constexpr std::size_t longest_message = 600;
// The server closes a watch then; whoever hears nothing for longer has lost it.
constexpr std::string_view watch_seconds = "290";

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '~';
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c))
      out += c;
    else
      out += "%" + text::to_hex(std::string_view(&c, 1));
  }
  return out;
}

// `..` as a name would be another path.
std::string path_segment(const std::string& name) {
  return name == "." || name == ".." ? "%2E" + name.substr(1) : percent_encoded(name);
}

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text::trim(text)) line += c == '\n' || c == '\t' ? ' ' : c;
  return text::printable(line, longest_message);
}

// Copying and printing a tree takes stack by its depth; no object of Kubernetes is nearly as deep.
bool is_too_deep(std::string_view text) {
  constexpr std::size_t deepest = 500;
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\') ++at;
    if (in_string) continue;
    if ((c == '{' || c == '[') && ++depth > deepest) return true;
    if ((c == '}' || c == ']') && depth > 0) --depth;
  }
  return false;
}

Json parsed(std::string_view text) {
  return is_too_deep(text) ? Json(Json::value_t::discarded) : Json::parse(text, nullptr, false);
}

struct ReasonCode {
  std::string_view reason;
  int code;
};
// metav1.StatusReason, with the codes that go with them.
constexpr ReasonCode reason_codes[] = {
    {"BadRequest", 400},    {"Unauthorized", 401},          {"Forbidden", 403},
    {"NotFound", 404},      {"MethodNotAllowed", 405},      {"NotAcceptable", 406},
    {"Conflict", 409},      {"AlreadyExists", 409},         {"Expired", 410},
    {"Gone", 410},          {"RequestEntityTooLarge", 413}, {"UnsupportedMediaType", 415},
    {"Invalid", 422},       {"TooManyRequests", 429},       {"InternalError", 500},
    {"ServerTimeout", 500}, {"ServiceUnavailable", 503},    {"Timeout", 504},
};

}  // namespace

bool is_too_large(std::string_view message) {
  return message.find("etcdserver: request is too large") != std::string_view::npos;
}

std::string path_of(const Kind& kind, const std::string& space, const std::string& name,
                    std::string_view subresource) {
  std::string path = kind.group.empty() ? "/api" : "/apis/" + std::string(kind.group);
  path += "/" + std::string(kind.version);
  if (kind.namespaced && (!space.empty() || !name.empty()))
    path += "/namespaces/" + path_segment(space.empty() ? "default" : space);
  path += "/" + std::string(kind.plural);
  if (!name.empty()) path += "/" + path_segment(name);
  if (!subresource.empty()) path += "/" + std::string(subresource);
  return path;
}

void add_query(std::string& path, std::string_view key, std::string_view value) {
  path += path.find('?') == std::string::npos ? '?' : '&';
  path += std::string(key) + "=" + percent_encoded(value);
}

std::string watch_path(const Kind& kind, const std::string& space, const std::string& selector,
                       const std::string& resource_version) {
  std::string path = path_of(kind, space);
  add_query(path, "watch", "true");
  add_query(path, "allowWatchBookmarks", "true");
  add_query(path, "timeoutSeconds", watch_seconds);
  if (!selector.empty()) add_query(path, "labelSelector", selector);
  if (!resource_version.empty()) add_query(path, "resourceVersion", resource_version);
  return path;
}

Failure no_answer(std::string_view message) { return {0, "", one_line(message)}; }

int code_of_reason(std::string_view reason) {
  for (const ReasonCode& one : reason_codes)
    if (one.reason == reason) return one.code;
  return 0;
}

Failure failure_of_status(int code, std::string_view body) {
  const Json status = parsed(body);
  const bool is_status = field_text(status, "kind") == "Status";
  Failure failure;
  failure.code = code;
  if (!is_status) {
    failure.message = one_line(body.substr(0, longest_message));
    return failure;
  }
  failure.reason = text::printable(field_text(status, "reason"), longest_message);
  failure.message = one_line(field_text(status, "message"));
  const auto said = status.find("code");
  if (code == 0 && said != status.end() && said->is_number_integer()) {
    const auto value = said->get<std::int64_t>();
    if (value >= 100 && value <= 999) failure.code = static_cast<int>(value);
  }
  if (failure.code == 0) failure.code = code_of_reason(failure.reason);
  if (is_too_large(failure.message)) failure.code = 413;
  return failure;
}

Reply<Json> object_of(const std::string& body, bool text) {
  Json object = parsed(body);
  if (object.is_object()) return object;
  if (text) return object.is_discarded() ? Json(text::printable(body)) : object;
  return no_answer("what came is no JSON object: " +
                   text::printable(std::string_view(body).substr(0, 200), 80));
}

Reply<List> list_pages(const Kind& kind, const std::string& space, const std::string& selector,
                       const std::function<Reply<std::string>(const std::string& path)>& fetch) {
  const std::string api_version =
      (kind.group.empty() ? "" : std::string(kind.group) + "/") + std::string(kind.version);
  List all;
  std::string next;
  do {
    std::string path = path_of(kind, space);
    add_query(path, "limit", page_size);
    if (!selector.empty()) add_query(path, "labelSelector", selector);
    if (!next.empty()) add_query(path, "continue", next);
    auto body = fetch(path);
    if (!body) return body.failure();
    auto page = object_of(*body);
    if (!page) return page.failure();
    const auto items = page->find("items");
    // A server in Go writes an empty list as null, too.
    if (items != page->end() && !items->is_array() && !items->is_null())
      return no_answer("a list whose items are none");
    if (items != page->end() && items->is_array()) {
      for (Json& item : *items) {
        if (!item.is_object()) return no_answer("a list with an item that is no object");
        item["apiVersion"] = api_version;
        item["kind"] = kind.kind;
        all.items.push_back(std::move(item));
      }
    }
    all.resource_version = metadata_text(*page, "resourceVersion");
    const std::string before = std::exchange(next, metadata_text(*page, "continue"));
    if (!next.empty() && next == before) return no_answer("a list that has no end");
  } while (!next.empty());
  return all;
}

WatchEvent watch_event_of(const std::string& text) {
  using Type = WatchEvent::Type;
  Json event = parsed(text);
  const std::string type = field_text(event, "type");
  const auto broken = [&](std::string_view why) {
    return WatchEvent{Type::closed, nullptr, no_answer(why)};
  };
  const auto object = event.is_object() ? event.find("object") : event.end();
  if (!event.is_object() || object == event.end() || !object->is_object())
    return broken("what came from the watch is no event");
  if (type == "ERROR") {
    const Failure failure = failure_of_status(0, object->dump());
    return {failure.gone() ? Type::gone : Type::closed, nullptr, failure};
  }
  WatchEvent out;
  if (type == "ADDED")
    out.type = Type::added;
  else if (type == "MODIFIED")
    out.type = Type::modified;
  else if (type == "DELETED")
    out.type = Type::deleted;
  else if (type == "BOOKMARK")
    out.type = Type::bookmark;
  else
    return broken("an event of an unknown type: " + text::printable(type, 40));
  out.object = std::make_shared<Json>(std::move(*object));
  return out;
}

std::string body_of(const Json& object) {
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool is_patch(const Json& patch) {
  if (!patch.is_object()) return false;
  const auto metadata = patch.find("metadata");
  return metadata == patch.end() || metadata->is_object();
}

}  // namespace profgen::inline v0::kube
