#include "tools/profgen/kube/manifest_files.hpp"

#include <fmt/format.h>

#include <iostream>
#include <iterator>

#include "base/text.hpp"
#include "profgen/edit.hpp"
#include "profgen/system.hpp"
#include "tools/profgen/kube/kube_setup.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

void add_file_options(po::options_description& options) {
  options.add_options()("file,f", po::value<std::vector<std::string>>()->value_name("FILE"),
                        "the manifest, YAML or JSON, of any number of documents; - is standard "
                        "input, changed to standard output")  //
      ("dry-run", po::bool_switch(), "show what would change, change nothing");
}

std::optional<kube::Manifest> read_manifest(const std::string& path, int& code) {
  Result<std::string> text = path == "-" ? std::string(std::istreambuf_iterator<char>(std::cin), {})
                                         : real_files()->read(path);
  if (!text) {
    code = told_error(text.error());
    return std::nullopt;
  }
  std::vector<Diagnostic> diagnostics;
  auto manifest =
      kube::Manifest::read(path == "-" ? "<stdin>" : path, std::move(*text), diagnostics);
  print_diagnostics(diagnostics);
  return manifest;
}

int write_manifest(const Call& call, const kube::Manifest& manifest, const std::string& path,
                   const kube::ManifestChange& change) {
  if (flag_option(call, "dry-run")) {
    std::cout << coloured_diff(edit::unified_diff(path, manifest.text(), change.text),
                               style_for(call.common, 1));
  } else if (path == "-") {
    std::cout << change.text;
  } else if (change.text != manifest.text()) {
    const auto files = real_files();
    const Status written = files->replace(path, change.text);
    if (!written) return told_error(written.error());
  }
  if (call.common.quiet) return exit_done;
  for (const std::string& note : change.notes) std::cerr << note << "\n";
  if (change.notes.empty())
    std::cerr << text::printable(path) << ": all is as wanted, nothing was changed\n";
  return exit_done;
}

}  // namespace profgen::tool
