#include "tools/profgen/refine_aa_json.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>

#include "profgen/host.hpp"
#include "refine/aa_dialogue.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/saving.hpp"

namespace profgen::tool {
namespace {

namespace fs = std::filesystem;

// A file of our own in a folder that others may write to; gone with the object.
class ShownFile {
 public:
  ShownFile() = default;
  ShownFile(const ShownFile&) = delete;
  ShownFile& operator=(const ShownFile&) = delete;
  ~ShownFile() { remove(); }

  Result<std::string> write(const std::string& text) {
    remove();
    std::error_code error;
    name_ = (fs::temp_directory_path(error) / "profgen-changes-XXXXXX").string();
    const int fd = ::mkstemp(name_.data());
    if (fd < 0) return failed();
    std::size_t done = 0;
    while (done < text.size()) {
      const ssize_t more = ::write(fd, text.data() + done, text.size() - done);
      if (more <= 0) break;
      done += static_cast<std::size_t>(more);
    }
    if (::close(fd) != 0 || done != text.size()) return failed();
    return name_;
  }
  void remove() {
    if (!name_.empty()) ::unlink(name_.c_str());
    name_.clear();
  }

 private:
  [[nodiscard]] Error failed() const {
    return {ErrorKind::system, "write", name_, std::string(std::strerror(errno))};
  }
  std::string name_;
};

class RealHost : public refine::AaHost {
 public:
  explicit RealHost(const Call& call) : call_(call) {}

  Saved save(const std::vector<FileChange>& changes) override {
    const SaveResult saved = save_quietly(call_, changes);
    code_ = saved.code;
    return {saved.code == exit_done, saved.told};
  }
  Result<std::string> show(const std::string& text) override { return file_.write(text); }
  void shown() override { file_.remove(); }
  [[nodiscard]] int code() const { return code_; }

 private:
  const Call& call_;
  ShownFile file_;
  int code_ = exit_done;
};

bool send(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) std::cout << line << '\n';
  return bool(std::cout.flush());
}

refine::AaSettings load_settings(const Call& call) {
  const auto text = real_files()->read(call.common.under_root("/etc/apparmor/logprof.conf"));
  return text ? refine::read_aa_settings(text.value()) : refine::AaSettings{};
}

}  // namespace

int run_aa_json(const Call& call) {
  int code = exit_done;
  std::optional<Inputs> inputs = load_inputs(call, code);
  if (!inputs) return code;
  inputs->session.into_local = call.options.count("local") != 0;
  // A front end that is gone is the end of the dialogue, not of the process.
  std::signal(SIGPIPE, SIG_IGN);
  RealHost host(call);
  refine::AaDialogue dialogue(std::move(inputs->evidence), inputs->policy, inputs->session,
                              load_settings(call), host);
  bool heard = send(dialogue.begin(log_sources(call)));
  std::string line;
  while (heard && dialogue.state() == refine::AaDialogue::State::open &&
         std::getline(std::cin, line))
    heard = send(dialogue.take(line));
  dialogue.end_of_input();
  if (dialogue.failed()) return host.code();
  if (dialogue.state() == refine::AaDialogue::State::cut_off) {
    std::cerr << "profgen: the input ended before the dialogue did: nothing (more) was written\n";
    return exit_findings;
  }
  return inputs->code;
}

}  // namespace profgen::tool
