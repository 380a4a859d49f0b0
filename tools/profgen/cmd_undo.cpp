#include <fmt/format.h>

#include <iostream>

#include "base/text.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/report.hpp"
#include "tools/profgen/save_setup.hpp"
#include "tools/profgen/saving.hpp"
#include "tools/profgen/undo_views.hpp"

namespace profgen::tool {
namespace {

int failed(const Error& error) {
  print_error(error);
  return exit_code_of(error);
}

int list_saves(const Call& call, const SaveSetup& setup) {
  const auto saves = host::saves(*real_files(), setup.options);
  if (!saves) return failed(saves.error());
  std::cout << (call.common.json ? saves_json(*saves)
                                 : saves_text(*saves, style_for(call.common, 1)));
  return exit_done;
}

}  // namespace

int run_undo_last(const Call& call) {
  const bool list = call.options.count("list") != 0, dry = call.options.count("dry-run") != 0;
  std::optional<std::uint64_t> number;
  if (!call.arguments.empty()) {
    number = text::to_number(call.arguments.front());
    if (!number || call.arguments.size() > 1 || list)
      return refuse("undo-last takes the number of one save",
                    "`profgen undo-last --list` shows them");
  }
  // Also before they are listed: until then a save that was cut short is none.
  if (!dry)
    if (const int code = recover_saves(call); code != exit_done) return code;
  const SaveSetup setup = save_setup(call);
  if (list) return list_saves(call, setup);

  const auto files = real_files();
  const auto plan = host::plan_undo(*files, setup.options, number);
  if (!plan) return failed(plan.error());
  if (call.common.json)
    std::cout << undo_json(*plan);
  else
    print_diff(undo_diff(*plan, call.common.root), style_for(call.common, 1));
  for (const std::string& path : plan->left)
    std::cerr << fmt::format("profgen: {}: it is not as save {} left it, and stays as it is\n",
                             text::printable(path), plan->of.number);
  if (!dry) {
    const auto processes = real_processes();
    const auto done =
        host::undo(*files, *processes, *plan, load_options(call.common), setup.options);
    if (!done) {
      print_error(done.error());
      std::cerr << "profgen: nothing was changed\n";
      return exit_code_of(done.error());
    }
    print_saved(call, *done);
  }
  return plan->left.empty() ? exit_done : exit_findings;
}

}  // namespace profgen::tool
