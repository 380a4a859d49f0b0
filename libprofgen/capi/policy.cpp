#include <memory>
#include <utility>

#include "capi/diagnostics_handle.hpp"
#include "capi/guarded.hpp"
#include "capi/policy_handle.hpp"

namespace capi = profgen::capi;

namespace {

using MakePolicy = profgen::policy::Policy (*)(const profgen::Files&, profgen::policy::LoadOptions);

profgen_code make_policy(MakePolicy make, const char* policy_dir, profgen_policy** out,
                         profgen_error** error) noexcept {
  if (out != nullptr) *out = nullptr;
  return capi::guarded(error, [&]() -> capi::Failed {
    if (policy_dir == nullptr || out == nullptr)
      return capi::wrong_use("the directory or the place for the policy is NULL");
    auto handle = std::make_unique<profgen_policy>();
    handle->on_disk = std::make_shared<capi::PolicyOnDisk>();
    handle->on_disk->files = profgen::real_files();
    profgen::policy::LoadOptions options;
    options.policy_dir = policy_dir;
    handle->on_disk->policy = make(*handle->on_disk->files, std::move(options));
    *out = handle.release();
    return std::nullopt;
  });
}

}  // namespace

profgen_code profgen_policy_load(const char* policy_dir, profgen_policy** out,
                                 profgen_error** error) noexcept {
  return make_policy(&profgen::policy::Policy::load, policy_dir, out, error);
}

profgen_code profgen_policy_new(const char* policy_dir, profgen_policy** out,
                                profgen_error** error) noexcept {
  return make_policy(&profgen::policy::Policy::empty, policy_dir, out, error);
}

profgen_code profgen_policy_add_text(profgen_policy* policy, const char* path, const char* text,
                                     std::size_t size, profgen_error** error) noexcept {
  return capi::guarded(error, [&]() -> capi::Failed {
    if (policy == nullptr || path == nullptr || (text == nullptr && size != 0))
      return capi::wrong_use("the policy, the path or the text is NULL");
    if (policy->on_disk.use_count() > 1)
      return capi::wrong_use("a session uses the policy: free it first");
    policy->on_disk->policy.add_text(path, std::string(text, size));
    return std::nullopt;
  });
}

std::size_t profgen_policy_size(const profgen_policy* policy) noexcept {
  return policy == nullptr ? 0 : policy->on_disk->policy.profiles().size();
}

const char* profgen_policy_profile(const profgen_policy* policy, std::size_t at) noexcept {
  if (at >= profgen_policy_size(policy)) return nullptr;
  return policy->on_disk->policy.profiles()[at].name.c_str();
}

profgen_code profgen_policy_diagnostics(const profgen_policy* policy, profgen_diagnostics** out,
                                        profgen_error** error) noexcept {
  if (out != nullptr) *out = nullptr;
  return capi::guarded(error, [&]() -> capi::Failed {
    if (policy == nullptr || out == nullptr)
      return capi::wrong_use("the policy or the place for the diagnostics is NULL");
    auto list = std::make_unique<profgen_diagnostics>();
    list->list = policy->on_disk->policy.diagnostics();
    for (profgen::Diagnostic& late : policy->on_disk->policy.late_diagnostics())
      list->list.push_back(std::move(late));
    *out = list.release();
    return std::nullopt;
  });
}

void profgen_policy_free(profgen_policy* policy) noexcept { delete policy; }
