import { LENGTHS, special, uniform, whole, type Content, type Sample } from './sample.ts';

function update(n: number, i: number, draw: (seed: number) => Content): Sample[] {
  const label = `${n} elements`;
  const [g, w] = [draw(i), draw(i + 1)];
  const m = draw(i + 2);
  return [
    { kernel: 'sgd', label, args: { n }, operands: { rate: Float32Array.of(0.01), scale: null, g, w } },
    { kernel: 'sgd', label: `${label}, scaled`, args: { n }, operands: { rate: Float32Array.of(0.01), scale: Float32Array.of(0.7), g, w } },
    ...[0, 1].map((nesterov) => ({
      kernel: 'sgd_momentum',
      label: `${label}, nesterov ${nesterov}`,
      args: { n, momentum: 0.9, nesterov },
      operands: { rate: Float32Array.of(0.01), scale: nesterov ? Float32Array.of(0.9) : null, g, m, w },
    })),
    {
      kernel: 'adam',
      label,
      args: { n, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
      operands: { alpha: Float32Array.of(0.001), decay: null, scale: null, g, m, v: uniform(i + 3, 0, 2), w },
    },
    {
      kernel: 'adam',
      label: `${label}, decayed, scaled, first step, short memory`,
      args: { n, beta1: 0.1, beta2: 0.5, epsilon: 1e-3 },
      operands: {
        alpha: Float32Array.of(0.1), decay: Float32Array.of(0.01), scale: Float32Array.of(0.3), g, m: new Float32Array(n),
        v: new Float32Array(n), w,
      },
    },
  ];
}

/** Rows of a table, some of them twice, some outside. */
const rows = (width: number, n: number, i: number): Sample => ({
  kernel: 'sgd_rows', label: `${n} rows of ${width}`, args: { n, width, rows: 40 },
  operands: { rate: Float32Array.of(0.01), g: uniform(i), index: whole(i + 1, -2, 43), w: uniform(i + 2) },
});

const UNUSUAL = [NaN, Infinity, -Infinity, 0, -0, 1, -1];

export const samples: readonly Sample[] = [
  ...LENGTHS.flatMap((n, i) => update(n, 10 * i, (seed) => uniform(seed))),
  ...update(200, 1000, (seed) => special(seed))
    .filter((s) => s.kernel !== 'adam')
    .map((s) => ({ ...s, label: `${s.label}, special values` })),
  // No numbers whose square leaves the range of float32: there the true step is no guide.
  ...update(70, 1100, (seed) => (seed === 1100 ? Float32Array.from({ length: 70 }, (_, i) => UNUSUAL[i % 7]!) : uniform(seed))).map(
    (s) => ({ ...s, label: `${s.label}, unusual gradients` }),
  ),
  ...update(250001, 2000, (seed) => uniform(seed)).map((s) => ({ ...s, label: `${s.label}, large` })),
  ...LENGTHS.map((width, i) => rows(width, (i * 5) % 23, 10 * i)),
  rows(129, 2000, 7),
];
