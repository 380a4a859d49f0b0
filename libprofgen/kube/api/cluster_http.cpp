#include "kube/api/cluster_http.hpp"

#include <curl/curl.h>

#include <mutex>

#include "kube/api/answers.hpp"

namespace profgen::inline v0::kube {
namespace {

// May be called by several threads, the first time only once.
void init_curl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

std::size_t on_bytes(char* bytes, std::size_t size, std::size_t count, void* transfer) {
  const std::size_t length = size * count;
  return static_cast<Transfer*>(transfer)->take({bytes, length}) ? length : CURL_WRITEFUNC_ERROR;
}

bool add_header(HeaderList& headers, const std::string& line) {
  auto* list = curl_slist_append(static_cast<curl_slist*>(headers.get()), line.c_str());
  if (list == nullptr) return false;
  (void)headers.release();
  headers.reset(list);
  return true;
}

long milliseconds(double seconds) { return static_cast<long>(seconds * 1000); }

}  // namespace

void CurlDeleter::operator()(CURL* handle) const { curl_easy_cleanup(handle); }
void HeaderDeleter::operator()(void* list) const {
  curl_slist_free_all(static_cast<curl_slist*>(list));
}

CurlHandle new_handle() {
  init_curl();
  return CurlHandle(curl_easy_init());
}

bool set_up(CURL* handle, const ClusterOptions& options, const std::string& token,
            Transfer& transfer) {
  if (handle == nullptr) return false;
  const HttpRequest& request = transfer.request;
  transfer.url = options.server + request.path;
  // Expect: large bodies would wait a second for a "100 Continue" that may not come.
  if (!add_header(transfer.headers, "Authorization: Bearer " + token) ||
      !add_header(transfer.headers, "Accept: application/json") ||
      !add_header(transfer.headers, "Expect:") ||
      (!request.content_type.empty() &&
       !add_header(transfer.headers, "Content-Type: " + request.content_type)))
    return false;
  curl_easy_reset(handle);  // connections and TLS sessions stay
  bool good = true;
  const auto set = [&](CURLoption option, auto value) {
    good = good && curl_easy_setopt(handle, option, value) == CURLE_OK;
  };
  const std::string authority = options.account + "/ca.crt";
  set(CURLOPT_URL, transfer.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "https");
  set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(transfer.headers.get()));
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_USERAGENT, "profgen");
  if (!request.content_type.empty()) {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.data());
  }
  set(CURLOPT_CAINFO, authority.c_str());
  set(CURLOPT_CAPATH, static_cast<char*>(nullptr));  // not the system's authorities
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_FOLLOWLOCATION, 0L);  // the token is for this server
  set(CURLOPT_PROXY, "");           // it is in the cluster
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_TCP_KEEPIDLE, 30L);
  set(CURLOPT_TCP_KEEPINTVL, 10L);
  set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(options.connect_seconds));
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(transfer.complaint));
  set(CURLOPT_WRITEFUNCTION, &on_bytes);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&transfer));
  return good;
}

Failure curl_failure(int code, const Transfer& transfer, const ClusterOptions& options) {
  std::string why = transfer.complaint;
  if (why.empty()) why = curl_easy_strerror(static_cast<CURLcode>(code));
  if (code == CURLE_WRITE_ERROR) why = "the answer is larger than any that is expected";
  if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
    why += "; the server's certificate must be of the authority in " + options.account + "/ca.crt";
  return no_answer(options.server + ": " + why);
}

HttpClient::HttpClient(ClusterOptions options)
    : options_(std::move(options)), token_(options_.account + "/token"), handle_(new_handle()) {}

Reply<std::string> HttpClient::ask(const HttpRequest& request) {
  for (bool second : {false, true}) {
    Result<std::string> token = token_.get();
    if (!token) return no_answer(token.error().text());
    auto reply = ask_once(request, *token);
    if (reply || reply.failure().code != 401) return reply;
    token_.refused();
    if (second) return reply;
  }
  return no_answer("");
}

Reply<std::string> HttpClient::ask_once(const HttpRequest& request, const std::string& token) {
  Transfer transfer;
  transfer.request = request;
  std::string body;
  transfer.take = [&](std::string_view bytes) {
    body += bytes;
    return body.size() <= largest_answer;
  };
  if (!set_up(handle_.get(), options_, token, transfer)) return no_answer("curl: out of memory");
  curl_easy_setopt(handle_.get(), CURLOPT_TIMEOUT_MS, milliseconds(options_.request_seconds));
  const CURLcode done = curl_easy_perform(handle_.get());
  long code = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &code);
  if (done != CURLE_OK) return curl_failure(done, transfer, options_);
  if (code < 200 || code > 299) return failure_of_status(static_cast<int>(code), body);
  return body;
}

}  // namespace profgen::inline v0::kube
