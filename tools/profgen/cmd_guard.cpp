#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "base/text.hpp"
#include "tools/profgen/guard_views.hpp"
#include "tools/profgen/inputs.hpp"

namespace profgen::tool {
namespace {

// A rule as on a line of a profile; what surrounds it on the command line may be left out.
std::string as_line(std::string_view argument) {
  std::string_view rule = text::trim(argument);
  while (!rule.empty() && (rule.front() == ',' || rule.front() == ' ')) rule.remove_prefix(1);
  while (!rule.empty() && (rule.back() == ',' || rule.back() == ' ')) rule.remove_suffix(1);
  const bool include = rule.compare(0, 8, "include ") == 0 || rule.compare(0, 9, "#include ") == 0;
  return std::string(rule) + (include ? "" : ",");
}

// nullopt: the argument is not one rule or include, and why was printed.
std::optional<policy::ItemValue> item_of(const std::string& name, const std::string& argument) {
  const policy::Tree tree = policy::parse(make_source(name, as_line(argument)));
  if (!tree.diagnostics.empty()) {
    print_diagnostics(tree.diagnostics);
    return std::nullopt;
  }
  if (tree.items.size() == 1) {
    const policy::ItemValue& value = tree.items.front().value;
    if (std::holds_alternative<policy::Rule>(value) ||
        std::holds_alternative<policy::Include>(value))
      return value;
  }
  std::cerr << fmt::format("profgen: expected one rule or include, found `{}`\n",
                           text::printable(argument, 160));
  return std::nullopt;
}

int explain_all(const Call& call, const suggest::Guard& guard) {
  evidence::Subject subject;
  if (call.options.count("profile") != 0)
    subject.profile = call.options["profile"].as<std::string>();
  const auto files = real_files();
  std::optional<policy::Policy> policy;  // loaded for an abstraction only
  std::vector<suggest::GuardExplanation> explanations;
  int code = exit_done;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const auto item = item_of(fmt::format("RULE {}", i + 1), call.arguments[i]);
    if (!item) {
      code = exit_usage;
      continue;
    }
    if (const auto* rule = std::get_if<policy::Rule>(&*item)) {
      explanations.push_back(suggest::explain(guard, subject, *rule));
      continue;
    }
    const std::string& path = std::get<policy::Include>(*item).path;
    if (!policy) policy = policy::Policy::empty(*files, load_options(call.common));
    if (auto explained = suggest::explain_include(guard, *policy, subject, path)) {
      explanations.push_back(std::move(*explained));
      continue;
    }
    std::cerr << fmt::format("profgen: there is no abstraction `{}`\n", text::printable(path))
              << "  hint: `--policy-dir DIR` says where abstractions/ stands\n";
    code = code == exit_done ? exit_input : code;
  }
  std::cout << (call.common.json ? explanations_json(explanations)
                                 : explanations_text(explanations, call.common.verbose,
                                                     style_for(call.common, 1)));
  if (code != exit_done) return code;
  return std::all_of(explanations.begin(), explanations.end(),
                     [](const suggest::GuardExplanation& one) {
                       return one.judgement.answer == suggest::GuardAnswer::accept;
                     })
             ? exit_done
             : exit_findings;
}

}  // namespace

int run_guard(const Call& call) {
  const bool explain = call.options.count("explain") != 0;
  const bool as_file = call.options.count("default") != 0;
  if (explain && call.arguments.empty())
    return refuse("guard --explain needs a rule", "profgen guard --explain \"/etc/shadow r,\"");
  if (!explain && call.options.count("profile") != 0)
    return refuse("--profile goes with --explain", "`profgen guard --help` tells more");
  if (!explain && call.arguments.size() > (as_file ? 0u : 1u))
    return refuse("guard takes one FILE", "rules to explain stand behind --explain");
  if (as_file && explain)
    return refuse("--default and --explain exclude each other", "use one of them");
  if (as_file) {
    std::cout << suggest::default_guard_text();
    return exit_done;
  }
  const bool named = !explain && !call.arguments.empty();
  int code = exit_done;
  const auto guard = load_guard(named ? call.arguments.front() : call.common.config, code);
  if (!guard) return code;
  if (explain) return explain_all(call, *guard);
  if (!call.common.quiet) std::cout << suggest::guard_text(*guard);
  return exit_done;
}

}  // namespace profgen::tool
