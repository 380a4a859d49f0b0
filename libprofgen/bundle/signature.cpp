#include "bundle/signature.hpp"

#include "base/text.hpp"

namespace profgen::inline v0::bundle {

const char* tool_of(SignatureKind kind) {
  return kind == SignatureKind::minisign ? "minisign" : "ssh-keygen";
}

std::string_view ending_of(SignatureKind kind) {
  switch (kind) {
    case SignatureKind::ssh:
      return ".sshsig";
    case SignatureKind::minisign:
      return ".minisig";
    case SignatureKind::none:
      break;
  }
  return "";
}

Error not_installed(SignatureKind kind, const std::string& context) {
  const bool mini = kind == SignatureKind::minisign;
  return {ErrorKind::system, context, "the bundle",
          std::string(tool_of(kind)) + " is not installed (package " +
              (mini ? "minisign" : "openssh-client") + ")"};
}

std::string first_words(const Finished& finished) {
  const std::string_view said =
      text::trim(finished.errors.empty() ? finished.output : finished.errors);
  if (said.empty()) return "it ended with code " + std::to_string(finished.exit_code);
  return text::printable(said.substr(0, said.find('\n')), 200);
}

SignatureKind kind_of_signature(std::string_view signature) {
  if (signature.starts_with("-----BEGIN SSH SIGNATURE-----")) return SignatureKind::ssh;
  if (signature.starts_with("untrusted comment:")) return SignatureKind::minisign;
  return SignatureKind::none;
}

SignatureKind kind_of_keys(std::string_view keys) {
  return keys.starts_with("untrusted comment:") ? SignatureKind::minisign : SignatureKind::ssh;
}

Result<std::string> sign(Files& files, Processes& processes, const std::string& bundle_path,
                         SignatureKind kind, const std::string& key_path) {
  const auto bytes = files.read(bundle_path);
  if (!bytes) return bytes.error();
  if (kind == SignatureKind::none)
    return Error{ErrorKind::usage, "sign", bundle_path, "no kind of signature is chosen"};
  if (processes.find(tool_of(kind)).empty()) return not_installed(kind, "sign");
  const std::string path = bundle_path + std::string(ending_of(kind));
  Command command;
  command.timeout_seconds = 300;  // a person may be asked for a passphrase, or to touch a key
  if (kind == SignatureKind::ssh) {
    command.argv = {"ssh-keygen", "-Y", "sign", "-n", ssh_name_space, "-f", key_path};
    command.input = *bytes;
  } else {
    // Without a comment of its own it would hold the time.
    command.argv = {"minisign",  "-S", "-s", key_path, "-m",
                    bundle_path, "-x", path, "-t",     "profgen-bundle " + digest(*bytes)};
  }
  const auto finished = processes.run(command);
  if (!finished) return finished.error();
  const std::string hint = kind == SignatureKind::ssh
                               ? "`--sign` takes a private key, or a public one that ssh-agent has"
                               : "a key with a password is used by hand: minisign -S -m BUNDLE -x "
                                 "BUNDLE.minisig";
  if (finished->exit_code != 0)
    return Error{ErrorKind::system, "sign with", text::printable(key_path),
                 first_words(*finished) + "; " + hint};
  if (kind == SignatureKind::minisign) return path;
  if (kind_of_signature(finished->output) != kind)
    return Error{ErrorKind::system, "sign with", text::printable(key_path),
                 "ssh-keygen gave no signature; " + hint};
  if (Status written = files.replace(path, finished->output); !written) return written.error();
  return path;
}

}  // namespace profgen::inline v0::bundle
