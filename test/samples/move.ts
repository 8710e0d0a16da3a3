import { LENGTHS, SPECIAL, special, uniform, whole, type Sample } from './sample.ts';

const fills: Sample[] = [
  ...LENGTHS.map((n) => ({ kernel: 'fill', label: `${n} elements`, args: { n, value: -1.25 }, operands: {} })),
  ...SPECIAL.map((value) => ({
    kernel: 'fill', label: `with ${Object.is(value, -0) ? '-0' : value}`, args: { n: 21, value }, operands: {},
  })),
];

const casts: Sample[] = LENGTHS.map((n) => ({
  kernel: 'cast_u8_f32', label: `${n} elements`, args: { n }, operands: { x: whole(n, 0, 256) },
}));

/** Six sizes and strides; what each layout is for. */
const LAYOUTS: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ['one element', [1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0]],
  ['one element, strides that do not matter', [1, 1, 1, 1, 1, 1], [9, 8, 7, 6, 5, 4]],
  ['nothing, first axis', [0, 5, 4, 3, 2, 1], [1, 2, 3, 4, 5, 6]],
  ['nothing, inner axis', [5, 4, 1, 0, 2, 1], [1, 2, 3, 4, 5, 6]],
  ['nothing between large axes', [3, 60000, 0, 60000, 60000, 1], [1, 1, 1, 1, 1, 1]],
  ['contiguous', [2, 3, 1, 4, 1, 5], [60, 20, 7, 5, 0, 1]],
  ['contiguous, leading', [37, 1, 1, 1, 1, 1], [1, 0, 0, 0, 0, 0]],
  ['a slice of rows', [5, 1, 1, 1, 1, 7], [12, 0, 0, 0, 0, 1]],
  ['every third', [1, 1, 1, 1, 1, 23], [0, 0, 0, 0, 0, 3]],
  ['every third, leading', [23, 1, 1, 1, 1, 1], [3, 0, 0, 0, 0, 0]],
  ['transpose, trailing', [1, 1, 1, 1, 17, 33], [0, 0, 0, 0, 1, 17]],
  ['transpose, leading', [33, 17, 1, 1, 1, 1], [1, 33, 0, 0, 0, 0]],
  ['transpose of a padded matrix', [1, 1, 1, 1, 31, 16], [0, 0, 0, 0, 1, 40]],
  ['batch of transposes', [3, 1, 1, 19, 1, 5], [95, 0, 0, 1, 0, 19]],
  ['NHWC to NCHW', [2, 3, 4, 5, 1, 1], [60, 1, 15, 3, 0, 0]],
  ['NCHW to NHWC', [2, 4, 5, 3, 1, 1], [60, 5, 1, 20, 0, 0]],
  ['axes reversed', [2, 3, 2, 3, 2, 3], [1, 2, 6, 12, 36, 72]],
  ['heads', [2, 4, 7, 8, 1, 1], [224, 8, 32, 1, 0, 0]],
];
/** Layouts in which positions repeat: broadcasts, for reading alone. */
const BROADCASTS: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ['a scalar', [2, 3, 1, 1, 4, 5], [0, 0, 0, 0, 0, 0]],
  ['a row', [1, 1, 1, 1, 6, 19], [0, 0, 0, 0, 0, 1]],
  ['a column', [1, 1, 1, 1, 6, 19], [0, 0, 0, 0, 1, 0]],
  ['a column, leading', [6, 19, 1, 1, 1, 1], [1, 0, 0, 0, 0, 0]],
  ['a middle axis', [3, 5, 4, 1, 1, 1], [4, 0, 1, 0, 0, 0]],
  ['overlapping windows', [1, 1, 1, 1, 9, 4], [0, 0, 0, 0, 2, 1]],
];

function strided(
  kernel: 'strided_read' | 'strided_write',
  [label, sizes, strides]: readonly [string, readonly number[], readonly number[]],
  i: number,
): Sample {
  const args = Object.fromEntries([
    ...sizes.map((d, k): [string, number] => [`d${k}`, d]),
    ...strides.map((s, k): [string, number] => [`s${k}`, s]),
  ]);
  return { kernel, label, args, operands: kernel === 'strided_read' ? { x: special(i) } : { x: special(i), y: uniform(i + 1) } };
}

const LARGE: readonly [string, readonly number[], readonly number[]] = ['large transpose', [700, 1, 1, 1, 1, 650], [1, 0, 0, 0, 0, 700]];

const records: readonly Sample[] = [
  [3, 5, 2], [1, 1, 0], [17, 4, 3], [4, 3, 3], [4, 3, -1], [0, 3, 1], [2, 0, 0],
].map(([n, rows, row], i) => ({
  kernel: 'record',
  label: `row ${row} of ${rows} x ${n}`,
  args: { n: n!, rows: rows! },
  operands: { row: Int32Array.of(row!), x: special(i), y: uniform(i + 1) },
}));

export const samples: readonly Sample[] = [
  ...fills,
  { kernel: 'fill', label: 'large', args: { n: 500001, value: 3 }, operands: {} },
  ...casts,
  { kernel: 'cast_u8_f32', label: 'large', args: { n: 500001 }, operands: { x: whole(9, 0, 256) } },
  ...[...LAYOUTS, ...BROADCASTS, LARGE].map((layout, i) => strided('strided_read', layout, i)),
  ...[...LAYOUTS, LARGE].map((layout, i) => strided('strided_write', layout, i)),
  ...records,
];
