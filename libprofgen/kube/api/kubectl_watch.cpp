#include "kube/api/kubectl_watch.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <nlohmann/json.hpp>

#include "base/child.hpp"
#include "kube/api/answers.hpp"
#include "kube/api/kubectl_failure.hpp"
#include "kube/api/sent_events.hpp"

namespace profgen::inline v0::kube {
namespace {

using WatchTime = std::chrono::steady_clock::time_point;

constexpr std::size_t most_complaint = 64 << 10;

class KubectlWatch : public Watch {
 public:
  explicit KubectlWatch(std::vector<std::string> argv) {
    Result<Child> child = Child::start(std::move(argv));
    if (!child) {
      sent_.end(no_answer(child.error().text() +
                          "; install kubectl, or say where it is, and see that it can be run"));
      return;
    }
    child_.emplace(std::move(*child));
    child_->close_in();
    heard_ = std::chrono::steady_clock::now();
  }

  [[nodiscard]] std::optional<WatchEvent> next(double seconds) override {
    const WatchTime limit = std::chrono::steady_clock::now() +
                            std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                std::chrono::duration<double>(std::clamp(seconds, 0.0, 1e6)));
    for (;;) {
      if (!sent_.empty()) return take();
      if (!child_) return sent_.closed();
      if (sent_.broken()) {
        end(SentEvents::damage());
        continue;
      }
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(limit - std::chrono::steady_clock::now());
      if (!wait(std::max<long long>(left.count(), 0))) return std::nullopt;
      if (left.count() <= 0 && sent_.empty() && child_) return std::nullopt;
    }
  }

 private:
  // False where a signal handler ran.
  bool wait(long long milliseconds) {
    pollfd ends[2] = {{child_->out(), POLLIN, 0}, {child_->err(), POLLIN, 0}};
    if (::poll(ends, 2, static_cast<int>(std::min<long long>(milliseconds, 1 << 30))) < 0)
      return errno != EINTR;
    if (ends[1].revents != 0) {
      (void)child_->read_err(errors_);
      if (errors_.size() > most_complaint) errors_.resize(most_complaint);
    }
    if (ends[0].revents != 0) {
      std::string bytes;
      if (!child_->read_out(bytes)) output_ended();
      sent_.add(bytes);
      heard_ = std::chrono::steady_clock::now();
    } else if (child_ && std::chrono::steady_clock::now() - heard_ > longest_watch_silence) {
      end(no_answer("the watch was silent for too long"));
    }
    return true;
  }

  // Whatever complaint there is, is there by now or comes at once.
  void output_ended() {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (child_->err() >= 0 && std::chrono::steady_clock::now() < limit) {
      pollfd complaint{child_->err(), POLLIN, 0};
      if (::poll(&complaint, 1, 100) > 0 && !child_->read_err(errors_)) break;
      if (errors_.size() > most_complaint) break;
    }
    for (int i = 0; i < 100 && !child_->exited(); ++i) (void)::poll(nullptr, 0, 10);
    const int code = child_->exited().value_or(0);
    end(code == 0 ? no_answer("the server ended the watch") : kubectl_failure(errors_, code));
  }

  void end(Failure why) {
    sent_.end(std::move(why));
    child_.reset();
  }

  WatchEvent take() {
    WatchEvent event = sent_.take();
    if (sent_.told()) child_.reset();
    return event;
  }

  std::optional<Child> child_;
  SentEvents sent_;
  std::string errors_;
  WatchTime heard_;
};

}  // namespace

std::unique_ptr<Watch> kubectl_watch(std::vector<std::string> argv) {
  return std::make_unique<KubectlWatch>(std::move(argv));
}

}  // namespace profgen::inline v0::kube
