// The mailbox of one node, as it was seen last, and the reply that is gathered from it. Time is the
// watcher's own: a heartbeat counts when it changes, whatever the node's clock says.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "kube/objects/objects.hpp"
#include "kube/transport/prepared.hpp"

namespace profgen::inline v0::kube {

// What is being asked of a node.
struct Asked {
  PreparedLine prepared;
  std::string id;
  std::size_t part = 0;  // that is waited for
  std::string gathered;  // of the parts before
  std::string first;     // part 0, to know it again
  std::int64_t deadline_us = 0;
  std::int64_t written_us = 0;  // 0: not written as far as is known
  std::int64_t retry_us = 0;    // not to be written before
  bool again = false;           // for want of its bundle
};

class Mailbox {
 public:
  // Takes an object up; false: it is not what an agent writes, see `damage`.
  bool take(const Json& object, std::int64_t now_us);
  void forget() { known = false; }

  // Of the reply to `asked`, what this object has of it.
  enum class Progress : std::uint8_t {
    nothing,
    next_part,   // `asked.part` is to be asked for
    whole,       // `asked.gathered` is the line
    begin_anew,  // the agent began anew in between: ask with another id
  };
  [[nodiscard]] Progress gather(Asked& asked) const;
  // Whether this request stands in it.
  [[nodiscard]] bool has(const Asked& asked) const;
  // Whether another writer uses it.
  enum class Taken : std::uint8_t {
    no,
    has_to_read,  // a part of a reply is there; the writer does not ask for the next yet
    waits,        // for the reply
  };
  [[nodiscard]] Taken taken(const std::string& writer) const;

  bool known = false;  // there is an object
  std::string version, damage;
  std::string request_id;
  std::size_t request_part = 0;
  PartialReply reply;
  std::int64_t changed_us = 0;  // when its agent was seen at work

 private:
  std::int64_t heartbeat_us_ = 0;
  std::string boot_id_;
};

}  // namespace profgen::inline v0::kube
