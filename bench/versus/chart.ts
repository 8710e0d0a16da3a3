/** Figures as bars: a panel for each task, a bar for each library, as an SVG that suits light and dark pages. */
import type { Figure } from './contest.ts';

const [COLUMNS, WIDTH, GAP, HEAD, LINE] = [2, 400, 30, 34, 19];
/** Of a panel: names stand left of the bars, figures right of the longest. */
const [NAMES, FIGURES] = [140, 56];
/** Bars of a panel at most: myelin, and those that come closest. */
const BARS = 6;
/** Kernels are many, and for the table. */
const CONTESTS = ['train', 'deep', 'infer'];

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 } .unit, .figure { fill: #59636e }
  .bar { fill: #afb8c1 } .myelin { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .unit, .figure { fill: #9198a1 } .bar { fill: #656c76 } .myelin { fill: #4493f8 }
  }`;

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const count = (value: number): string =>
  value >= 1e6 ? `${(value / 1e6).toPrecision(3)} M` : value >= 1e4 ? `${(value / 1e3).toPrecision(3)} k` : value.toFixed(0);

/** The name of a library with no more of its version than tells it from others. */
function nameOf({ kind, library }: Figure): string {
  if (kind === 'keras') return 'Keras fit';
  if (kind === 'tensorflow') return 'Keras, tf.function';
  if (kind.startsWith('myelin')) return kind;
  return library.replace('-node', '').replace(/\+\w+/u, '').replace(/(\.\d+)\.\w+(?=,|$)/u, '$1');
}

/** Panels of training and inference on the largest number of threads there is, two in a row. */
export function chart(figures: readonly Figure[]): string {
  const threads = Math.max(...figures.map((f) => f.threads));
  const shown = CONTESTS.flatMap((contest) => figures.filter((f) => f.contest === contest && f.threads === threads));
  const titles = [...new Set(shown.map(titleOf))];
  const panels = titles.map((title) => shown.filter((f) => titleOf(f) === title).toSorted((a, b) => a.ratio - b.ratio));
  const bars = panels.map((panel) =>
    [...panel.filter((f) => f.kind === 'myelin'), ...panel.filter((f) => f.kind !== 'myelin')].slice(0, BARS),
  );
  let bottom = 0;
  const drawn: string[] = [];
  for (let first = 0; first < panels.length; first += COLUMNS) {
    const row = bars.slice(first, first + COLUMNS);
    drawn.push(...row.map((panel, i) => drawPanel(titles[first + i]!, panel, i * (WIDTH + GAP), bottom)));
    bottom += HEAD + LINE * Math.max(...row.map(({ length }) => length)) + GAP;
  }
  const width = COLUMNS * WIDTH + GAP;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom}" width="${width}" height="${bottom}" role="img" ` +
    `aria-label="myelin and other libraries">\n<style>${STYLE}\n</style>\n${drawn.join('\n')}\n</svg>\n`;
}

const titleOf = ({ contest, task, work }: Figure): string => (contest !== 'infer' ? `Training ${task}` : `Inference ${task}, ${work}`);

function drawPanel(title: string, panel: readonly Figure[], x: number, y: number): string {
  const longest = Math.max(...panel.map((f) => f.rate));
  const { unit, threads } = panel[0]!;
  const lines = panel.map((figure, i) => {
    const top = HEAD + i * LINE;
    const length = Math.max(1, ((WIDTH - NAMES - FIGURES) * figure.rate) / longest);
    const name = `<text x="${NAMES - 8}" y="${top + 11}" text-anchor="end">${escape(nameOf(figure))}</text>`;
    const bar = `<rect class="bar ${figure.kind.split(' ')[0]}" x="${NAMES}" y="${top}" width="${length.toFixed(1)}" ` +
      `height="${LINE - 5}" rx="2"/>`;
    return `  ${name}${bar}<text class="figure" x="${(NAMES + length + 6).toFixed(1)}" y="${top + 11}">${count(figure.rate)}</text>`;
  });
  const heading = `  <text class="title" x="0" y="14">${escape(title)}</text><text class="unit" x="${WIDTH}" y="14" ` +
    `text-anchor="end">${unit}, ${threads} thread${threads > 1 ? 's' : ''}</text>`;
  return `<g transform="translate(${x} ${y})">\n${heading}\n${lines.join('\n')}\n</g>`;
}
