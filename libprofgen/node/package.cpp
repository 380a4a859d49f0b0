#include "node/package.hpp"

#include <algorithm>

#include "node/operations.hpp"

namespace profgen::inline v0::node {
namespace {

constexpr std::string_view digest_start = "sha256:";

// The digest comes from outside and becomes a file's name.
bool is_digest(std::string_view text) {
  if (!text.starts_with(digest_start)) return false;
  text.remove_prefix(digest_start.size());
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string bundles_directory(const Machine& machine) {
  return below_root(machine, machine.state_dir) + "/bundles";
}

std::string bundle_path(const Machine& machine, std::string_view digest) {
  return bundles_directory(machine) + "/" + std::string(digest.substr(digest_start.size()));
}

}  // namespace

std::variant<bundle::Bundle, Refused> open_package(Machine& machine, const Package& package) {
  if (!is_digest(package.digest))
    return refused("bad-digest", "the bundle's digest is no \"sha256:\" with 64 hex digits",
                   "send the bundle again");
  std::string kept;
  if (package.bytes.empty()) {
    auto read = machine.files.read(bundle_path(machine, package.digest));
    if (!read)
      return refused("unknown-bundle", "the node does not have the bundle " + package.digest,
                     "send it whole");
    kept = std::move(*read);
  }
  const std::string& bytes = package.bytes.empty() ? kept : package.bytes;
  if (const std::string found = bundle::digest(bytes); found != package.digest)
    return refused("bad-digest",
                   "the bundle's bytes are those of " + found + ", not of " + package.digest,
                   "send the bundle again; where that happens twice, make it anew");
  if (machine.trust.kind != bundle::SignatureKind::none) {
    if (!package.signature.empty() && package.signature_kind != machine.trust.kind)
      return refused("bad-signature", "the signature is of another kind than this node trusts",
                     "sign the bundle with a key that the node trusts");
    const Status good =
        bundle::verify(machine.files, machine.processes, bytes, package.signature, machine.trust);
    if (!good)
      return refused("bad-signature", good.error(),
                     "sign the bundle with a key that the node trusts");
  }
  auto opened = bundle::read(bytes, package.digest);
  if (!opened) return refused("bad-bundle", opened.error(), "make the bundle anew");
  return std::move(*opened);
}

Status keep_package(Machine& machine, const Package& package, const State& state) {
  if (package.bytes.empty() || !is_digest(package.digest)) return Unit{};
  const std::string directory = bundles_directory(machine);
  if (Status made = machine.files.make_directories(directory, 0700); !made) return made;
  const std::string path = bundle_path(machine, package.digest);
  if (Status written = machine.files.replace(path, package.bytes, 0600); !written) return written;
  const auto names = machine.files.list(directory);
  if (!names) return names.error();
  for (const std::string& name : *names) {
    const std::string digest = std::string(digest_start) + name;
    const bool named =
        digest == package.digest || digest == state.digest ||
        std::any_of(state.revisions.begin(), state.revisions.end(),
                    [&](const Revision& revision) { return revision.digest == digest; });
    if (named) continue;
    if (Status removed = machine.files.remove(directory + "/" + name); !removed) return removed;
  }
  return Unit{};
}

}  // namespace profgen::inline v0::node
