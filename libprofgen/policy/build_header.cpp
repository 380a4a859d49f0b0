// Profile and hat headers.
#include "policy/marks.hpp"

namespace profgen::inline v0::policy {

ProfileHeader build_header(const Statement& statement, const BuildContext& context) {
  ProfileHeader header;
  std::uint32_t rest = statement.span.begin;  // behind what may stand before the flags
  for (const Mark& mark : statement.marks) {
    switch (mark.part) {
      case Part::name:
        // A bare header may come after a failed try of a file rule: only what follows its name
        // counts.
        header.name = context.word(mark.span);
        header.name_span = mark.span;
        break;
      case Part::profile:
        header.keyword = true;
        break;
      case Part::hat:
        header.keyword = true;
        header.kind = ProfileKind::hat;
        break;
      case Part::caret:
        header.caret = true;
        header.kind = ProfileKind::hat;
        break;
      case Part::attachment:
        header.attachment = context.word(mark.span);
        break;
      case Part::xattr:
        header.xattrs.push_back({context.word(mark.span), {}, "="});
        break;
      case Part::identities:
        header.identities.push_back({"identities", {}, "="});
        break;
      case Part::value:
        (header.identities.empty() ? header.xattrs : header.identities)
            .back()
            .values.push_back(context.word(mark.span));
        break;
      case Part::flag:
        header.flags.push_back(context.word(mark.span));
        break;
      case Part::flags:
        header.flags_span = mark.span;
        break;
      default:
        break;
    }
    rest = mark.span.end;
  }
  if (header.flags_span.empty()) {
    // Before the blanks in front of the brace.
    std::uint32_t place = statement.span.end - 1;
    const std::string_view text = context.source.text();
    while (place > rest && (text[place - 1] == ' ' || text[place - 1] == '\t')) --place;
    header.flags_span = {place, place};
  }
  return header;
}

}  // namespace profgen::inline v0::policy
