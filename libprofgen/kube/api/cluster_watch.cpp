#include "kube/api/cluster_watch.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "kube/api/answers.hpp"
#include "kube/api/cluster_http.hpp"
#include "kube/api/sent_events.hpp"

namespace profgen::inline v0::kube {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t most_of_a_refusal = 64 << 10;

class ClusterWatch : public Watch {
 public:
  ClusterWatch(const ClusterOptions& options, std::string path)
      : options_(options), path_(std::move(path)), token_(options.account + "/token") {
    begin();
  }
  ~ClusterWatch() override { stop(); }
  ClusterWatch(const ClusterWatch&) = delete;
  ClusterWatch& operator=(const ClusterWatch&) = delete;

  [[nodiscard]] std::optional<WatchEvent> next(double seconds) override {
    const auto limit =
        Steady::now() + std::chrono::duration_cast<Steady::duration>(
                            std::chrono::duration<double>(std::clamp(seconds, 0.0, 1e6)));
    for (;;) {
      if (running_) work();
      if (!sent_.empty()) return take();
      if (!running_) return sent_.closed();
      const auto left = limit - Steady::now();
      if (left <= Steady::duration::zero() || !wait(left)) return std::nullopt;
    }
  }

 private:
  void begin() {
    Result<std::string> token = token_.get();
    if (!token) return end(no_answer(token.error().text()));
    transfer_ = std::make_unique<Transfer>();
    transfer_->request.path = path_;
    transfer_->take = [this](std::string_view bytes) { return taken(bytes); };
    handle_ = new_handle();
    multi_ = curl_multi_init();
    if (multi_ == nullptr || !set_up(handle_.get(), options_, *token, *transfer_))
      return end(no_answer("curl: out of memory"));
    curl_multi_add_handle(multi_, handle_.get());
    heard_ = Steady::now();
    running_ = true;
  }

  bool taken(std::string_view bytes) {
    heard_ = Steady::now();
    long code = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &code);
    if (code == 200) {
      sent_.add(bytes);
      return !sent_.broken();
    }
    refusal_ += bytes;
    return refusal_.size() <= most_of_a_refusal;
  }

  void work() {
    int running = 0;
    curl_multi_perform(multi_, &running);
    int left = 0;
    if (const CURLMsg* message = curl_multi_info_read(multi_, &left))
      return done(message->data.result);
    if (Steady::now() - heard_ > longest_watch_silence)
      end(no_answer("the watch was silent for too long"));
  }

  void done(CURLcode result) {
    long code = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &code);
    if (code == 401 && !second_token_) {
      second_token_ = true;
      token_.refused();
      stop();
      refusal_.clear();
      return begin();
    }
    if (sent_.broken())
      end(SentEvents::damage());
    else if (result != CURLE_OK)
      end(curl_failure(result, *transfer_, options_));
    else if (code != 200)
      end(failure_of_status(static_cast<int>(code), refusal_));
    else
      end(no_answer("the server ended the watch"));
  }

  // False where a signal handler ran: poll() came back early, and nothing was the cause.
  bool wait(Steady::duration left) {
    long timer = -1;
    curl_multi_timeout(multi_, &timer);
    auto slice = std::chrono::ceil<std::chrono::milliseconds>(left);
    slice = std::min<std::chrono::milliseconds>(slice, longest_watch_silence);
    if (timer >= 0) slice = std::min(slice, std::chrono::milliseconds(timer));
    const auto begun = Steady::now();
    int ready = 0;
    curl_multi_poll(multi_, nullptr, 0, static_cast<int>(slice.count()), &ready);
    return ready != 0 || Steady::now() - begun + std::chrono::milliseconds(2) >= slice;
  }

  WatchEvent take() {
    WatchEvent event = sent_.take();
    if (sent_.told()) stop();
    return event;
  }

  void end(Failure why) {
    sent_.end(std::move(why));
    stop();
  }

  void stop() {
    running_ = false;
    if (multi_ != nullptr && handle_) curl_multi_remove_handle(multi_, handle_.get());
    handle_.reset();
    if (multi_ != nullptr) curl_multi_cleanup(multi_);
    multi_ = nullptr;
  }

  ClusterOptions options_;
  std::string path_;
  ServiceToken token_;
  std::unique_ptr<Transfer> transfer_;
  CurlHandle handle_;
  CURLM* multi_ = nullptr;
  SentEvents sent_;
  std::string refusal_;
  bool running_ = false, second_token_ = false;
  Steady::time_point heard_;
};

}  // namespace

std::unique_ptr<Watch> cluster_watch(const ClusterOptions& options, std::string path) {
  return std::make_unique<ClusterWatch>(options, std::move(path));
}

}  // namespace profgen::inline v0::kube
