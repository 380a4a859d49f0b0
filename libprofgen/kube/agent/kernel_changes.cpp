#include "kube/agent/kernel_changes.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <ctime>
#include <utility>

namespace profgen::inline v0::kube {
namespace {

constexpr int poll_milliseconds = 1000;

class RevisionFile : public KernelChanges {
 public:
  explicit RevisionFile(const std::string& path)
      : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    // It becomes readable anew only after it was read.
    look();
  }
  ~RevisionFile() override {
    if (file_ >= 0) ::close(file_);
  }
  RevisionFile(const RevisionFile&) = delete;
  RevisionFile& operator=(const RevisionFile&) = delete;

  [[nodiscard]] bool changed() override {
    look();
    return std::exchange(has_changed_, false);
  }

  void wait(double seconds) override {
    if (seconds <= 0 || has_changed_) return;
    pollfd one{file_, POLLIN, 0};
    const int ready = ::poll(&one, file_ >= 0 ? 1 : 0,
                             static_cast<int>(std::lround(seconds * poll_milliseconds)));
    if (ready <= 0) return;
    look();
    if (has_changed_) return;
    // A file that is always readable, as none of the kernel's is, must not keep us busy.
    const auto whole = static_cast<std::time_t>(seconds);
    const timespec rest{whole, static_cast<long>((seconds - static_cast<double>(whole)) * 1e9)};
    ::nanosleep(&rest, nullptr);
  }

 private:
  // The kernel gives a number once (then EAGAIN), so what was read is remembered.
  void look() {
    if (file_ < 0) return;
    std::array<char, 32> text{};
    const ssize_t size = ::pread(file_, text.data(), text.size(), 0);
    if (size <= 0) return;
    std::string now(text.data(), static_cast<std::size_t>(size));
    has_changed_ = has_changed_ || (!seen_.empty() && now != seen_);
    seen_ = std::move(now);
  }

  int file_;
  std::string seen_;
  bool has_changed_ = false;
};

}  // namespace

std::unique_ptr<KernelChanges> real_kernel_changes(const std::string& path) {
  return std::make_unique<RevisionFile>(path);
}

}  // namespace profgen::inline v0::kube
