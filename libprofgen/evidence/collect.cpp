// Evidence files and a run's evidence become one file, whatever their number.
#include <algorithm>

#include "evidence/memory_stream.hpp"
#include "evidence/merged.hpp"
#include "evidence/output_file.hpp"
#include "evidence/writer.hpp"
#include "profgen/evidence_file.hpp"

namespace profgen::inline v0::evidence {
namespace {

// So many files are open at once; more are joined in groups first.
constexpr std::size_t most_open = 200;

using Files = std::vector<std::unique_ptr<EvidenceFile>>;

std::vector<Part> parts_of(const Files& files) {
  std::vector<Part> parts;
  for (const auto& file : files) {
    Part part;
    part.stream = file.get();
    parts.push_back(std::move(part));
  }
  return parts;
}

// What a file holds has been read as a whole at least once before it counts: its lines too.
Status read_through(EvidenceFile& file) {
  Entry entry;
  for (;;) {
    const Result<bool> more = file.next(entry);
    if (!more) return more.error();
    if (!*more) return file.rewind();
  }
}

Result<std::unique_ptr<EvidenceFile>> joined_file(const Files& files, const Limits& limits) {
  auto output = OutputFile::create_temporary();
  if (!output) return output.error();
  Writer writer([&output](std::string_view bytes) { return (*output)->write(bytes); });
  const std::vector<Part> parts = parts_of(files);
  FileHead head;
  head.sources = joined_sources(parts);
  if (Status done = writer.head(head); !done) return done.error();
  if (Status done =
          join_parts(parts, limits, [&writer](Entry&& entry) { return writer.entry(entry); });
      !done)
    return done.error();
  if (Status done = writer.end(); !done) return done.error();
  if (Status done = (*output)->commit(); !done) return done.error();
  return EvidenceFile::of(TextInput::of_file((*output)->take(), "a temporary file"));
}

// Opens files, and joins them in groups where they are too many.
Status open_all(const std::vector<std::string>& names, const Limits& limits, Files& files,
                Collected& out) {
  Files joined;
  const auto join_now = [&]() -> Status {
    auto file = joined_file(files, limits);
    if (!file) return file.error();
    files.clear();
    joined.push_back(std::move(*file));
    return Unit{};
  };
  for (const std::string& name : names) {
    auto file = EvidenceFile::open(name);
    if (file)
      if (Status good = read_through(**file); !good) file = good.error();
    if (!file) {
      out.failures.push_back(file.error());
      continue;
    }
    ++out.files;
    files.push_back(std::move(*file));
    if (files.size() == most_open)
      if (Status done = join_now(); !done) return done;
    if (joined.size() == most_open) {
      joined.swap(files);
      if (Status done = join_now(); !done) return done;
      joined.swap(files);
      joined.erase(joined.begin(), joined.end() - 1);
    }
  }
  for (auto& file : files) joined.push_back(std::move(file));
  files = std::move(joined);
  return Unit{};
}

struct Opened {
  Files files;
  std::unique_ptr<MemoryStream> memory;
  std::vector<Part> parts;
  Collected out;
};

Status open_inputs(const Inputs& inputs, Opened& opened) {
  if (Status done = open_all(inputs.files, inputs.limits, opened.files, opened.out); !done)
    return done;
  opened.parts = parts_of(opened.files);
  if (inputs.base != nullptr) {
    Part part;
    part.stream = inputs.base;
    opened.parts.push_back(std::move(part));
  }
  if (inputs.evidence != nullptr) {
    opened.memory = std::make_unique<MemoryStream>(*inputs.evidence);
    Part part;
    part.stream = opened.memory.get();
    part.continues = inputs.continues;
    opened.parts.push_back(std::move(part));
  }
  opened.out.sources = joined_sources(opened.parts);
  return Unit{};
}

Status join_opened(const Inputs& inputs, Opened& opened, const EntrySink& sink) {
  return join_parts(opened.parts, inputs.limits, [&](Entry&& entry) {
    ++opened.out.accesses;
    if (entry.key.crowd != Crowd::none) ++opened.out.crowds;
    return sink(std::move(entry));
  });
}

}  // namespace

Result<Collected> join(const Inputs& inputs, const EntrySink& sink) {
  Opened opened;
  if (Status done = open_inputs(inputs, opened); !done) return done.error();
  if (Status done = join_opened(inputs, opened, sink); !done) return done.error();
  return std::move(opened.out);
}

Result<Collected> collect(const Inputs& inputs, OutputFile& output) {
  Opened opened;
  if (Status done = open_inputs(inputs, opened); !done) return done.error();
  Writer writer([&output](std::string_view bytes) { return output.write(bytes); });
  FileHead head;
  head.sources = opened.out.sources;
  head.cursors = inputs.cursors;
  head.recent = inputs.recent;
  if (Status done = writer.head(head); !done) return done.error();
  if (Status done =
          join_opened(inputs, opened, [&writer](Entry&& entry) { return writer.entry(entry); });
      !done)
    return done.error();
  if (Status done = writer.end(); !done) return done.error();
  return std::move(opened.out);
}

Status save(const Evidence& evidence, const std::string& path) {
  auto output = OutputFile::create(path);
  if (!output) return output.error();
  Inputs inputs;
  inputs.evidence = &evidence;
  inputs.limits = evidence.limits();
  if (auto collected = collect(inputs, **output); !collected) return collected.error();
  return (*output)->commit();
}

std::string to_text(const Evidence& evidence) {
  std::string out;
  Writer writer([&out](std::string_view bytes) -> Status {
    out += bytes;
    return Unit{};
  });
  MemoryStream memory(evidence);
  std::vector<Part> parts(1);
  parts[0].stream = &memory;
  FileHead head;
  head.sources = joined_sources(parts);
  // Neither memory nor a string refuses anything.
  (void)writer.head(head);
  (void)join_parts(parts, evidence.limits(),
                   [&writer](Entry&& entry) { return writer.entry(entry); });
  (void)writer.end();
  return out;
}

}  // namespace profgen::inline v0::evidence
