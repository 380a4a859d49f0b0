// File rules: permissions that exclude each other, exec permissions and the prefix.
#include "policy/check_context.hpp"

namespace profgen::inline v0::policy {

namespace {

// The compiler takes any word for a path.
void check_is_path(const CheckContext& context, std::string_view path) {
  if (!path.empty() && path.front() != '/' && path.front() != '@')
    context.warning("path", "`" + std::string(path) + "` begins with no /: it matches nothing",
                    near_hint(path, grammar::statement_keywords));
}

}  // namespace

void check_link(const CheckContext& context, const LinkRule& rule) {
  check_pattern(context, rule.link);
  check_pattern(context, rule.target);
  check_is_path(context, rule.link);
  check_is_path(context, rule.target);
}

void check_file(const CheckContext& context, const Rule& rule, const FileRule& file) {
  check_is_path(context, file.path);
  check_pattern(context, file.path);
  // Only a link's target is a pattern, any other the name of a profile.
  const bool links = (file.perms & file_perm::link) != 0 && file.exec.empty();
  if (links) check_pattern(context, file.target);
  if (links && file.perms_first && file.target.substr(0, 1) == ":")
    context.error(file.target, "permissions", "the target of a link is a path, not a profile");
  const bool denied = rule.prefix.decision == Decision::deny;
  const bool unsafe = file.environment == ExecEnvironment::unsafe;
  const std::string exec_message =
      denied && !file.exec.empty() && (file.exec != "x" || unsafe)
          ? "a deny rule takes x without a qualifier, and without unsafe"
      : !denied && file.exec == "x" && !unsafe
          ? "x needs a qualifier such as ix, Px or Cx: only a deny rule takes it bare"
          : "";
  if (!exec_message.empty()) context.error({}, "permissions", exec_message);
  // It stands for every permission, exec transitions with their qualifier among them.
  if (denied && file.bare)
    context.error({}, "permissions", "`deny file,` is refused: a deny rule takes no exec qualifier",
                  "`deny /** rwlkmx,` denies every access to files");
  if ((file.perms & file_perm::write) && (file.perms & file_perm::append))
    context.error({}, "permissions", "w and a exclude each other: w includes a");
  if (file.environment != ExecEnvironment::unstated && file.exec.empty())
    context.error({}, "permissions", "safe and unsafe need an exec permission");
  if (file.subset && (file.perms != file_perm::link || !file.exec.empty()))
    context.error({}, "permissions", "subset needs the permission l alone");
  if (file.perms_first && (file.perms & file_perm::link) && !file.exec.empty() &&
      !file.target.empty())
    context.error({}, "permissions",
                  "`->` cannot be the target of a link and of a program at once");
}

}  // namespace profgen::inline v0::policy
