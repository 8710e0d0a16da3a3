import { forEach, type Pieces } from '../core/pieces.ts';
import { figureOf, scrolled } from './figure.ts';
import { html, type Markup } from './html.ts';
import { counted, extentIn, figure, percent } from './numbers.ts';
import { histogramOf } from './scores.ts';

/** The values of a layer's weights, and of the gradients of the loss by them. */
export interface LayerValues {
  readonly name: string;
  readonly weights: readonly ArrayLike<number>[];
  /** Empty if it learns nothing. */
  readonly gradients: readonly ArrayLike<number>[];
}

const BINS = 33;
const WIDTH = 132;
const HEIGHT = 34;

/** A histogram for each layer, of its weights and of its gradients. */
export function* layersFigure(layers: readonly LayerValues[], rows: number): Pieces<Markup> {
  const title = 'Weights and gradients by layer';
  const graded = layers.some(({ gradients }) => gradients.length > 0);
  const head = ['layer', 'weights', 'mean', 'deviation', 'from', 'to', ...(graded ? ['gradients', 'norm', 'zeros'] : [])];
  const rowsOf: Markup[] = [];
  for (const { name, weights, gradients } of layers) {
    const own = yield* describe(weights);
    const grad = yield* describe(gradients);
    rowsOf.push(
      html`<tr><th scope="row">${name}</th><td>${yield* spark(weights, own, 0, `weights of ${name}`)}</td><td>${figure(own.mean)}</td><td>${
        figure(own.deviation)}</td><td>${figure(own.low)}</td><td>${figure(own.high)}</td>${
        !graded ? '' : grad.count === 0 ? html`<td>–</td><td>–</td><td>–</td>`
        : html`<td>${yield* spark(gradients, grad, 1, `gradients of ${name}`)}</td><td>${figure(grad.norm)}</td><td>${
          percent(grad.zeros / grad.count)}</td>`}</tr>`,
    );
  }
  const table = html`<table class="sparks"><thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${
    rowsOf}</tbody></table>`;
  const note = `The higher, the more values; the thin line is 0. ${
    graded ? `Gradients are those of the loss of ${counted(rows, 'row')}, with the weights as they are now.` : ''}`;
  return figureOf({ id: 'layers', title, picture: scrolled(table, title, 'whole'), note, wide: true });
}

interface Moments {
  readonly count: number;
  readonly zeros: number;
  readonly mean: number;
  readonly deviation: number;
  /** The Euclidean norm. */
  readonly norm: number;
  readonly low: number;
  readonly high: number;
}

function* describe(arrays: readonly ArrayLike<number>[]): Pieces<Moments> {
  let [count, zeros, total, squares] = [0, 0, 0, 0];
  for (const array of arrays) {
    yield* forEach(array.length, (i) => {
      const v = array[i]!;
      count++;
      if (v === 0) zeros++;
      total += v;
      squares += v * v;
    });
  }
  const mean = total / count;
  const [low, high] = (yield* extentIn(arrays)) ?? [NaN, NaN];
  return { count, zeros, mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)), norm: Math.sqrt(squares), low, high };
}

/** A histogram without axes, whose ends are those of the values. */
function* spark(arrays: readonly ArrayLike<number>[], { low, high, count }: Moments, place: number, what: string): Pieces<Markup> {
  if (Number.isNaN(low)) return html`no finite value`;
  const { counts, edges } = yield* histogramOf(arrays, low, high, BINS);
  const most = Math.max(...counts);
  const step = WIDTH / BINS;
  const bars = counts.map((n, i) => {
    if (n === 0) return '';
    const height = Math.max(0.8, ((HEIGHT - 2) * n) / most);
    return `M${(i * step).toFixed(1)} ${HEIGHT}v${(-height).toFixed(1)}h${(step - 0.5).toFixed(1)}V${HEIGHT}Z`;
  });
  const [from, to] = [edges[0]!, edges.at(-1)!];
  const zero = from <= 0 && to >= 0 ? html`<path class="zero" d="M${((-from / (to - from)) * WIDTH).toFixed(1)} 0V${HEIGHT}"/>` : '';
  const label = `histogram of ${counted(count, 'value')}: ${what}, ${figure(low)} to ${figure(high)}`;
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}"><path class="bar c${place}" d="${
    bars.join('')}"/>${zero}</svg>`;
}
