import { LENGTHS, special, uniform, whole, type Sample } from './sample.ts';

const EDGE = 2 ** 31 - 1;
/** Indices of a table of `rows` rows, those outside on either side among them. */
const indices = (rows: number, n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => [0, rows - 1, rows, -1, EDGE, -EDGE - 1, i % 7, i % 3][(i * 5) % 8]!);

const rowSamples: Sample[] = LENGTHS.flatMap((width, i): Sample[] => {
  const [n, rows] = [(i * 3) % 11, 1 + (i % 6)];
  const index = indices(rows, n);
  return [
    { kernel: 'gather_rows', label: `${n} rows of ${width} from ${rows}`, args: { n, width, rows }, operands: { x: special(i), index } },
    { kernel: 'gather_rows_dx', label: `${n} rows of ${width} into ${rows}`, args: { n, width, rows }, operands: { dy: uniform(i), index } },
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

/** Whole tables, large enough to divide among threads. */
const large: Sample[] = [
  { kernel: 'gather_rows', label: 'large', args: { n: 8000, width: 65, rows: 300 }, operands: { x: uniform(1), index: whole(2, -1, 301) } },
  { kernel: 'gather_rows_dx', label: 'large', args: { n: 4000, width: 65, rows: 3000 }, operands: { dy: uniform(1), index: whole(2, -1, 3001) } },
  { kernel: 'gather_batch', label: 'large', args: { n: 8000, width: 65, rows: 300, total: 9000 }, operands: { x: uniform(1), order: whole(2, 0, 300), cursor: Int32Array.of(900) } },
  { kernel: 'gather_batch_u8', label: 'large', args: { n: 600, width: 784, rows: 300, total: 700 }, operands: { x: whole(1, 0, 256), order: whole(2, 0, 300), cursor: Int32Array.of(50) } },
  { kernel: 'one_hot', label: 'large', args: { n: 50000, depth: 10 }, operands: { index: whole(3, -1, 11) } },
];

export const samples: readonly Sample[] = [...rowSamples, ...batchSamples, ...oneHotSamples, ...large];
