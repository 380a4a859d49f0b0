#include "log/progress_teller.hpp"

#include <filesystem>
#include <system_error>

namespace profgen::inline v0::log {

class ProgressTeller::Told : public ByteSource {
 public:
  Told(ProgressTeller& teller, ByteSource& source) : teller_(teller), source_(source) {}
  [[nodiscard]] Result<std::size_t> read(char* out, std::size_t size) override {
    Result<std::size_t> count = source_.read(out, size);
    if (count) passed_ += *count;
    teller_.step(source_.taken().value_or(passed_));
    return count;
  }

 private:
  ProgressTeller& teller_;
  ByteSource& source_;
  std::uint64_t passed_ = 0;
};

ProgressTeller::ProgressTeller(const ProgressSink& tell, const std::vector<std::string>& paths,
                               const ReadReport& report)
    : tell_(tell), report_(report) {
  if (!tell_) return;
  for (const std::string& path : paths) {
    std::error_code error;
    const std::uintmax_t size =
        std::filesystem::is_regular_file(path, error) ? std::filesystem::file_size(path, error) : 0;
    if (error || size == 0) {
      progress_.total = 0;
      return;
    }
    progress_.total += size;
  }
}

ByteSource& ProgressTeller::watch(ByteSource& source) {
  if (!tell_) return source;
  before_ = progress_.bytes;
  told_ = std::make_shared<Told>(*this, source);
  return *told_;
}

void ProgressTeller::step(std::uint64_t of_this_source) {
  progress_.bytes = before_ + of_this_source;
  progress_.records = report_.records;
  tell_(progress_);
}

}  // namespace profgen::inline v0::log
