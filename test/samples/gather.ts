import { group_indices } from '../reference/gather.ts';
import { LENGTHS, realise, special, uniform, whole, type Sample } from './sample.ts';

const EDGE = 2 ** 31 - 1;
/** Indices of a table of `rows` rows, those outside on either side among them. */
const indices = (rows: number, n: number): Int32Array =>
  Int32Array.from({ length: n }, (_, i) => [0, rows - 1, rows, -1, EDGE, -EDGE - 1, i % 7, i % 3][(i * 5) % 8]!);

/** What `group_indices` makes of indices. */
function grouped(rows: number, index: Int32Array): Int32Array {
  const groups = new Float64Array(2 * index.length);
  group_indices({ n: index.length, rows, index: Float64Array.from(index), groups });
  return Int32Array.from(groups);
}

const rowSamples: Sample[] = LENGTHS.flatMap((width, i): Sample[] => {
  const [n, rows] = [(i * 3) % 11, 1 + (i % 6)];
  const index = indices(rows, n);
  return [
    { kernel: 'gather_rows', label: `${n} rows of ${width} from ${rows}`, args: { n, width, rows }, operands: { x: special(i), index } },
    {
      kernel: 'gather_rows_dx', label: `${n} rows of ${width} into ${rows}`, args: { n, width, rows },
      operands: { dy: uniform(i), index },
    },
  ];
});

const batchSamples: Sample[] = LENGTHS.flatMap((width, i): Sample[] => {
  const [n, rows, total] = [(i * 3) % 11, 1 + (i % 6), (i * 7) % 20];
  return [0, 3, total, -2, EDGE - 2, -EDGE].flatMap((first) => {
    const args = { n, width, rows, total };
    const label = `${n} of ${total} from position ${first}, ${rows} rows of ${width}`;
    const operands = { order: indices(rows, total), cursor: Int32Array.of(first) };
    return [
      { kernel: 'gather_batch', label, args, operands: { x: special(i), ...operands } },
      { kernel: 'gather_batch_u8', label, args, operands: { x: whole(i, 0, 256), ...operands } },
    ];
  });
});

const oneHotSamples: Sample[] = LENGTHS.map((depth, i) => ({
  kernel: 'one_hot', label: `depth ${depth}`, args: { n: (i * 5) % 12, depth }, operands: { index: indices(depth, (i * 5) % 12) },
}));

/** Groups as no sort makes them: positions outside, groups without a first, firsts that are negative. */
const strayGroups = (n: number): Int32Array =>
  Int32Array.from({ length: 2 * n }, (_, i) => [0, -1, n - 1, -1, n, -2, 3 % Math.max(n, 1), -1, EDGE, -EDGE - 1][(i * 7) % 10]!);

const groupSamples: Sample[] = LENGTHS.flatMap((width, i): Sample[] => {
  const [n, rows] = [(i * 3) % 11, 1 + (i % 6)];
  const label = `${n} rows of ${width}, table of ${rows}`;
  return [
    { kernel: 'sum_groups', label, args: { n, width }, operands: { dy: uniform(i), groups: grouped(rows, indices(rows, n)) } },
    { kernel: 'sum_groups', label: `${label}, stray`, args: { n, width }, operands: { dy: uniform(i), groups: strayGroups(n) } },
    { kernel: 'scatter_rows', label, args: { n, width, rows }, operands: { x: special(i), index: indices(rows, n), y: special(i + 1) } },
  ];
});

/** Tables whose indices have no digit to sort by, one, two, three and four; few indices and many. */
const sortSamples: Sample[] = [0, 1, 5, 255, 256, 65535, 65536, 2 ** 24 - 1, 2 ** 24, EDGE].flatMap((rows) =>
  [0, 1, 2, 9, 100, 1000].flatMap((n, i): Sample[] => [
  { kernel: 'group_indices', label: `${n} of ${rows}`, args: { n, rows }, operands: { index: whole(i, 0, rows) } },
  { kernel: 'group_indices', label: `${n} of ${rows}, some outside`, args: { n, rows }, operands: { index: indices(rows, n) } },
]));

/** Whole tables, large enough to divide among threads. */
const large: Sample[] = [
  { kernel: 'gather_rows', label: 'large', args: { n: 8000, width: 65, rows: 300 }, operands: { x: uniform(1), index: whole(2, -1, 301) } },
  {
    kernel: 'gather_rows_dx', label: 'large', args: { n: 4000, width: 65, rows: 3000 },
    operands: { dy: uniform(1), index: whole(2, -1, 3001) },
  },
  {
    kernel: 'sum_groups',
    label: 'large',
    args: { n: 4000, width: 65 },
    operands: { dy: uniform(1), groups: grouped(300, realise(whole(2, -1, 301), 'i32', 4000) as Int32Array) },
  },
  {
    kernel: 'scatter_rows',
    label: 'large',
    args: { n: 8000, width: 65, rows: 300 },
    operands: { x: uniform(1), index: whole(2, -1, 301), y: uniform(3) },
  },
  {
    kernel: 'gather_batch',
    label: 'large',
    args: { n: 8000, width: 65, rows: 300, total: 9000 },
    operands: { x: uniform(1), order: whole(2, 0, 300), cursor: Int32Array.of(900) },
  },
  {
    kernel: 'gather_batch_u8',
    label: 'large',
    args: { n: 600, width: 784, rows: 300, total: 700 },
    operands: { x: whole(1, 0, 256), order: whole(2, 0, 300), cursor: Int32Array.of(50) },
  },
  { kernel: 'one_hot', label: 'large', args: { n: 50000, depth: 10 }, operands: { index: whole(3, -1, 11) } },
];

export const samples: readonly Sample[] = [...rowSamples, ...batchSamples, ...oneHotSamples, ...sortSamples, ...groupSamples, ...large];
