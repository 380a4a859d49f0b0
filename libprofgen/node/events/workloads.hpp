// Events of this host's logs tied to the containers that their processes are in, while these live.
#pragma once

#include <string>

#include "host/containers/containers.hpp"
#include "profgen/event.hpp"

namespace profgen::inline v0::node {

class Workloads {
 public:
  // `root`: the directory that is the host's `/`. `files` must outlive it.
  explicit Workloads(const Files& files, const std::string& root = "/");

  // "NAMESPACE/POD/CONTAINER", a container's name or id; "" where the process has ended, is in no
  // container, or the record is another host's. Of a process that writes its own record ("user")
  // nothing is believed.
  [[nodiscard]] std::string of(const Record& record, const Event& event);
  // What the log itself says of a record's workload stays; else this is put in.
  [[nodiscard]] log::EventSink before(log::EventSink next);

 private:
  host::Containers containers_;
  std::string hostname_;
};

}  // namespace profgen::inline v0::node
