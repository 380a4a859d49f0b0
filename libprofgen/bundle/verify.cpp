#include <filesystem>
#include <random>

#include "base/text.hpp"
#include "bundle/signature.hpp"

namespace profgen::inline v0::bundle {
namespace {

// What the tools read from files; gone with the object.
class Scratch {
 public:
  Scratch(Files& files, std::string directory) : files_(files), directory_(std::move(directory)) {}
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    for (const std::string& path : made_) (void)files_.remove(path);
    std::error_code ignored;
    std::filesystem::remove(directory_, ignored);
  }

  Result<std::string> put(const std::string& name, std::string_view bytes) {
    if (Status made = files_.make_directories(directory_, 0700); !made) return made.error();
    std::string path = directory_ + "/" + name;
    made_.push_back(path);
    if (Status written = files_.replace(path, std::string(bytes), 0600); !written)
      return written.error();
    return path;
  }

 private:
  Files& files_;
  std::string directory_;
  std::vector<std::string> made_;
};

// A name that nobody can have made before.
std::string new_directory() {
  std::random_device device;
  std::string random;
  for (int i = 0; i < 4; ++i) {
    const std::uint32_t word = device();
    random.append(reinterpret_cast<const char*>(&word), sizeof word);
  }
  std::error_code ignored;
  const std::filesystem::path temporary = std::filesystem::temp_directory_path(ignored);
  return (temporary.empty() ? "/tmp" : temporary.string()) + "/profgen-verify-" +
         text::to_hex(random);
}

Error bad_signature(std::string reason) {
  return {ErrorKind::input, "verify the signature of", "the bundle", std::move(reason)};
}

Error changed_bytes() {
  return bad_signature(
      "the signature is not of these bytes: the bundle was changed, or it is another one's; take "
      "both anew from where they were made");
}

Error another_key(const Trust& trust) {
  return bad_signature("it is by a key that is not in " + text::printable(trust.keys_path) +
                       "; if the signer is to be trusted, add the key there");
}

bool says(const Finished& finished, std::string_view words) {
  return finished.errors.find(words) != std::string::npos ||
         finished.output.find(words) != std::string::npos;
}

Status verify_ssh(Processes& processes, std::string_view bytes, const std::string& signature,
                  const Trust& trust) {
  std::vector<std::string> identities;
  if (trust.identity.empty()) {
    Command find;
    find.argv = {"ssh-keygen", "-Y", "find-principals", "-f", trust.keys_path, "-s", signature};
    const auto found = processes.run(find);
    if (!found) return found.error();
    if (found->exit_code != 0)
      return says(*found, "o principal matched") ? another_key(trust)
                                                 : bad_signature(first_words(*found));
    for (const std::string_view line : text::split(text::trim(found->output), '\n'))
      identities.emplace_back(line);
  } else {
    identities.push_back(trust.identity);
  }
  Error last = another_key(trust);
  for (const std::string& identity : identities) {
    Command command;
    command.argv = {"ssh-keygen",    "-Y", "verify", "-n", ssh_name_space, "-f",
                    trust.keys_path, "-I", identity, "-s", signature};
    command.input = std::string(bytes);
    const auto finished = processes.run(command);
    if (!finished) return finished.error();
    if (finished->exit_code == 0) return Unit{};
    if (says(*finished, "incorrect signature"))
      last = changed_bytes();
    else if (says(*finished, "namespace"))
      last = bad_signature(
          "it is a signature for another use: it was not made by `profgen fleet "
          "bundle --sign` (name space " +
          std::string(ssh_name_space) + ")");
    else if (says(*finished, "Could not verify signature"))
      last = another_key(trust);
    else
      last = bad_signature("`" + text::printable(identity) + "`: " + first_words(*finished));
  }
  return last;
}

Status verify_minisign(Processes& processes, const std::string& bundle,
                       const std::string& signature, const Trust& trust) {
  Command command;
  command.argv = {"minisign", "-V", "-p", trust.keys_path, "-m", bundle, "-x", signature};
  const auto finished = processes.run(command);
  if (!finished) return finished.error();
  if (finished->exit_code == 0) return Unit{};
  if (says(*finished, "key id")) return another_key(trust);
  if (says(*finished, "verification failed")) return changed_bytes();
  return bad_signature(first_words(*finished));
}

}  // namespace

Status verify(Files& files, Processes& processes, std::string_view bytes,
              std::string_view signature, const Trust& trust) {
  if (trust.kind == SignatureKind::none)
    return Error{ErrorKind::usage, "verify", "the bundle", "nobody is named who is trusted"};
  const std::string_view ending = ending_of(trust.kind);
  if (signature.empty())
    return bad_signature("it is not signed; `profgen fleet bundle --sign KEY` writes BUNDLE" +
                         std::string(ending) + " beside it");
  if (kind_of_signature(signature) != trust.kind)
    return bad_signature("it is no signature of " + std::string(tool_of(trust.kind)) + ", which " +
                         text::printable(trust.keys_path) + " is for");
  if (processes.find(tool_of(trust.kind)).empty()) return not_installed(trust.kind, "verify");
  if (const auto keys = files.read(trust.keys_path); !keys) return keys.error();
  Scratch scratch(files, new_directory());
  const auto signature_path = scratch.put("bundle" + std::string(ending), signature);
  if (!signature_path) return signature_path.error();
  if (trust.kind == SignatureKind::ssh) return verify_ssh(processes, bytes, *signature_path, trust);
  const auto bundle_path = scratch.put("bundle", bytes);
  if (!bundle_path) return bundle_path.error();
  return verify_minisign(processes, *bundle_path, *signature_path, trust);
}

}  // namespace profgen::inline v0::bundle
