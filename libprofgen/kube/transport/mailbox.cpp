#include "kube/transport/mailbox.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "kube/objects/field.hpp"

namespace profgen::inline v0::kube {

bool Mailbox::take(const Json& object, std::int64_t now_us) {
  auto status = node_status_of(object);
  version = metadata_text(object, "resourceVersion");
  const bool first = !std::exchange(known, true);
  if (!status) {
    damage = status.error().text();
    return false;
  }
  damage.clear();
  request_id = std::move(status->request.id);
  request_part = status->request.part;
  if (first || status->seen_us != heartbeat_us_ || status->boot_id != boot_id_ ||
      status->reply.id != reply.id || status->reply.part != reply.part)
    changed_us = now_us;
  heartbeat_us_ = status->seen_us;
  boot_id_ = std::move(status->boot_id);
  reply = std::move(status->reply);
  return true;
}

Mailbox::Progress Mailbox::gather(Asked& asked) const {
  if (reply.id != asked.id) return Progress::nothing;
  if (reply.part == 0 && asked.part != 0) {
    // The part that was taken already, until the agent has seen what is asked now.
    return asked.part == 1 && reply.text == asked.first ? Progress::nothing : Progress::begin_anew;
  }
  if (reply.part != asked.part) return Progress::nothing;
  if (reply.part == 0) asked.first = reply.text;
  asked.gathered += reply.text;
  ++asked.part;
  return asked.part == reply.parts ? Progress::whole : Progress::next_part;
}

bool Mailbox::has(const Asked& asked) const {
  return request_id == asked.id && request_part == asked.part;
}

Mailbox::Taken Mailbox::taken(const std::string& writer) const {
  if (request_id.empty() || request_id.starts_with(writer + "-")) return Taken::no;
  if (reply.id != request_id || reply.part != request_part) return Taken::waits;
  return reply.part + 1 == reply.parts ? Taken::no : Taken::has_to_read;
}

}  // namespace profgen::inline v0::kube
