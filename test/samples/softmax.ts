import { LENGTHS, special, uniform, type Content, type Sample } from './sample.ts';

const PLAIN = ['softmax', 'log_softmax', 'sparsemax'] as const;

/** Labels of every class, and some outside on either side when asked for. */
const labels = (rows: number, cols: number, outside: boolean): Int32Array =>
  Int32Array.from({ length: rows }, (_, i) =>
    outside && i % 3 === 1 ? [-1, cols, 2 ** 31 - 1, -(2 ** 31)][i % 4]! : cols > 0 ? (i * 5) % cols : 0,
  );

function every(rows: number, cols: number, x: Content, what: string, seed = 1, outside = true): Sample[] {
  const args = { rows, cols };
  const label = `${rows} x ${cols}, ${what}`;
  const [t, dy, names] = [uniform(seed + 1, 0, 1), uniform(seed + 2), labels(rows, cols, outside)];
  return [
    ...PLAIN.map((kernel) => ({ kernel, label, args, operands: { x } })),
    { kernel: 'softmax_cross_entropy', label, args, operands: { x, t } },
    { kernel: 'softmax_cross_entropy_dx', label, args, operands: { x, t, dy } },
    { kernel: 'sparse_softmax_cross_entropy', label, args, operands: { x, label: names } },
    { kernel: 'sparse_softmax_cross_entropy_dx', label, args, operands: { x, label: names, dy } },
  ];
}

const ALIAS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  softmax: { y: 'x' }, log_softmax: { y: 'x' }, softmax_cross_entropy_dx: { dx: 'x' }, sparse_softmax_cross_entropy_dx: { dx: 'x' },
};
const inPlace = (samples: readonly Sample[]): Sample[] =>
  samples.flatMap((s) => (s.kernel in ALIAS ? [{ ...s, alias: ALIAS[s.kernel]! }] : []));

/** Rows a classifier may meet: one sure answer, a tie of all, offsets that cancel, masked-out classes. */
const cols = 19;
const rowsOf = (rows: readonly ((j: number) => number)[]): Float32Array =>
  Float32Array.from({ length: rows.length * cols }, (_, i) => rows[Math.floor(i / cols)]!(i % cols));
const classifier = rowsOf([
  (j) => (j === 3 ? 90 : -90), () => 0, () => -7.25, (j) => 1e4 + j, (j) => -1e30 * j, (j) => (j % 2 ? 0.25 : 0),
  (j) => j / 19, (j) => 3e38 * Math.sin(j),
]);
const masked = rowsOf([
  (j) => (j < 15 ? -Infinity : j), (j) => (j === 18 ? 1 : -Infinity), () => -Infinity, (j) => (j === 4 ? Infinity : j),
  (j) => (j === 17 ? NaN : 1), (j) => (j === 0 ? NaN : -Infinity),
]);

export const samples: readonly Sample[] = [
  ...LENGTHS.flatMap((n, i) => every((i * 3) % 8, n, uniform(i, -5, 5), 'uniform', i)),
  ...[1, 10, 100].flatMap((n) => every(9, n, uniform(n, -40, 40), 'wide', n)),
  ...inPlace(every(5, 37, uniform(1, -5, 5), 'in place')),
  ...every(8, cols, classifier, 'classifier', 1, false),
  ...every(6, cols, masked, 'masked', 1, false),
  ...every(40, 23, special(8), 'special'),
  ...every(3, 2999, uniform(9, -3, 3), 'long rows'),
  ...every(400, 61, uniform(10, -8, 8), 'large'),
];
