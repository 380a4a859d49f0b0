#include <fmt/format.h>

#include <vector>

#include "base/text.hpp"
#include "tools/profgen/host_tools.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/saving.hpp"

namespace profgen::tool {

int run_mode(const Call& call) {
  if (call.arguments.size() < 2) return names_missing("mode", "a MODE and a NAME");
  const std::string& word = call.arguments.front();
  const bool removes = call.options.count("remove") != 0;
  host::ModeChange change;
  change.with_children = call.options.count("with-children") != 0;
  if (word == "audit") {
    (removes ? change.flags.remove : change.flags.add).emplace_back("audit");
  } else if (host::is_mode(word)) {
    change.mode = word;
  } else {
    const std::string_view near = text::nearest(
        word, {"enforce", "complain", "kill", "unconfined", "prompt", "default_allow", "audit"});
    return refuse(fmt::format("there is no mode `{}`", text::printable(word)),
                  near.empty() ? "the modes are enforce, complain, kill, unconfined, prompt and "
                                 "default_allow; audit is switched on beside them"
                               : fmt::format("did you mean `{}`?", near));
  }
  if (removes && word != "audit")
    return refuse("--remove is for audit", "another mode takes the place of the one that stands");
  if (const int code = recover_saves(call); code != exit_done) return code;
  const auto files = real_files();
  const auto processes = real_processes();
  const auto kernel =
      call.options.count("no-reload") != 0 ? nullptr : kernel_to_change(call.common);
  const policy::Policy policy = policy::Policy::load(*files, load_options(call.common));
  const std::vector<std::string> names(call.arguments.begin() + 1, call.arguments.end());
  return report_outcome(
      call, host::change_mode({*files, *processes, kernel.get(), saving_only(call)}, policy, names,
                              change));
}

}  // namespace profgen::tool
