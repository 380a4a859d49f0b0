#include <algorithm>
#include <iostream>

#include "profgen/unused.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/profile_arguments.hpp"
#include "tools/profgen/unused_views.hpp"

namespace profgen::tool {

int run_unused(const Call& given) {
  Call call = given;
  const ProfileArguments arguments = take_profiles(*real_files(), call);
  int code = exit_done;
  std::optional<Inputs> inputs = load_inputs(call, code);
  if (!inputs) return code;
  std::set<std::string> chosen;
  if (!choose_profiles(inputs->policy, *inputs->files, arguments, chosen)) return exit_input;
  const std::vector<suggest::UnusedIn> all = suggest::find_unused(
      inputs->evidence, inputs->policy, *inputs->files, call.common.root, chosen);
  if (call.common.json)
    print_unused_json(all);
  else
    print_unused_text(all, style_for(call.common, 1));
  if (inputs->code != exit_done) return inputs->code;
  const bool found = std::any_of(all.begin(), all.end(),
                                 [](const suggest::UnusedIn& one) { return one.something(); });
  return found ? exit_findings : exit_done;
}

}  // namespace profgen::tool
