// What both ways to a real server have in common: paths, and the meaning of what it sends.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

// What a server may send for one request before it is taken for an attack; and one object, which
// etcd does not take beyond 1.5 MiB, as indented JSON.
inline constexpr std::size_t largest_answer = std::size_t{64} << 20U;
inline constexpr std::size_t largest_sent_object = std::size_t{16} << 20U;

// "/apis/apps/v1/namespaces/SPACE/deployments/NAME"; without a name: all of them, and without a
// namespace, too: in all namespaces.
[[nodiscard]] std::string path_of(const Kind& kind, const std::string& space,
                                  const std::string& name = {}, std::string_view subresource = {});
// Adds "?key=value" or "&key=value", percent-encoded.
void add_query(std::string& path, std::string_view key, std::string_view value);
[[nodiscard]] std::string watch_path(const Kind& kind, const std::string& space,
                                     const std::string& selector,
                                     const std::string& resource_version);

[[nodiscard]] Failure no_answer(std::string_view message);
// Of a Status object, or of any other body that came with an HTTP code that is no success.
[[nodiscard]] Failure failure_of_status(int code, std::string_view body);
[[nodiscard]] int code_of_reason(std::string_view reason);  // 0: unknown

// etcd's limit on an object, which the server reports as an internal error (500), but which no
// second try passes: 413.
[[nodiscard]] bool is_too_large(std::string_view message);

// The body of a GET: an object. `text`: other things may come, too ("/readyz" says "ok").
[[nodiscard]] Reply<Json> object_of(const std::string& body, bool text = false);
// Bodies that `fetch` gets from paths, page by page. Items of a list have no kind of their own in
// JSON: they get it.
[[nodiscard]] Reply<List> list_pages(
    const Kind& kind, const std::string& space, const std::string& selector,
    const std::function<Reply<std::string>(const std::string& path)>& fetch);
// {"type": …, "object": …} of a watch.
[[nodiscard]] WatchEvent watch_event_of(const std::string& text);

// As a request's body; bytes that are no UTF-8 are replaced.
[[nodiscard]] std::string body_of(const Json& object);
[[nodiscard]] bool is_patch(const Json& patch);  // an object that leaves metadata one

}  // namespace profgen::inline v0::kube
