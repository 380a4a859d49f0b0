#include "node/events/workloads.hpp"

#include "base/text.hpp"

namespace profgen::inline v0::node {
namespace {

// "node7" and "node7.example.org" are one host.
std::string_view first_label(std::string_view host) { return host.substr(0, host.find('.')); }

}  // namespace

Workloads::Workloads(const Files& files, const std::string& root) : containers_(files, root) {
  const auto text = files.read((root == "/" ? "" : root) + "/proc/sys/kernel/hostname");
  if (text) hostname_ = text::trim(*text);
}

std::string Workloads::of(const Record& record, const Event& event) {
  if (event.pid <= 0 || !record.trusted()) return {};
  if (!record.host.empty() && first_label(record.host) != first_label(hostname_)) return {};
  const host::Container* found =
      containers_.of_process(static_cast<std::uint64_t>(event.pid), record.time_us);
  return found == nullptr ? std::string() : found->workload();
}

log::EventSink Workloads::before(log::EventSink next) {
  return [this, next = std::move(next)](const Record& record, const Event& event) {
    std::string workload = record.workload.empty() ? of(record, event) : std::string();
    if (workload.empty()) return next(record, event);
    Record known = record;
    known.workload = std::move(workload);
    next(known, event);
  };
}

}  // namespace profgen::inline v0::node
