// kube_agent NODE SERVER ACCOUNT-DIR ROOT: an agent as profgen-node watch is one, with the service
// account's token in ACCOUNT-DIR, for a node that is no machine: its disk is below ROOT, its parser
// and its kernel are those of the unit tests. So forty nodes fit on a host without AppArmor. What
// is loaded stands in ROOT/loaded, "NAME (MODE)" a line; a program that is not there to be confined
// asks for a page each second: where a profile of that name has no rule for the page, the audit log
// says so.
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>
#include <utility>

#include "kube/agent/agent.hpp"
#include "kube/api/api.hpp"
#include "unit/node/blob_machine.hpp"

namespace {

using namespace profgen;
constexpr const char* page = "/srv/web/extra.html";
constexpr const char* asked_profile = "e2e-web";

volatile std::sig_atomic_t ended = 0;
void end(int) { ended = 1; }

class Changes : public kube::KernelChanges {
 public:
  bool pending = false;
  [[nodiscard]] bool changed() override { return std::exchange(pending, false); }
  void wait(double seconds) override {
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  }
};

class FolderNode {
 public:
  explicit FolderNode(std::string root) : root_(std::move(root)) {
    put("proc/sys/kernel/random/boot_id", "boot-" + std::to_string(::getpid()) + "\n");
    put("proc/sys/kernel/hostname", std::filesystem::path(root_).filename().string() + "\n");
    put("proc/77/comm", "auditd\n");
    put("sys/module/apparmor/parameters/enabled", "Y\n");
    put("sys/kernel/security/lsm", "lockdown,capability,apparmor\n");
    put("etc/apparmor.d/tunables/global", "");
    put("etc/apparmor.d/abstractions/base", "");
    if (!std::filesystem::exists(root_ + "/var/log/audit/audit.log"))
      put("var/log/audit/audit.log", "");
    kernel_.changed = [this] {
      changes.pending = true;
      list();
    };
    // As the machine's start does.
    for (const auto& file : std::filesystem::directory_iterator(root_ + "/etc/apparmor.d"))
      if (file.is_regular_file()) load(file.path());
    list();
  }
  FolderNode(const FolderNode&) = delete;
  FolderNode& operator=(const FolderNode&) = delete;

  // Once a second at most.
  void ask_for_page() {
    if (const auto now = clock_->now_us(); now < asks_at_us_)
      return;
    else
      asks_at_us_ = now + 1'000'000;
    const std::string mode = kernel_.mode(asked_profile);
    if (mode != "enforce" && mode != "complain") return;
    std::ifstream in(root_ + "/etc/apparmor.d/" + asked_profile);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    if (text.find(page) != std::string::npos) return;
    std::ofstream(root_ + "/var/log/audit/audit.log", std::ios::app)
        << "type=AVC msg=audit(" << clock_->now_us() / 1'000'000 << ".000:" << ++serial_
        << "): apparmor=\"" << (mode == "enforce" ? "DENIED" : "ALLOWED")
        << "\" operation=\"open\" profile=\"" << asked_profile << "\" name=\"" << page
        << "\" pid=7 comm=\"web\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=0\n";
  }

  Changes changes;
  node::Machine& machine() { return machine_; }

 private:
  void put(const std::string& path, const std::string& text) const {
    const std::filesystem::path file = root_ + "/" + path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  void load(const std::string& path) {
    Command command;
    command.argv = {"apparmor_parser", "--stdout"};
    std::ifstream in(path);
    command.input.assign(std::istreambuf_iterator<char>(in), {});
    if (const auto done = processes_.run(command); done && done->exit_code == 0)
      (void)bool(kernel_.replace(done->output));
  }
  void list() const {
    std::ostringstream out;
    for (const host::LoadedProfile& one : kernel_.loaded)
      out << one.name << " (" << one.mode << ")\n";
    std::ofstream(root_ + "/loaded.new") << out.str();
    std::filesystem::rename(root_ + "/loaded.new", root_ + "/loaded");
  }

  std::string root_;
  node::test::Fuse fuse_;
  std::unique_ptr<Files> files_ = real_files();
  FakeProcesses processes_ = node::test::listing_parser();
  node::test::ListingKernel kernel_{fuse_};
  std::unique_ptr<Clock> clock_ = real_clock();
  node::Machine machine_{
      *files_,     processes_, kernel_, *clock_, root_, "/etc/apparmor.d", "/var/lib/profgen/node",
      ::geteuid(), {}};
  std::int64_t asks_at_us_ = 0;
  int serial_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: kube_agent NODE SERVER ACCOUNT-DIR ROOT\n";
    return 2;
  }
  struct sigaction action {};
  action.sa_handler = end;
  ::sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  kube::ClusterOptions options;
  options.server = argv[2];
  options.account = argv[3];
  FolderNode here(argv[4]);
  const auto api = kube::cluster_api(options), pulse = kube::cluster_api(options);
  kube::AgentOptions what;
  what.node = argv[1];
  what.pulse = pulse.get();
  kube::Agent agent(*api, here.machine(), here.changes, what,
                    [](const std::string& line) { std::cout << line << std::endl; });
  while (ended == 0) {
    here.ask_for_page();
    agent.step(1);
  }
  agent.stop();
  return 0;
}
