#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "capi/guarded.hpp"
#include "capi/options_handle.hpp"

namespace capi = profgen::capi;

namespace {

using profgen::suggest::Generalise;

capi::Failed set_generalise(profgen_options& options, const std::string& value) {
  static constexpr std::array<std::pair<std::string_view, Generalise>, 3> levels{
      {{"exact", Generalise::exact},
       {"careful", Generalise::careful},
       {"broad", Generalise::broad}}};
  for (const auto& [word, level] : levels)
    if (value == word) {
      options.generalise = level;
      return std::nullopt;
    }
  return capi::wrong_use("generalise takes exact, careful or broad, not `" + value + "`");
}

capi::Failed set_flag(bool& flag, std::string_view key, const std::string& value) {
  if (value != "yes" && value != "no")
    return capi::wrong_use(std::string(key) + " takes yes or no, not `" + value + "`");
  flag = value == "yes";
  return std::nullopt;
}

capi::Failed set_guard(profgen_options& options, const std::string& text) {
  std::vector<profgen::Diagnostic> diagnostics;
  auto guard = profgen::suggest::read_guard("guard", text, diagnostics);
  if (!guard) {
    const auto first = std::find_if(
        diagnostics.begin(), diagnostics.end(),
        [](const profgen::Diagnostic& one) { return one.severity == profgen::Severity::error; });
    return first == diagnostics.end() ? capi::wrong_use("the guard file is not understood")
                                      : capi::error_of(*first);
  }
  options.guard = std::move(*guard);
  return std::nullopt;
}

struct Key {
  std::string_view name;
  capi::Failed (*set)(profgen_options&, const std::string&);
};
constexpr std::array<Key, 6> keys{{
    {"abi",
     [](profgen_options& options, const std::string& value) -> capi::Failed {
       options.session.abi = value;
       return std::nullopt;
     }},
    {"generalise", set_generalise},
    {"guard", set_guard},
    {"local",
     [](profgen_options& options, const std::string& value) {
       return set_flag(options.session.into_local, "local", value);
     }},
    {"new-in-complain",
     [](profgen_options& options, const std::string& value) {
       return set_flag(options.session.new_in_complain, "new-in-complain", value);
     }},
    {"profile",
     [](profgen_options& options, const std::string& value) -> capi::Failed {
       options.session.only_profile = value;
       return std::nullopt;
     }},
}};

}  // namespace

profgen_code profgen_options_new(profgen_options** out, profgen_error** error) noexcept {
  if (out != nullptr) *out = nullptr;
  return capi::guarded(error, [&]() -> capi::Failed {
    if (out == nullptr) return capi::wrong_use("there is no place for the options (NULL)");
    *out = std::make_unique<profgen_options>().release();
    return std::nullopt;
  });
}

profgen_code profgen_options_set(profgen_options* options, const char* key, const char* value,
                                 profgen_error** error) noexcept {
  return capi::guarded(error, [&]() -> capi::Failed {
    if (options == nullptr || key == nullptr || value == nullptr)
      return capi::wrong_use("the options, the key or the value is NULL");
    for (const Key& known : keys)
      if (known.name == key) return known.set(*options, value);
    std::string names;
    for (const Key& known : keys) names += (names.empty() ? "" : ", ") + std::string(known.name);
    return capi::wrong_use("there is no option `" + std::string(key) + "`; known: " + names);
  });
}

void profgen_options_free(profgen_options* options) noexcept { delete options; }
