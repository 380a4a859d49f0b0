#include "kube/pods/server.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "kube/pods/member.hpp"

namespace profgen::inline v0::kube {
namespace {

std::optional<unsigned> leading_number(std::string_view& text) {
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits == 0 || digits > 4) return std::nullopt;
  const auto number = text::to_number(text.substr(0, digits));
  text.remove_prefix(digits);
  return static_cast<unsigned>(*number);
}

}  // namespace

std::string KubeVersion::text() const {
  return std::to_string(major) + "." + std::to_string(minor);
}

std::optional<KubeVersion> version_of(std::string_view text) {
  if (!text.empty() && text.front() == 'v') text.remove_prefix(1);
  const auto major = leading_number(text);
  if (!major || text.empty() || text.front() != '.') return std::nullopt;
  text.remove_prefix(1);
  const auto minor = leading_number(text);
  if (!minor) return std::nullopt;
  // Behind it: the end, or what vendors write there.
  if (!text.empty() && text.front() != '.' && text.front() != '-' && text.front() != '+')
    return std::nullopt;
  return KubeVersion{*major, *minor};
}

std::optional<KubeVersion> version_of_answer(const Json& answer) {
  if (const auto known = version_of(text_at(answer, {"gitVersion"}))) return known;
  return version_of(text_at(answer, {"major"}) + "." + text_at(answer, {"minor"}));
}

Result<KubeVersion> server_version(Api& api) {
  const auto answer = api.get_raw("/version");
  if (!answer) return answer.failure().error("read", "the server's version");
  if (const auto version = version_of_answer(*answer)) return *version;
  return Error{ErrorKind::system, "read", "the server's version",
               "the answer of /version holds none; name it with --server-version"};
}

}  // namespace profgen::inline v0::kube
