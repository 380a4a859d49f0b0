#include "kube/pods/messages.hpp"

#include "base/text.hpp"

namespace profgen::inline v0::kube {
namespace {

bool has_word(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

// What stands behind `before`, up to `end` (or the end of the message where it is empty).
std::string named_behind(std::string_view text, std::string_view before, std::string_view end) {
  const std::size_t at = text.find(before);
  if (at == std::string_view::npos) return "";
  std::string_view rest = text.substr(at + before.size());
  const std::size_t stop = end.empty() ? std::string_view::npos : rest.find(end);
  if (!end.empty() && stop == std::string_view::npos) return "";
  rest = rest.substr(0, stop);
  // The shim's tail behind an error that it did not make.
  constexpr std::string_view tail = ": unknown";
  if (end.empty() && rest.ends_with(tail)) rest.remove_suffix(tail.size());
  return std::string(text::trim(rest));
}

struct MessageForm {
  Cause cause;
  std::string_view has, and_has;
  std::string_view before = "", end = "";  // of the profile's name
  std::string_view what = "";              // of `other`
};

// The first that fits is taken. Sources: kubelet pkg/security/apparmor/validate.go and lifecycle
// (to 1.23), containerd cri spec_opts_linux and contrib/apparmor, runc libcontainer/apparmor, crun,
// containers/common pkg/apparmor (CRI-O, Podman), apiserver validation, pod-security-admission.
constexpr MessageForm message_forms[] = {
    {Cause::not_loaded, "annot enforce AppArmor: profile \"", "\" is not loaded",
     "annot enforce AppArmor: profile \"", "\" is not loaded"},
    {Cause::disabled, "annot enforce AppArmor: AppArmor is not enabled", ""},
    {Cause::disabled, "annot enforce AppArmor: AppArmor disabled by", ""},
    {Cause::wrong_name, "invalid AppArmor profile name", "", "invalid AppArmor profile name: \"",
     "\""},
    {Cause::not_supported, "annot enforce AppArmor", ""},
    {Cause::not_loaded, "apparmor profile not found ", "", "apparmor profile not found ", ""},
    {Cause::not_loaded, "pply apparmor profile `", "profile not loaded", "pply apparmor profile `",
     "`"},
    {Cause::not_loaded, "AppArmor profile \"", "\" specified but not loaded", "AppArmor profile \"",
     "\" specified"},
    {Cause::disabled, "AppArmor profile \"", "specified but AppArmor is disabled on the host",
     "AppArmor profile \"", "\" specified"},
    {Cause::not_loaded, "attr/apparmor/exec", "o such file or directory"},
    {Cause::not_loaded, "attr/exec", "o such file or directory"},
    {Cause::not_taken, "attr/apparmor/exec", "nvalid argument"},
    {Cause::not_taken, "attr/exec", "nvalid argument"},
    {Cause::runtime_confined, "attr/apparmor/exec", "ermission denied"},
    {Cause::runtime_confined, "attr/exec", "ermission denied"},
    {Cause::no_parser, "apparmor", "apparmor_parser\": executable file not found"},
    {Cause::no_parser, "load apparmor profile", "executable file not found"},
    {Cause::no_parser, "load apparmor profile", "apparmor_parser: no such file"},
    {Cause::default_failed, "load apparmor profile", ""},
    {Cause::default_failed, "installing default AppArmor profile", ""},
    {Cause::not_supported, "apparmor is not supported", ""},
    {Cause::not_supported, "AppArmor is not supported", ""},
    {Cause::not_supported, "apparmor is not enabled", ""},
    {Cause::disabled, "AppArmor is not enabled on the host", ""},
    {Cause::not_supported, "pparmor not supported", ""},
    {Cause::forms_differ, "apparmor", "in annotation and field must match"},
    {Cause::wrong_name, "must be set when AppArmor type is Localhost", ""},
    {Cause::wrong_name, "can only be set when AppArmor type is Localhost", ""},
    {Cause::wrong_name, "ppArmorProfile", "Unsupported value"},
    {Cause::wrong_name, "localhostProfile", "Invalid value"},
    {Cause::not_allowed, "forbidden AppArmor profile", ""},
    {Cause::not_allowed, "forbidden AppArmorProfile", ""},
    {Cause::not_allowed, "ValidatingAdmissionPolicy", "AppArmor profile"},
    {Cause::not_allowed, "container.apparmor.security.beta.kubernetes.io",
     "is not an allowed profile"},
    {Cause::not_allowed, "pod security policy", "is not an allowed profile"},

    {Cause::other, "seccomp", "", "", "", "it is about a seccomp profile, not AppArmor's"},
    {Cause::other, "SELinux", "", "", "", "it is about SELinux"},
    {Cause::other, "selinux", "", "", "", "it is about SELinux"},
    // The exec of the command, or of what it begins with, refused.
    {Cause::perhaps_denied, "exec", "ermission denied"},
    {Cause::perhaps_denied, "exec", "peration not permitted"},
    {Cause::perhaps_denied, "starting container process", "ermission denied"},
    {Cause::other, "exec format error", "", "", "",
     "the program is for another architecture, or a script without its #! line"},
    {Cause::other, "executable file not found in $PATH", "", "", "",
     "the command is not in the image"},
    {Cause::other, "o such file or directory", "", "", "",
     "a file that the start needs is not there (command, interpreter or mount), not a profile"},
    {Cause::other, "ErrImagePull", "", "", "", "the image cannot be pulled"},
    {Cause::other, "ImagePullBackOff", "", "", "", "the image cannot be pulled"},
    {Cause::other, "ailed to pull image", "", "", "", "the image cannot be pulled"},
    {Cause::other, "OOMKilled", "", "", "", "the container had not enough memory"},
};

}  // namespace

std::string_view name_of(Cause cause) {
  constexpr std::string_view names[] = {"not-loaded",       "disabled",       "not-supported",
                                        "no-parser",        "default-failed", "not-taken",
                                        "runtime-confined", "wrong-name",     "forms-differ",
                                        "not-allowed",      "perhaps-denied", "other"};
  return names[static_cast<std::size_t>(cause)];
}

std::optional<MessageMeaning> meaning_of(std::string_view message) {
  for (const MessageForm& form : message_forms)
    if (has_word(message, form.has) && has_word(message, form.and_has)) {
      std::string profile =
          form.before.empty() ? std::string() : named_behind(message, form.before, form.end);
      return MessageMeaning{form.cause, std::move(profile), std::string(form.what)};
    }
  return std::nullopt;
}

}  // namespace profgen::inline v0::kube
