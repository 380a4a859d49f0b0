#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <iterator>

#include "profgen/merge.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/policy_root.hpp"
#include "tools/profgen/saving.hpp"

namespace profgen::tool {
namespace {

Result<edit::MergeFile> read_file(const Files& files, const std::string& name) {
  if (name == "-")
    return edit::MergeFile{"<stdin>", {std::istreambuf_iterator<char>(std::cin), {}}};
  Result<std::string> text = files.read(name);
  if (!text) return text.error();
  return edit::MergeFile{name, std::move(*text)};
}

// The result where it was asked for; nothing is written that did not change.
int write_result(const Call& call, const Files& files, const std::string& before,
                 const std::string& text) {
  const bool in_place = call.options.count("in-place") != 0;
  if (!in_place && call.options.count("output") == 0) {
    std::cout << text;
    return exit_done;
  }
  const std::string path = in_place ? call.arguments[0] : call.options["output"].as<std::string>();
  std::optional<std::string> standing = before;
  if (!in_place) {
    const Result<std::string> read = files.read(path);
    standing = read ? std::optional<std::string>(read.value()) : std::nullopt;
  }
  if (standing && *standing == text) return exit_done;
  return save_changes(call, {{path, standing, text}});
}

}  // namespace

int run_merge(const Call& call) {
  if (call.arguments.size() < 2)
    return refuse("merge needs FILE OTHER…", "what the others grant more is added to FILE");
  const std::string prefer =
      call.options.count("prefer") != 0 ? call.options["prefer"].as<std::string>() : "ours";
  if (prefer != "ours" && prefer != "theirs")
    return refuse("--prefer is `" + prefer + "`", "it takes ours or theirs");
  const bool in_place = call.options.count("in-place") != 0;
  if (in_place && call.options.count("output") != 0)
    return refuse("--in-place and -o name two places to write to", "give one of them");
  if (in_place && call.arguments[0] == "-")
    return refuse("standard input cannot be edited in place",
                  "name a file, or leave --in-place out");
  if (std::count(call.arguments.begin(), call.arguments.end(), "-") > 1)
    return refuse("standard input can be read once only", "name files for the others");

  const auto files = real_files();
  std::vector<edit::MergeFile> inputs;
  const bool writes = in_place || call.options.count("output") != 0;
  int code = writes ? recover_saves(call) : int{exit_done};
  if (code != exit_done) return code;
  for (const std::string& name : call.arguments) {
    Result<edit::MergeFile> file = read_file(*files, name);
    if (!file) {
      print_error(file.error());
      code = exit_code_of(file.error());
      continue;
    }
    inputs.push_back(std::move(*file));
  }
  if (code != exit_done) return code;

  Call beside = call;
  beside.common = with_root_beside(*files, call.common, inputs.front().path);
  edit::MergeFile merged = inputs.front();
  std::size_t added = 0, open = 0;
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    const edit::Merged step =
        edit::merge(*files, load_options(beside.common), merged, inputs[i], {prefer == "theirs"});
    for (const Diagnostic& conflict : step.conflicts) {
      open += conflict.severity == Severity::note ? 0 : 1;
      if (conflict.severity != Severity::note || !call.common.quiet) std::cerr << render(conflict);
    }
    if (!step.errors.empty()) {
      print_diagnostics(step.errors);
      std::cerr << "profgen: nothing was written\n";
      return exit_input;
    }
    merged.text = step.text;
    added += step.added;
  }
  code = write_result(beside, *files, inputs.front().text, merged.text);
  if (code != exit_done) return code;
  if (!call.common.quiet)
    std::cerr << fmt::format(
        "{} added{}\n", counted(added, "thing"),
        open == 0 ? ""
                  : fmt::format(", {} left as the first file has {}", counted(open, "conflict"),
                                open == 1 ? "it" : "them"));
  return open == 0 ? exit_done : exit_findings;
}

}  // namespace profgen::tool
