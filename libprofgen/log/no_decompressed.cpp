// Without libarchive: a compressed log is an input that cannot be read.
#include "log/decompressed.hpp"

namespace profgen::inline v0::log {
namespace {

class NotDecompressed : public ByteSource {
 public:
  explicit NotDecompressed(std::string path) : path_(std::move(path)) {}
  Result<std::size_t> read(char*, std::size_t) override {
    return Error{ErrorKind::input, "read", path_,
                 "it is compressed, which this program was built without"};
  }

 private:
  std::string path_;
};

}  // namespace

std::unique_ptr<ByteSource> decompressed(const std::string& path, std::unique_ptr<ByteSource>) {
  return std::make_unique<NotDecompressed>(path);
}

}  // namespace profgen::inline v0::log
