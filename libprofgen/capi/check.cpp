#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "capi/diagnostics_handle.hpp"
#include "capi/guarded.hpp"
#include "profgen/lint.hpp"
#include "profgen/system.hpp"

profgen_code profgen_check(const char* name, const char* text, std::size_t size,
                           const char* policy_dir, int lint, profgen_diagnostics** out,
                           profgen_error** error) noexcept {
  namespace capi = profgen::capi;
  if (out != nullptr) *out = nullptr;
  return capi::guarded(error, [&]() -> capi::Failed {
    if (name == nullptr || (text == nullptr && size != 0) || policy_dir == nullptr ||
        out == nullptr)
      return capi::wrong_use("the name, text, directory or place for the diagnostics is NULL");
    const auto files = profgen::real_files();
    profgen::policy::LoadOptions options;
    options.policy_dir = policy_dir;
    std::optional<profgen::policy::LintOptions> lints;
    if (lint != 0) lints.emplace();
    profgen::policy::Checker checker(*files, std::move(options), std::move(lints));
    auto list = std::make_unique<profgen_diagnostics>();
    list->list = checker.check(name, std::string(text, size));
    *out = list.release();
    return std::nullopt;
  });
}
