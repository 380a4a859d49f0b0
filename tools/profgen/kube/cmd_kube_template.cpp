#include <iostream>

#include "base/text.hpp"
#include "kube/peers/container_template.hpp"
#include "tools/profgen/host_tools.hpp"
#include "tools/profgen/kube/kube.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

void kube_template_options(po::options_description& options) {
  options.add_options()("output,o", po::value<std::string>()->value_name("FILE"),
                        "write it here, not to standard output")  //
      ("base", po::value<std::string>()->value_name("BASE")->default_value("runtime-default"),
       "runtime-default: what docker's, containerd's and podman's own profiles allow; least: only "
       "what the runtime and libc need, in complain mode, to be learnt from the log")  //
      ("abi", po::value<std::string>()->value_name("ABI")->default_value("3.0"),
       "3.0, which every parser since 3.0 knows, or 4.0, with user name spaces, message queues and "
       "io_uring mediated")  //
      ("overwrite", "replace FILE if it is there");
}

constexpr std::string_view kube_template_help =
    "A profile for containers, of pods or of docker and podman: it has a name and no path, takes "
    "the\n"
    "runtime's signals, and refuses what could harm the host through /proc and /sys. Then the "
    "lines\n"
    "that make docker, podman and Kubernetes use it.\n"
    "  profgen kube template web --base least -o web\n"
    "  profgen fleet bundle web -o web.bundle\n"
    "docs/containers.md goes on from there.";

int run_kube_template(const Call& call) {
  if (call.arguments.size() != 1) return names_missing("kube template", "one NAME");
  kube::TemplateOptions options;
  const auto base = call.options["base"].as<std::string>();
  if (base == "least")
    options.base = kube::TemplateBase::least;
  else if (base != "runtime-default")
    return refuse("--base is `" + text::printable(base) + "`", "it takes runtime-default or least");
  options.abi = call.options["abi"].as<std::string>();
  const std::string& name = call.arguments.front();
  const auto made = kube::container_template(name, options);
  if (!made) {
    print_error(made.error());
    return exit_code_of(made.error());
  }
  if (call.options.count("output") == 0) {
    std::cout << *made;
  } else {
    const auto path = call.options["output"].as<std::string>();
    const auto files = real_files();
    if (files->exists(path) && call.options.count("overwrite") == 0)
      return refuse("`" + text::printable(path) + "` is there already", "--overwrite replaces it");
    if (const Status written = files->replace(path, *made); !written) {
      print_error(written.error());
      return exit_code_of(written.error());
    }
  }
  if (call.common.quiet) return exit_done;
  for (const kube::UseLine& use : kube::lines_to_use(name))
    std::cerr << use.what << ": " << use.line << "\n";
  return exit_done;
}

}  // namespace

CommandInfo kube_template() {
  return {"template",         "NAME [-o FILE]",      "a profile that a container begins with",
          kube_template_help, kube_template_options, run_kube_template};
}

}  // namespace profgen::tool
