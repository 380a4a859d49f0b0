// Sources that are no files but grow, or are read in pieces, as LiveSource.
#pragma once

#include <memory>
#include <string>

#include "log/byte_source.hpp"
#include "log/live/journal_source.hpp"
#include "log/live/live_source.hpp"

namespace profgen::inline v0::log {

// Standard input, or any pipe.
class PipeTail : public LiveSource {
 public:
  PipeTail(std::string name, int fd) : name_(std::move(name)), fd_(fd) {}
  [[nodiscard]] Status fetch(std::string& text) override;
  [[nodiscard]] bool over() const override { return over_; }
  [[nodiscard]] int descriptor() const override { return over_ ? -1 : fd_; }

 private:
  std::string name_;
  int fd_;
  bool over_ = false;
};

// What will not grow: a compressed file.
class WholeSource : public LiveSource {
 public:
  explicit WholeSource(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}
  [[nodiscard]] Status fetch(std::string& text) override;
  [[nodiscard]] bool over() const override { return over_; }

 private:
  std::unique_ptr<ByteSource> source_;
  bool over_ = false;
};

class JournalTail : public LiveSource {
 public:
  explicit JournalTail(std::unique_ptr<JournalSource> journal) : journal_(std::move(journal)) {}
  [[nodiscard]] Status fetch(std::string& text) override;
  [[nodiscard]] bool over() const override { return over_; }
  [[nodiscard]] int descriptor() const override { return journal_->descriptor(); }

 private:
  std::unique_ptr<JournalSource> journal_;
  bool over_ = false;
};

}  // namespace profgen::inline v0::log
