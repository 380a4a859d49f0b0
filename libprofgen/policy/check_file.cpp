// File rules: permissions that exclude each other, exec permissions and the prefix.
#include "policy/check_context.hpp"

namespace profgen::policy {

void check_file(const CheckContext& context, const Rule& rule, const FileRule& file) {
  check_pattern(context, file.path);
  check_pattern(context, file.target);
  const bool denied = rule.prefix.decision == Decision::deny;
  const std::string exec_message =
      denied && !file.exec.empty() && file.exec != "x" ? "a deny rule takes x without a qualifier"
      : !denied && file.exec == "x"
          ? "x needs a qualifier such as ix, Px or Cx: only a deny rule takes it bare"
          : "";
  if (!exec_message.empty()) context.error({}, "permissions", exec_message);
  if ((file.perms & file_perm::write) && (file.perms & file_perm::append))
    context.error({}, "permissions", "w and a exclude each other: w includes a");
  if (file.environment != ExecEnvironment::unstated && file.exec.empty())
    context.error({}, "permissions", "safe and unsafe need an exec permission");
  if (file.subset && !(file.perms & file_perm::link))
    context.error({}, "permissions", "subset needs the permission l");
  if (file.perms_first && (file.perms & file_perm::link) && !file.exec.empty() &&
      !file.target.empty())
    context.error({}, "permissions",
                  "`->` cannot be the target of a link and of a program at once");
}

}  // namespace profgen::policy
