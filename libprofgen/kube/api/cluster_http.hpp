// HTTPS to one API server, by libcurl: the certificate is always verified, against the account's
// ca.crt alone.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "kube/api/api.hpp"
#include "kube/api/cluster_account.hpp"

using CURL = void;

namespace profgen::inline v0::kube {

struct HttpRequest {
  std::string method = "GET", path;
  std::string content_type, body;
};

struct CurlDeleter {
  void operator()(CURL* handle) const;
};
using CurlHandle = std::unique_ptr<CURL, CurlDeleter>;
struct HeaderDeleter {
  void operator()(void* list) const;
};
using HeaderList = std::unique_ptr<void, HeaderDeleter>;

// What a handle points into while it works.
struct Transfer {
  HttpRequest request;
  std::string url;
  HeaderList headers;
  char complaint[256] = {};  // CURL_ERROR_SIZE
  // False: too much.
  std::function<bool(std::string_view bytes)> take;
};

// Sets all but time limits; false: out of memory.
[[nodiscard]] bool set_up(CURL* handle, const ClusterOptions& options, const std::string& token,
                          Transfer& transfer);
[[nodiscard]] CurlHandle new_handle();
// What curl says, with the remedy where there is one.
[[nodiscard]] Failure curl_failure(int code, const Transfer& transfer,
                                   const ClusterOptions& options);

class HttpClient {
 public:
  explicit HttpClient(ClusterOptions options);
  // The body of an answer that is a success. With another token where the server refuses the first.
  [[nodiscard]] Reply<std::string> ask(const HttpRequest& request);

 private:
  [[nodiscard]] Reply<std::string> ask_once(const HttpRequest& request, const std::string& token);

  ClusterOptions options_;
  ServiceToken token_;
  CurlHandle handle_;  // keeps the connection open
};

}  // namespace profgen::inline v0::kube
