// What rollouts decided and met.
#include <algorithm>

#include "report/view.hpp"

namespace profgen::inline v0::report {

void write_rollouts(const View& view, std::string& out) {
  if (view.input.rollouts.empty()) return;
  out += "<section id=\"rollouts\"><h2>Rollouts</h2>\n";
  for (const Rollout& rollout : view.input.rollouts) {
    put(out,
        "<h3>{}</h3>\n<table class=\"stack\"><thead><tr><th scope=\"col\">when</th><th "
        "scope=\"col\">where</th><th scope=\"col\">what</th></tr></thead>\n",
        escaped(rollout.title, 200));
    // What a run came to stands at its end: where there are too many, the first ones go.
    const std::size_t left_out =
        rollout.rows.size() - std::min(rollout.rows.size(), view.limits.rows);
    for (std::size_t i = left_out; i < rollout.rows.size(); ++i) {
      const Rollout::Row& row = rollout.rows[i];
      put(out, "<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n", time_html(row.time_us),
          escaped(row.where, 200),
          row.look.empty() ? escaped(row.what, 600) : chip(row.look, row.what));
    }
    out += "</table>\n";
    if (left_out != 0)
      put(out, "<p class=\"facts\">{} before these are left out here.</p>\n",
          counted(left_out, "line"));
  }
  out += "</section>\n";
}

}  // namespace profgen::inline v0::report
