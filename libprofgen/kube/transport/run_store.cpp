#include "kube/transport/run_store.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "fleet/rollout/run_journal.hpp"
#include "kube/objects/field.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/transport/refusal.hpp"

namespace profgen::inline v0::kube {
namespace {

// What is written again for each line that is added; an object may have 1 MiB.
constexpr std::size_t chunk_bytes = 128 << 10;
constexpr const char* kind_label = "profgen.dev/kind";
constexpr const char* run_selector = "profgen.dev/kind=run";

// The whole name stands in the data.
std::string map_name(const std::string& run, std::size_t chunk) {
  return fmt::format("profgen-run-{}-{}", word_of_run(std::string_view(run).substr(0, 180)), chunk);
}

// Not in the middle of a character: JSON has none that is half.
std::size_t end_of_chunk(std::string_view journal, std::size_t begin) {
  std::size_t end = std::min(journal.size(), begin + chunk_bytes);
  while (end < journal.size() && (static_cast<unsigned char>(journal[end]) & 0xc0) == 0x80) --end;
  return end;
}

}  // namespace

std::string word_of_run(std::string_view run) {
  std::string out;
  for (const char c : run) {
    if (c >= 'A' && c <= 'Z')
      out += static_cast<char>(c - 'A' + 'a');
    else
      out += c == '_' || c == '.' ? '-' : c;
  }
  return out;
}

Status RunStore::put(const std::string& run, std::string_view journal) {
  Put& put = put_[run];
  while (put.bytes < journal.size()) {
    const std::size_t end = end_of_chunk(journal, put.chunk_begin);
    const std::string name = map_name(run, put.chunk);
    Json object = object_of(config_maps, name);
    object["metadata"]["namespace"] = space_;
    object["metadata"]["labels"] = {{"app.kubernetes.io/managed-by", "profgen"},
                                    {kind_label, "run"}};
    object["data"] = {{"fleet", fleet_},
                      {"run", run},
                      {"chunk", std::to_string(put.chunk)},
                      {"journal", journal.substr(put.chunk_begin, end - put.chunk_begin)}};
    const auto replies = api_.apply(config_maps, {object}, std::string(field_manager), true);
    if (replies.empty() || !replies.front())
      return refusal_error(replies.empty() ? Failure{} : replies.front().failure(), "patch",
                           config_maps, name);
    put.bytes = end;
    if (end == journal.size()) break;
    ++put.chunk;
    put.chunk_begin = end;
  }
  return Unit{};
}

Result<std::map<std::string, std::string>> RunStore::fetch() {
  const auto list = api_.list(config_maps, space_, run_selector);
  if (!list) return refusal_error(list.failure(), "list", config_maps, "");
  std::map<std::string, std::map<std::uint64_t, std::string>> chunks;
  for (const Json& item : list->items) {
    const Json& data = field_of(item, "data");
    const auto number = text::to_number(field_text(data, "chunk"));
    if (field_text(data, "fleet") == fleet_ && number)
      chunks[field_text(data, "run")][*number] = field_text(data, "journal");
  }
  std::map<std::string, std::string> out;
  for (const auto& [run, parts] : chunks) {
    // A name of a file here: it comes from whoever may write ConfigMaps.
    if (!fleet::check_run_name(run)) continue;
    std::string journal;
    std::uint64_t next = 0;
    for (const auto& [number, text] : parts) {
      if (number != next++) break;  // without its begin there is no run, without an end a torn one
      journal += text;
    }
    if (!journal.empty()) out[run] = std::move(journal);
  }
  return out;
}

Result<std::vector<std::string>> fetch_runs(RunStore& store, const fleet::RunPlace& place) {
  auto journals = store.fetch();
  if (!journals) return journals.error();
  std::vector<std::string> warnings;
  for (const auto& [run, journal] : *journals) {
    const std::string path = fleet::journal_path(place, run);
    const auto here = place.files.read(path);
    if (here && here->size() >= journal.size()) {
      if (!here->starts_with(journal))
        warnings.push_back(fmt::format(
            "the journal of {} here and that of the cluster differ; the one here counts", run));
      continue;
    }
    if (here && !std::string_view(journal).starts_with(*here)) {
      warnings.push_back(
          fmt::format("the journal of {} was gone on with here and elsewhere; the "
                      "one here counts: {}",
                      run, path));
      continue;
    }
    Status written = place.files.make_directories(place.state_dir, 0700);
    if (written) written = place.files.replace(path, journal, 0600);
    if (!written) return written.error();
  }
  return warnings;
}

Result<ProfileBundle> find_bundle(Api& api, const std::string& digest) {
  const auto list = api.list(profile_bundles, "", "");
  if (!list) return refusal_error(list.failure(), "list", profile_bundles, "");
  for (const Json& item : list->items)
    if (field_text(field_of(item, "spec"), "digest") == digest) return bundle_of(item);
  return Error{ErrorKind::input, "find the ProfileBundle of", digest,
               "the cluster has none: kubectl get profilebundles"};
}

}  // namespace profgen::inline v0::kube
