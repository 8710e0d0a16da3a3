/** The page's looks: plain, in the reader's own typeface, light or dark as the reader's system is. Colours of lines are those of Okabe and
 *  Ito (2008), which people with any colour vision tell apart, made darker or lighter until they stand out from the ground. */
const LIGHT = `--page:#f6f7f9;--card:#fff;--ink:#182230;--soft:#53606f;--rule:#dfe4ea;--grid:#e9edf2;--focus:#0b5cad;
--c0:#0b5cad;--c1:#b45000;--c2:#00775a;--c3:#a63d7e;--c4:#6a5400;--c5:#0d7ca8;--c6:#c02942;--c7:#4b5563;--good:#00775a;--bad:#b3261e;
--h0:#f3f7fc;--h1:#dfebf8;--h2:#c9def3;--h3:#aecdec;--h4:#8fb9e3;--h5:#6fa3d8;--h6:#2c6fb5;--h7:#1c66b3;--h8:#0d4f94;--h9:#083a70;
--pale:#182230;--deep:#fff`;
const DARK = `--page:#10141a;--card:#181e26;--ink:#e6ebf2;--soft:#a4b0be;--rule:#2c3541;--grid:#252d38;--focus:#7db8ff;
--c0:#7db8ff;--c1:#ffa45c;--c2:#4fd1a5;--c3:#f08cc6;--c4:#e3c84f;--c5:#6bd0f2;--c6:#ff8590;--c7:#b7c1cd;--good:#4fd1a5;--bad:#ff8a80;
--h0:#1c232d;--h1:#1d2c3f;--h2:#1e3654;--h3:#1f426b;--h4:#204f84;--h5:#235e9f;--h6:#5d9fe0;--h7:#7db4ea;--h8:#a0caf3;--h9:#c6e0fa;
--pale:#e6ebf2;--deep:#0c1117`;

