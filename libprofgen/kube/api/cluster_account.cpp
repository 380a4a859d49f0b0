#include "kube/api/cluster_account.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/text.hpp"
#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr std::chrono::seconds token_age{60};
constexpr std::size_t longest_token = 64 << 10;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

}  // namespace

Result<std::string> ServiceToken::get() {
  const auto now = std::chrono::steady_clock::now();
  if (!token_.empty() && now - read_at_ < token_age) return token_;
  Result<std::string> bytes = real_files()->read(path_);
  if (!bytes) return bytes;
  const std::string_view token = text::trim(*bytes);
  // It becomes a line of a request's head.
  const bool plain =
      std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 127; });
  if (token.empty() || token.size() > longest_token || !plain)
    return Error{ErrorKind::input, "read", path_, "what it has is no token"};
  token_ = token;
  read_at_ = now;
  return token_;
}

std::optional<ClusterOptions> cluster_options(const Files& files) {
  std::string host = variable("KUBERNETES_SERVICE_HOST");
  std::string port = variable("KUBERNETES_SERVICE_PORT");
  ClusterOptions options;
  if (host.empty() || !files.exists(options.account + "/token")) return std::nullopt;
  if (host.find(':') != std::string::npos && host.front() != '[') host = "[" + host + "]";
  options.server = "https://" + host + ":" + (port.empty() ? "443" : port);
  return options;
}

}  // namespace profgen::inline v0::kube
