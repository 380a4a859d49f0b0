#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "kube/peers/object.hpp"
#include "profgen/lint.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr std::string_view peer_words[] = {"kube-apparmor-manager", "spo", "configmap"};

bool is_of(Peer peer, const PeerObject& object, const ImportOptions& options) {
  switch (peer) {
    case Peer::kube_apparmor_manager:
      return object.kind == "AppArmorProfile" && object.api.starts_with("crd.security.sysdig.com/");
    case Peer::spo:
      return object.kind == "AppArmorProfile" &&
             object.api.starts_with("security-profiles-operator.x-k8s.io/");
    case Peer::config_map:
      break;
  }
  // Each namespace has one of these, without policy in it.
  if (object.kind != "ConfigMap" || object.name == "kube-root-ca.crt") return false;
  const auto& wanted = options.config_maps;
  return wanted.empty() || std::ranges::any_of(wanted, [&](const std::string& name) {
           return name == object.name || name == object.name_space + "/" + object.name;
         });
}

// Two objects that want one file or one profile, and renames that nothing took.
void tell_of_doubles(Import& out, const ImportOptions& options) {
  std::map<std::string, const ImportedFile*> files, profiles;
  const auto tell = [&](const ImportedFile& file, const std::string& what,
                        const ImportedFile& before) {
    Diagnostic made;
    made.file = file.source->name();
    made.at = file.at;
    made.id = "import";
    made.message = fmt::format("{}: {} is that of {}, too ({}:{})", file.object, what,
                               before.object, before.source->name(), before.at.line);
    made.hint = "--rename OLD=NEW gives one of them another name";
    made.source_line = std::string(file.source->line(file.at.line));
    out.diagnostics.push_back(std::move(made));
  };
  for (const ImportedFile& file : out.files) {
    if (const auto [before, first] = files.emplace(file.file, &file); !first)
      tell(file, "the file `" + text::printable(file.file, 80) + "`", *before->second);
    for (const std::string& name : file.profiles)
      if (const auto [before, first] = profiles.emplace(name, &file);
          !first && before->second != &file)
        tell(file, "the profile name `" + text::printable(name, 80) + "`", *before->second);
  }
  for (const auto& [from, to] : options.rename)
    if (!profiles.contains(to)) {
      Diagnostic made;
      made.severity = Severity::warning;
      made.id = "import";
      made.message = fmt::format("--rename: there is no profile `{}`", text::printable(from, 80));
      out.diagnostics.push_back(std::move(made));
    }
}

}  // namespace

std::string_view name_of(Peer peer) { return peer_words[static_cast<std::size_t>(peer)]; }

std::optional<Peer> peer_of(std::string_view word) {
  for (std::size_t i = 0; i < std::size(peer_words); ++i)
    if (peer_words[i] == word) return static_cast<Peer>(i);
  return std::nullopt;
}

Import import_objects(Peer peer, const std::vector<PeerObject>& objects,
                      const ImportOptions& options) {
  Import out;
  for (const PeerObject& object : objects) {
    if (!is_of(peer, object, options)) {
      ++out.passed_over;
      continue;
    }
    ++out.objects;
    switch (peer) {
      case Peer::kube_apparmor_manager:
        import_manager_object(object, options, out);
        break;
      case Peer::spo:
        import_spo_object(object, options, out);
        break;
      case Peer::config_map:
        import_config_map(object, options, out);
        break;
    }
  }
  tell_of_doubles(out, options);
  return out;
}

void check_import(const Files& files, const policy::LoadOptions& options, Import& import) {
  policy::Checker checker(files, options, policy::LintOptions());
  for (const ImportedFile& file : import.files)
    for (Diagnostic& found : checker.check(file.file, file.text)) {
      // Advice on style is for whoever edits the profile; here it is about what was meant.
      if (found.severity == Severity::note) continue;
      if (found.file != file.file) {
        import.diagnostics.push_back(std::move(found));
        continue;
      }
      Position at = file.at;
      if (found.at.line > 0 && found.at.line <= file.lines.size() &&
          file.lines[found.at.line - 1].line != 0)
        at = file.lines[found.at.line - 1];
      found.file = file.source->name();
      // Of what has no place in a file the line as it would be written.
      if (at.line != 0) found.source_line = std::string(file.source->line(at.line));
      found.at = at;
      found.message = file.object + ": " + found.message;
      import.diagnostics.push_back(std::move(found));
    }
}

Status write_import(Files& files, const std::string& directory, const Import& import,
                    bool overwrite) {
  std::vector<const ImportedFile*> new_ones;
  for (const ImportedFile& file : import.files) {
    const std::string path = directory + "/" + file.file;
    const auto before = files.read(path);
    if (before && *before == file.text) continue;
    if (!overwrite && files.exists(path))
      return Error{ErrorKind::usage, "write", path,
                   "it stands there with other bytes; --overwrite replaces it"};
    new_ones.push_back(&file);
  }
  if (Status made = files.make_directories(directory); !made) return made;
  std::vector<std::pair<std::string, std::optional<std::string>>> done;
  for (const ImportedFile* file : new_ones) {
    const std::string path = directory + "/" + file->file;
    const auto before = files.read(path);
    if (Status written = files.replace(path, file->text); !written) {
      for (const auto& [other, bytes] : done)
        (void)(bytes ? files.replace(other, *bytes) : files.remove(other));
      return written;
    }
    done.emplace_back(path, before ? std::optional(*before) : std::nullopt);
  }
  return Unit{};
}

}  // namespace profgen::inline v0::kube
