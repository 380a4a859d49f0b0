#include <memory>
#include <string_view>

#include "capi/event_handle.hpp"
#include "capi/evidence_handle.hpp"
#include "capi/guarded.hpp"
#include "capi/read.hpp"
#include "profgen/evidence_file.hpp"

namespace capi = profgen::capi;
namespace evidence_files = profgen::evidence;

namespace {

// Adds what read(sink) reads, with what it told beside records.
template <typename Read>
capi::Failed add_read(profgen_evidence& evidence, profgen_counts* counts, Read&& read) {
  const profgen::log::ReadReport report =
      read([&evidence](const profgen::Record& record, const profgen::Event& event) {
        evidence.value.add(record, event);
      });
  evidence.value.note(report);
  return capi::told(report, counts);
}

}  // namespace

profgen_code profgen_evidence_new(profgen_evidence** out, profgen_error** error) noexcept {
  if (out != nullptr) *out = nullptr;
  return capi::guarded(error, [&]() -> capi::Failed {
    if (out == nullptr) return capi::wrong_use("there is no place for the evidence (NULL)");
    *out = std::make_unique<profgen_evidence>().release();
    return std::nullopt;
  });
}

void profgen_evidence_free(profgen_evidence* evidence) noexcept { delete evidence; }

profgen_code profgen_evidence_add(profgen_evidence* evidence, const profgen_event* event,
                                  profgen_error** error) noexcept {
  return capi::guarded(error, [&]() -> capi::Failed {
    if (evidence == nullptr || event == nullptr)
      return capi::wrong_use("the evidence or the event is NULL");
    evidence->value.add(event->record, event->event);
    return std::nullopt;
  });
}

profgen_code profgen_evidence_add_files(profgen_evidence* evidence, const char* const* sources,
                                        std::size_t count, profgen_counts* counts,
                                        profgen_error** error) noexcept {
  if (counts != nullptr) *counts = {};
  return capi::guarded(error, [&]() -> capi::Failed {
    const auto names = capi::names_of(sources, count);
    if (evidence == nullptr || !names) return capi::wrong_use("the evidence or a source is NULL");
    return add_read(*evidence, counts, [&](const profgen::log::EventSink& sink) {
      return profgen::log::read_logs(*names, sink);
    });
  });
}

profgen_code profgen_evidence_add_memory(profgen_evidence* evidence, const void* bytes,
                                         std::size_t size, const char* name, profgen_counts* counts,
                                         profgen_error** error) noexcept {
  if (counts != nullptr) *counts = {};
  return capi::guarded(error, [&]() -> capi::Failed {
    if (evidence == nullptr || (bytes == nullptr && size != 0) || name == nullptr)
      return capi::wrong_use("the evidence, the bytes or the name is NULL");
    return add_read(*evidence, counts, [&](const profgen::log::EventSink& sink) {
      return profgen::log::read_text({static_cast<const char*>(bytes), size}, name, sink);
    });
  });
}

profgen_code profgen_evidence_merge(profgen_evidence* into, const profgen_evidence* other,
                                    profgen_error** error) noexcept {
  return capi::guarded(error, [&]() -> capi::Failed {
    if (into == nullptr || other == nullptr) return capi::wrong_use("the evidence is NULL");
    into->value.merge(other->value);
    return std::nullopt;
  });
}

profgen_code profgen_evidence_save(const profgen_evidence* evidence, const char* path,
                                   profgen_error** error) noexcept {
  return capi::guarded(error, [&]() -> capi::Failed {
    if (evidence == nullptr || path == nullptr)
      return capi::wrong_use("the evidence or the path is NULL");
    if (const profgen::Status saved = evidence_files::save(evidence->value, path); !saved)
      return capi::error_of(saved.error());
    return std::nullopt;
  });
}

profgen_code profgen_evidence_load(const char* path, profgen_evidence** out,
                                   profgen_error** error) noexcept {
  if (out != nullptr) *out = nullptr;
  return capi::guarded(error, [&]() -> capi::Failed {
    if (path == nullptr || out == nullptr)
      return capi::wrong_use("the path or the place for the evidence is NULL");
    auto file = evidence_files::EvidenceFile::open(path);
    if (!file) return capi::error_of(file.error());
    auto loaded = std::make_unique<profgen_evidence>();
    if (const profgen::Status read = loaded->value.merge(**file); !read)
      return capi::error_of(read.error());
    *out = loaded.release();
    return std::nullopt;
  });
}

std::size_t profgen_evidence_size(const profgen_evidence* evidence) noexcept {
  return evidence == nullptr ? 0 : evidence->value.distinct();
}
