#include "suggest/file_forms.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "suggest/guard_never.hpp"
#include "suggest/literal_rules.hpp"
#include "suggest/name_context.hpp"
#include "suggest/python_files.hpp"

namespace profgen::inline v0::suggest {
namespace {

// How much a rule that will soon be outdated weighs against a wider one, by severity.
constexpr double sibling_burden = 6;
constexpr double user_burden = 8;
constexpr double directory_burden = 12;

bool only_reads(const Ask& ask) {
  return std::all_of(ask.needed.begin(), ask.needed.end(), [](const Access& access) {
    const auto* file = std::get_if<FileAccess>(&access);
    return file != nullptr && file->perms == file_perm::read;
  });
}

bool touches_secret(const std::vector<policy::Rule>& rules) {
  static const Guard guard = default_guard();
  static const Layers everyone = {&guard};
  return std::any_of(rules.begin(), rules.end(), [](const policy::Rule& rule) {
    return forbidden(everyone, rule).by != nullptr;
  });
}

std::string reason_of(const Siblings::Glob& glob) {
  if (glob.names > 1)
    return fmt::format("{} names were seen that differ in this part only", glob.names);
  return "a part of the name is of this run only";
}

class Forms {
 public:
  Forms(const Ask& ask, Variables& variables, Generalise generalise)
      : ask_(ask), path_(path_of(ask)), variables_(variables), generalise_(generalise) {}

  FileForms run(const Siblings& siblings) {
    const NameContext context = context_of(ask_);
    const Siblings::Glob glob = siblings.glob_of(path_, context);
    const bool varies = !glob.written.empty();
    const double by_glob = !varies ? 0 : glob.visible ? passing_burden : sibling_burden;
    const double by_user = has_user(path_) ? user_burden : 0;
    out_.literal = std::max({plain_burden, by_glob, by_user});

    const std::string form = variables_.form_of(path_);
    const std::string open_form = varies ? variables_.form_of(path_, glob.written) : form;
    if (open_form != form) add_variables(open_form, 0, true);
    add_variables(form, open_form == form ? 0 : by_glob, false);
    if (varies)
      add(CandidateKind::glob, glob.pattern(), plain(open_form) + by_user, reason_of(glob));
    add_variables(variables_.local_form_of(path_, glob.written), 0, varies);
    add_module(siblings, by_user);
    if (generalise_ == Generalise::broad)
      add_directory(siblings.directory_glob_of(path_), by_user, directory_burden);
    else if (context.written)
      add_own_directory(siblings.own_directory_glob_of(path_), by_user);
    return std::move(out_);
  }

 private:
  static double plain(const std::string& other) { return other.empty() ? 0 : plain_burden; }

  void add(CandidateKind kind, const std::string& pattern, double burden, std::string reason) {
    if (pattern.empty()) return;
    const bool open = kind == CandidateKind::glob;
    out_.forms.push_back({kind, pattern, burden, std::move(reason), open});
  }
  void add_variables(const std::string& pattern, double burden, bool open) {
    if (pattern.empty()) return;
    add(CandidateKind::variable, pattern, burden, "by the variables of the policy");
    out_.forms.back().open = open;
  }
  // Where it is a package, or was compiled: a script that is run is not.
  void add_module(const Siblings& siblings, double by_user) {
    const PythonModule module = python_module(path_);
    if (module.name.empty() || !only_reads(ask_)) return;
    const std::size_t modules = siblings.modules_of_package(module.directory);
    const bool compiled = path_.back() == 'c';
    if (modules == 0 && !compiled) return;
    out_.literal = std::max(out_.literal, sibling_burden);
    add_written(python_pattern(module, false), by_user, 0,
                "Python reads the module or its compiled form");
    constexpr std::size_t enough = 3;
    if (modules < enough) return;
    // A package is installed as a whole. Each of its modules for itself would be a rule more.
    out_.literal = directory_burden;
    for (FileForm& form : out_.forms) form.burden = std::max(form.burden, directory_burden);
    add_written(python_pattern(module, true), by_user, 0,
                fmt::format("{} modules of this Python package were read", modules));
  }
  void add_written(const std::vector<std::string>& written, double by_user, double burden,
                   const std::string& reason) {
    const std::string form = variables_.form_of(path_, written);
    add(CandidateKind::glob, form, burden, reason);
    const Siblings::Glob glob{written, 0, false};
    add(CandidateKind::glob, glob.pattern(), burden + plain(form) + by_user, reason);
  }
  // Who made so many names in a directory of its own will make others.
  void add_own_directory(const Siblings::Glob& glob, double by_user) {
    constexpr std::size_t many = 20;
    add_directory(glob, by_user, glob.names < many ? 0 : directory_burden);
  }
  void add_directory(const Siblings::Glob& glob, double by_user, double burden) {
    if (glob.written.empty()) return;
    out_.literal = std::max(out_.literal, burden);
    for (FileForm& form : out_.forms) form.burden = std::max(form.burden, burden);
    const std::string reason = fmt::format("{} names were seen in this directory", glob.names);
    add_written(glob.written, by_user, 0, reason);
  }

  const Ask& ask_;
  std::string path_;
  Variables& variables_;
  Generalise generalise_;
  FileForms out_;
};

}  // namespace

FileForms file_forms(const Ask& ask, const Siblings& siblings, Variables& variables,
                     Generalise generalise) {
  if (generalise == Generalise::exact) return {plain_burden, {}};
  FileForms all = Forms(ask, variables, generalise).run(siblings);
  const auto is_open = [](const FileForm& form) { return form.open; };
  if (std::none_of(all.forms.begin(), all.forms.end(), is_open)) return all;
  const bool secret = touches_secret(literal_rules(ask, generalise));
  all.forms.erase(std::remove_if(all.forms.begin(), all.forms.end(),
                                 [&](const FileForm& form) {
                                   // A secret itself may be written with a variable, not a star.
                                   if (secret || !form.open) return form.open;
                                   return touches_secret(file_rules(ask, form.pattern, generalise));
                                 }),
                  all.forms.end());
  return all;
}

}  // namespace profgen::inline v0::suggest
