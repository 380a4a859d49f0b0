#include "report/html.hpp"

namespace profgen::inline v0::report {

std::string_view style_sheet() {
  return R"css(
:root{color-scheme:light dark;--bg:#fff;--fg:#1c2128;--dim:#57606a;--line:#d0d7de;--card:#f6f8fa;
--link:#0550ae;--good:#116329;--warn:#7d4e00;--bad:#a40e26;--good-bg:#dafbe1;--warn-bg:#fff4d1;
--bad-bg:#ffebe9;--audit:#6e7781;--allowed:#c98f00;--denied:#cf222e;--killed:#8250df}
@media (prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--dim:#9aa4af;--line:#353c45;
--card:#161b22;--link:#79c0ff;--good:#6fdd8b;--warn:#eac54f;--bad:#ff938a;--good-bg:#12311c;
--warn-bg:#352a0b;--bad-bg:#401a1c;--audit:#8b949e;--allowed:#d9a520;--denied:#f0524f;
--killed:#b389ff}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0 auto;max-width:76rem;padding:1.5rem 1.25rem 4rem;background:var(--bg);color:var(--fg);
font:15px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","DejaVu Sans",sans-serif}
a{color:var(--link)}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .35rem}
h2{font-size:1.25rem;margin:2.6rem 0 .8rem;padding-bottom:.3rem;border-bottom:1px solid var(--line)}
h3{font-size:1.02rem;margin:1.6rem 0 .4rem;overflow-wrap:anywhere}
p{margin:.4rem 0}
code,pre{font:.87em/1.5 ui-monospace,"SF Mono","DejaVu Sans Mono","Liberation Mono",monospace;
unicode-bidi:isolate;direction:ltr}
code{overflow-wrap:anywhere}
.dim,figcaption,small{color:var(--dim)}
small{font-size:.87em}
nav{margin:1rem 0 0;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.7rem;
margin:1.2rem 0;padding:0;list-style:none}
.tiles li{border:1px solid var(--line);border-radius:8px;padding:.6rem .8rem;background:var(--card)}
.tiles b{display:block;font-size:1.5rem;line-height:1.25;font-weight:650}
.tiles .bad b{color:var(--bad)}.tiles .good b{color:var(--good)}.tiles .warn b{color:var(--warn)}
.chip{display:inline-block;border:1px solid currentColor;border-radius:1em;padding:0 .6em;
font-size:.8rem;line-height:1.45;white-space:nowrap}
.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}
.chip.good{background:var(--good-bg)}.chip.warn{background:var(--warn-bg)}
.chip.bad{background:var(--bad-bg)}.chip.dim{color:var(--dim)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.93rem}
caption{text-align:left;color:var(--dim);padding:.2rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem 1.1rem .35rem 0;
border-bottom:1px solid var(--line)}
th{font-weight:600}
thead th{color:var(--dim);font-weight:500;white-space:nowrap}
tbody th[scope=row]{min-width:12rem;overflow-wrap:anywhere}
td+td.n,th.n{padding-left:.6rem}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
time{white-space:nowrap;font-variant-numeric:tabular-nums}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(21rem,100%),1fr));
gap:1rem 1.4rem;align-items:start}
figure{margin:0;border:1px solid var(--line);border-radius:8px;padding:.7rem .8rem .6rem;
background:var(--card);min-width:0;break-inside:avoid}
figcaption{font-size:.87rem}
figcaption b{display:block;color:var(--fg);font-size:.95rem;overflow-wrap:anywhere}
.plot{display:grid;grid-template-columns:auto 1fr;gap:0 .45rem;margin-top:.5rem;
font-size:.75rem;color:var(--dim);font-variant-numeric:tabular-nums;line-height:1.2}
.plot .y{display:flex;flex-direction:column;justify-content:space-between;text-align:right}
.plot .x{grid-column:2;display:flex;justify-content:space-between;gap:.6rem;padding-top:.25rem}
svg.bars{display:block;width:100%;height:6rem}
.grid{stroke:var(--line);stroke-width:1;vector-effect:non-scaling-stroke;fill:none}
.v0{fill:var(--audit)}.v1{fill:var(--allowed)}.v2{fill:var(--denied)}.v3{fill:var(--killed)}
.key{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:.4rem 0 .9rem;padding:0;list-style:none}
.key svg{width:.8em;height:.8em;margin-right:.35em}
details{margin:.35rem 0}
summary{cursor:pointer;color:var(--link);width:fit-content;font-size:.93rem}
.profile>header{position:relative;margin-top:2rem}
.profile>header h3{margin:0;font-size:1.1rem}
ol.asked{list-style:none;margin:.6rem 0 0;padding:0}
ol.asked>li{border:1px solid var(--line);border-left-width:4px;border-radius:6px;margin:0 0 .55rem;
padding:.5rem .8rem}
ol.asked>li.hard{border-left-color:var(--bad)}ol.asked>li.some{border-left-color:var(--allowed)}
.top{display:flex;gap:.3rem .6rem;align-items:baseline;flex-wrap:wrap}
.top>.rule{flex:1 1 20rem;min-width:0;margin:0}
.rule code{font-size:.95em;font-weight:600;display:block;white-space:pre-wrap}
.num{color:var(--dim);text-decoration:none;font-size:.87rem;min-width:2.6em}
.worst a{margin-left:.35rem;min-width:0;color:var(--link)}
.facts{margin:.2rem 0 0;font-size:.91rem;overflow-wrap:anywhere}
.facts li{margin:.1rem 0}
ul.facts{padding-left:1.1rem}
pre{margin:.35rem 0;padding:.5rem .7rem;background:var(--card);border:1px solid var(--line);
border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere}
pre.diff{white-space:pre;overflow-x:auto;padding:.5rem 0;overflow-wrap:normal}
pre.diff span{display:block;padding:0 .8rem;min-width:max-content}
.add{background:var(--good-bg);color:var(--good)}.del{background:var(--bad-bg);color:var(--bad)}
.hunk{color:var(--link)}.name{font-weight:600}
.sign{display:none}
@media (max-width:40rem){body{padding:1rem .8rem 3rem}h1{font-size:1.4rem}
.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stack,.stack tbody{display:block}
.stack tr{display:block;padding:.5rem 0;border-bottom:1px solid var(--line)}
.stack tbody th[scope=row]{min-width:0}
.stack th,.stack td{display:flex;gap:.8rem;border:0;padding:.1rem 0;text-align:left;white-space:normal}
.stack td::before{content:attr(data-of);color:var(--dim);flex:0 0 6.5rem}
.stack td:empty{display:none}
.tiles{grid-template-columns:1fr 1fr}}
@media print{:root{color-scheme:light;--bg:#fff;--fg:#000;--dim:#444;--line:#bbb;--card:#fff;
--link:#000;--good:#0b4d20;--warn:#5f3b00;--bad:#8c0a1f;--good-bg:#e3f8e8;--warn-bg:#fff4d1;
--bad-bg:#ffebe9;--audit:#6e7781;--allowed:#c98f00;--denied:#cf222e;--killed:#8250df}
@page{margin:16mm 14mm}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{max-width:none;padding:0;font-size:10pt}
nav,.screen{display:none}
a{text-decoration:none}
h2,h3,.profile>header{break-after:avoid}
li,tr,figure{break-inside:avoid}
.charts{grid-template-columns:1fr 1fr}
.tiles{grid-template-columns:repeat(3,1fr)}
summary{color:var(--dim)}
details:not([open]){display:none}
pre.diff{white-space:pre-wrap;overflow-wrap:anywhere}pre.diff span{min-width:0}
.sign{display:grid;grid-template-columns:1fr 1fr;gap:2.2rem 2rem;margin-top:3rem;
break-inside:avoid}
.sign p{border-top:1px solid #000;margin:0;padding-top:.2rem}}
)css";
}

}  // namespace profgen::inline v0::report
