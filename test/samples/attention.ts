import { attention } from '../reference/attention.ts';
import { realise, uniform, type Sample } from './sample.ts';

/** The sizes and options of a sample; what is left away is 1, off or absent. */
export interface Shape {
  readonly batch?: number;
  readonly rows: number;
  readonly cols: number;
  readonly groups?: number;
  readonly share?: number;
  readonly depth?: number;
  readonly width?: number;
  readonly causal?: number;
  readonly window?: number;
  readonly scale?: number;
  readonly rate?: number;
  /** The axes of the mask that are not 1, such as 'bs'. */
  readonly mask?: string;
  /** How far values go. */
  readonly far?: number;
}

const f64 = (x: ArrayLike<number>): Float64Array => Float64Array.from(x);

/** Both kernels on one set of values: the second gets what the reference gives for the first. */
export function both(label: string, shape: Shape, seed: number): Sample[] {
  const { batch = 1, rows, cols, groups = 1, share = 1, depth = 5, width = 3, causal = 0, window = 0, scale = 0.5, rate = 0 } = shape;
  const { mask: axes, far = 2 } = shape;
  const heads = groups * share;
  const sizes = { b: batch, n: heads, t: rows, s: cols };
  let extent = 1;
  const strides = { b: 0, n: 0, t: 0, s: 0 };
  for (const axis of ['s', 't', 'n', 'b'] as const) {
    if (axes?.includes(axis) !== true) continue;
    strides[axis] = extent;
    extent *= sizes[axis];
  }
  const args = {
    batch, rows, cols, groups, share, depth, width, causal, window, scale: Math.fround(scale), rate: Math.fround(rate), seed: seed * 77,
    stream: -seed, maskB: strides.b, maskN: strides.n, maskT: strides.t, maskS: strides.s,
  };
  const draw = (at: number, length: number): Float32Array => realise(uniform(seed + at, -far, far), 'f32', length) as Float32Array;
  const [q, k, v] = [draw(1, batch * rows * heads * depth), draw(2, batch * cols * groups * depth), draw(3, batch * cols * groups * width)];
  const some = batch * rows * cols * heads > 0 ? extent : 0;
  const mask = axes === undefined ? null : Float32Array.from(draw(4, some), (x) => (x < -0.5 * far ? 0 : x));
  const counter = rate > 0 ? Int32Array.of(seed, 3) : null;
  const operands = { q, k, v, mask, counter };
  const [y, lse] = [new Float64Array(batch * rows * heads * width), new Float64Array(batch * heads * rows)];
  attention({ ...args, q: f64(q), k: f64(k), v: f64(v), mask: mask && f64(mask), counter: counter && f64(counter), y, lse });
  const given = { ...operands, y: Float32Array.from(y), lse: Float32Array.from(lse), dy: draw(5, y.length) };
  return [{ kernel: 'attention', label, args, operands }, { kernel: 'attention_dx', label, args, operands: given }];
}

const SHAPES: readonly Shape[] = [
  { rows: 0, cols: 0 },
  { rows: 0, cols: 4, batch: 2 },
  { rows: 3, cols: 0 },
  { rows: 2, cols: 3, batch: 0 },
  { rows: 4, cols: 5, depth: 0 },
  { rows: 4, cols: 5, width: 0 },
  { rows: 3, cols: 70, share: 0, groups: 2 },
  { rows: 3, cols: 70, groups: 0 },
  { rows: 1, cols: 1 },
  { rows: 1, cols: 70, groups: 2 },
  { rows: 7, cols: 9, batch: 2, groups: 3, share: 2 },
  { rows: 64, cols: 64, depth: 32, width: 32 },
  { rows: 65, cols: 130, depth: 16, width: 17, groups: 2 },
  { rows: 130, cols: 63, depth: 33, width: 8, share: 3 },
  { rows: 33, cols: 33, causal: 1 },
  { rows: 150, cols: 150, causal: 1, batch: 2 },
  { rows: 70, cols: 200, causal: 1 },
  { rows: 200, cols: 70, causal: 1, share: 2 },
  { rows: 200, cols: 200, window: 5 },
  { rows: 150, cols: 150, window: 70, causal: 1, groups: 2 },
  { rows: 150, cols: 20, window: 3 },
  { rows: 9, cols: 9, window: 2 ** 31 - 1, causal: 1 },
  ...['s', 'bs', 'ts', 'bts', 'bnts', 'n', 't', ''].map((mask) => ({ rows: 67, cols: 71, batch: 2, groups: 2, share: 2, mask })),
  { rows: 150, cols: 150, mask: 'bts', causal: 1, window: 100, batch: 2 },
  { rows: 67, cols: 71, rate: 0.3, batch: 2, groups: 2 },
  { rows: 131, cols: 131, rate: 0.5, causal: 1, mask: 's', share: 2 },
  { rows: 5, cols: 9, rate: 1 },
  { rows: 9, cols: 80, far: 8, scale: 1 },
  { rows: 9, cols: 600, far: 8, scale: 1 },
  { rows: 3, cols: 600, groups: 4 },
  { rows: 600, cols: 530, window: 40, causal: 1 },
  { rows: 9, cols: 80, scale: -3 },
];

const nan = (at: number): Sample[] =>
  both('NaN', { rows: 5, cols: 70, groups: 2 }, 40).map((sample) => {
    const q = Float32Array.from(sample.operands['q'] as Float32Array);
    q[at] = NaN;
    return { ...sample, label: `NaN at ${at}`, operands: { ...sample.operands, q } };
  });

export const samples: readonly Sample[] = [
  ...SHAPES.flatMap((shape, i) => both(JSON.stringify(shape), shape, i + 1)),
  ...nan(0),
  ...both('blocks of one head', { rows: 140, cols: 150, depth: 32, width: 32, share: 3, rate: 0.1, causal: 1 }, 98),
  ...both('large', { rows: 150, cols: 140, groups: 2, share: 2, batch: 3, depth: 32, width: 32, rate: 0.1, causal: 1 }, 99),
];
