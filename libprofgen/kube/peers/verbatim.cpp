#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "kube/peers/file_name.hpp"
#include "kube/peers/object.hpp"
#include "profgen/edit.hpp"

namespace profgen::inline v0::kube {
namespace {

edit::FlagChange change_to(std::string_view mode) {
  if (mode == "complain") return {{"enforce", "kill"}, {"complain"}};
  return {{"complain"}, {}};
}

bool has_flag(const policy::ProfileHeader& header, std::string_view flag) {
  return std::ranges::find(header.flags, flag) != header.flags.end();
}

}  // namespace

bool import_verbatim(const PeerObject& object, const Verbatim& given, const ImportOptions& options,
                     Teller& tell, Import& out) {
  const std::string& text = given.value->text;
  const policy::Tree tree = policy::parse(make_source(object.source->name(), text));
  std::vector<edit::Splice> splices;
  ImportedFile made;
  made.mode = options.mode.empty() ? "as written" : options.mode;
  const std::string mode = options.mode.empty() && given.complain ? "complain" : options.mode;
  if (!mode.empty()) made.mode = mode;
  bool fit = true;
  for (const policy::Item& item : tree.items) {
    const auto* header = std::get_if<policy::ProfileHeader>(&item.value);
    if (header == nullptr) continue;
    const std::string name = edit::compiled_name(header->name);
    const Position line = tree.source->position(item.span.begin);
    const Position at = place_in(object, *given.value, line.line - 1);
    const auto wanted = imported_name(object, name, at, options, tell);
    if (!wanted) {
      fit = false;
      continue;
    }
    if (*wanted != name) splices.push_back({header->name_span, *edit::profile_name_word(*wanted)});
    if (!mode.empty() && !(mode == "complain" && has_flag(*header, "complain"))) {
      const auto changes = edit::change_flags(tree, item, change_to(mode));
      splices.insert(splices.end(), changes.begin(), changes.end());
    }
    made.profiles.push_back(*wanted);
  }
  if (made.profiles.empty() && fit) {
    tell.error(given.value->at,
               fmt::format("`{}` holds no profile", text::printable(given.key, 80)),
               "only policy is imported: --configmap NAMESPACE/NAME chooses what is read");
    return false;
  }
  const auto file = imported_file_name(given.key, given.value->at, tell);
  if (!file || !fit) return false;
  made.file = *file;
  made.text = edit::apply(text, std::move(splices));
  made.source = object.source;
  made.object = title_of(object);
  made.at = object.at;
  // Neither splice changes the number of lines.
  const std::size_t count = text::split(text, '\n').size();
  for (std::size_t i = 0; i < count; ++i) made.lines.push_back(place_in(object, *given.value, i));
  out.files.push_back(std::move(made));
  return true;
}

}  // namespace profgen::inline v0::kube