export const STYLE: string = `:root{color-scheme:light dark;${LIGHT}}
@media(prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
@media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;
overflow-wrap:anywhere}
header,main,footer{max-width:1240px;margin:0 auto;padding:0 16px}
header{padding-top:28px}
h1{font-size:26px;line-height:1.25;margin:0 0 4px;font-weight:650;letter-spacing:-.01em}
h2{font-size:19px;margin:36px 0 4px;font-weight:650}
h3{font-size:15px;margin:20px 0 8px;font-weight:650}
p{margin:0 0 12px;max-width:76ch}
.lead,.note,footer{color:var(--soft)}
.note{font-size:13px;margin:8px 0 0}
nav ul,.legend,.tiles{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap}
nav ul{gap:6px;margin:16px 0 0}
nav a{display:block;padding:4px 12px;border:1px solid var(--rule);border-radius:99px;background:var(--card);color:var(--ink);
text-decoration:none;font-size:13px}
nav a:hover{border-color:var(--focus)}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
.tiles{gap:10px;margin:20px 0 0}
.tiles div,figure,.card{background:var(--card);border:1px solid var(--rule);border-radius:10px}
.tiles div{padding:10px 14px;flex:1 1 142px;max-width:280px}
.tiles dt{color:var(--soft);font-size:13px}
.tiles dd{margin:0;font-size:21px;font-weight:650;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.tiles small{display:block;font-size:12px;font-weight:400;color:var(--soft);letter-spacing:0}
.halves{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,500px),1fr));gap:14px;align-items:start;margin-top:12px}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,328px),1fr));gap:14px;align-items:start;margin-top:12px}
figure,.card{margin:0;padding:12px;min-width:0}
figure.wide,.card.wide{grid-column:1/-1}
figcaption{font-weight:600;font-size:14px;margin-bottom:4px}
.legend{gap:2px 14px;font-size:13px;margin-bottom:4px}
.legend li{display:flex;align-items:center;gap:6px}
.key{width:24px;height:8px;flex:none}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{fill:var(--soft);font-size:11px;font-variant-numeric:tabular-nums}
svg .end{text-anchor:end}svg .middle{text-anchor:middle}
svg .name{font-size:11.5px}
svg .strong{fill:var(--ink);font-weight:600}
.mid{fill:var(--ink);font-size:12px}
svg .net{stroke:var(--grid);stroke-width:1;fill:none}
svg .tick,svg .axis{stroke:var(--soft);stroke-width:1;fill:none}
.line{fill:none;stroke:var(--k);stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}
.line.dashed{stroke-dasharray:5 4}
.line.dot{stroke-width:6;stroke-dasharray:none}
.dots{fill:none;stroke:var(--k);stroke-width:4;stroke-linecap:round;stroke-opacity:.6}
.bar{fill:var(--k);stroke:none}
.even{fill:none;stroke:var(--soft);stroke-width:1;stroke-dasharray:2 3}
.best{fill:none;stroke:var(--ink);stroke-width:1;stroke-dasharray:3 3}
.c0{--k:var(--c0)}.c1{--k:var(--c1)}.c2{--k:var(--c2)}.c3{--k:var(--c3)}.c4{--k:var(--c4)}.c5{--k:var(--c5)}.c6{--k:var(--c6)}
.c7{--k:var(--c7)}
svg .zero{stroke:var(--soft);stroke-width:1;fill:none}
.faint{opacity:.35}
.large .dots{stroke-width:6;stroke-opacity:1}
.soft{color:var(--soft)}
.scroll.tall{max-height:1400px}
.drawn{margin:0 auto}
.meter{display:inline-block;vertical-align:middle;width:min(22vw,220px);height:10px;border-radius:5px;background:var(--grid);
overflow:hidden;margin-right:6px}
.meter i{display:block;height:100%;background:var(--c0)}
td.nowrap{white-space:nowrap}
.box{fill:var(--page);stroke:var(--rule)}
.edge{fill:none;stroke:var(--soft);stroke-width:1.2}
.tip{fill:var(--soft);stroke:none}
details{margin-top:8px;font-size:13px}
summary{cursor:pointer;color:var(--soft);width:max-content;max-width:100%}
.scroll{overflow:auto;max-height:420px;margin-top:6px}
.scroll.whole{max-height:none}
table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums;width:100%}
th,td{overflow-wrap:normal;padding:4px 10px 4px 0;text-align:right;border-bottom:1px solid var(--rule);font-weight:400;white-space:nowrap}
thead th{color:var(--soft);vertical-align:bottom;position:sticky;top:0;background:var(--card)}
th:first-child,td.text,th.text{text-align:left;white-space:normal;min-width:5em}
td.text:nth-child(3){min-width:16em}
tbody tr:last-child>*{border-bottom:0}
.heat{width:auto}
.heat th,.heat td{padding:4px 6px;border:1px solid var(--card);white-space:nowrap}
.heat td{text-align:center;min-width:38px}
.heat th:first-child{min-width:0;text-align:right;padding-right:8px;white-space:nowrap}
.heat .tall span{display:inline-block;writing-mode:vertical-rl;transform:rotate(180deg)}
.heat thead th{text-align:center;position:static}
.heat tbody th:first-child{position:sticky;left:0;background:var(--card)}
.h0{background:var(--h0)}.h1{background:var(--h1)}.h2{background:var(--h2)}.h3{background:var(--h3)}.h4{background:var(--h4)}
.h5{background:var(--h5)}.h6{background:var(--h6)}.h7{background:var(--h7)}.h8{background:var(--h8)}.h9{background:var(--h9)}
td[class^=h]{color:var(--pale)}
td.h6,td.h7,td.h8,td.h9{color:var(--deep)}
.wrong{display:grid;grid-template-columns:repeat(auto-fill,minmax(88px,1fr));gap:12px;list-style:none;margin:8px 0 0;padding:0}
.wrong li{font-size:12.5px;line-height:1.35}
.wrong img{display:block;width:100%;max-width:128px;height:auto;aspect-ratio:1;object-fit:contain;image-rendering:pixelated;
background:var(--grid);border-radius:6px;margin-bottom:4px}
.sparks td{padding-top:6px;padding-bottom:6px}
.spark{width:132px;height:34px;display:inline-block}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
footer{font-size:13px;padding-top:32px;padding-bottom:40px}
@media(min-width:1000px){.two{grid-template-columns:minmax(340px,2fr) 3fr}}
@media print{body{background:#fff}nav{display:none}.scroll{max-height:none}figure{break-inside:avoid}}`;
