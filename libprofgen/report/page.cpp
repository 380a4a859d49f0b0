#include "profgen/version.hpp"
#include "report/view.hpp"

namespace profgen::inline v0::report {
namespace {

// Nothing is fetched and nothing is run, whatever the page holds.
constexpr std::string_view security =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

void put_head(const View& view, std::string& out) {
  put(out,
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<title>AppArmor: {} in {}</title>\n<style>",
      security, counted(view.questions, "proposed rule"), counted(view.parts.size(), "profile"));
  out += style_sheet();
  out += "</style>\n</head>\n<body>\n";
}

void put_title(const View& view, std::string& out) {
  put(out, "<header>\n<h1>AppArmor policy review</h1>\n<p class=\"dim\">{} for {}",
      counted(view.questions, "question"), counted(view.parts.size(), "profile"));
  if (view.input.made_us != 0) put(out, "; made {} UTC", time_html(view.input.made_us));
  put(out, " by profgen {}. Nothing was changed.</p>\n<nav aria-label=\"Sections\">", version);
  static constexpr std::pair<std::string_view, std::string_view> sections[] = {
      {"read", "What was read"}, {"activity", "Events over time"}, {"rules", "Proposed rules"},
      {"diff", "The change"},    {"ready", "Readiness"},           {"refused", "Refused"},
      {"left", "Left"}};
  for (const auto& [id, words] : sections) put(out, "<a href=\"#{}\">{}</a>", id, words);
  out += "</nav>\n</header>\n";
}

}  // namespace

std::string page(const PageInput& input, const PageLimits& limits) {
  const View view = make_view(input, limits);
  std::string out;
  put_head(view, out);
  put_title(view, out);
  out += "<main>\n";
  write_summary(view, out);
  write_reading(view, out);
  write_activity(view, out);
  write_questions(view, out);
  write_diff(view, out);
  write_readiness(view, out);
  write_rollouts(view, out);
  write_refused(view, out);
  write_left(view, out);
  out +=
      "</main>\n<div class=\"sign\" aria-hidden=\"true\"><p>Name</p><p>Date</p><p>Approved, but "
      "for these rules (R…)</p><p>Signature</p></div>\n<footer><p class=\"dim screen\">In print, "
      "folded parts are left out unless they are opened before.</p></footer>\n</body>\n</html>\n";
  return out;
}

std::set<std::string> profiles_to_judge(const refine::Recommendation& recommendation,
                                        const policy::Policy& policy) {
  std::set<std::string> out;
  for (const suggest::ProfileProposals& profile : recommendation.proposals.profiles) {
    const std::string& name = profile.subject.profile;
    std::string root = name.substr(0, name.find("//"));
    if (policy.find(root, profile.subject.name_space) != nullptr) out.insert(std::move(root));
  }
  return out;
}

}  // namespace profgen::inline v0::report
