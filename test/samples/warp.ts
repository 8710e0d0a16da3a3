import { generator, uniform, type Content, type Sample } from './sample.ts';

const KERNELS = ['warp', 'warp_dx'] as const;

interface Geometry {
  readonly n: number;
  readonly input: readonly [number, number];
  readonly c: number;
  readonly output: readonly [number, number];
}

function sample(
  kernel: (typeof KERNELS)[number], { n, input, c, output }: Geometry, bilinear: number, fill: number, p: Content, label: string,
): Sample {
  const sizes = { n, ih: input[0], iw: input[1], c, oh: output[0], ow: output[1] };
  const args = { ...sizes, bilinear, fill, ...(kernel === 'warp' ? { value: 0.75 } : {}) };
  const ways = `${bilinear ? 'bilinear' : 'nearest'}, fill ${fill}`;
  return {
    kernel,
    label: `${n} x ${input.join(' x ')} x ${c} to ${output.join(' x ')}, ${ways}, ${label}`,
    args,
    operands: { [kernel === 'warp' ? 'x' : 'dy']: uniform(n + c), p },
  };
}

/** A transform for each image: six numbers around those that leave it as it is. */
function around(n: number, seed: number, spread: number, shift: number): Float32Array {
  const next = generator(seed);
  const drawn = (): number => 2 * next() - 1;
  const all = Array.from({ length: n }, () => [
    1 + spread * drawn(), spread * drawn(), shift * drawn(), spread * drawn(), 1 + spread * drawn(), shift * drawn(),
  ]);
  return Float32Array.from(all.flat());
}

const GEOMETRIES: readonly Geometry[] = [
  { n: 0, input: [3, 4], c: 3, output: [3, 4] },
  { n: 2, input: [3, 4], c: 0, output: [3, 4] },
  ...[1, 3, 4, 7, 8, 16, 19].map((c): Geometry => ({ n: 2, input: [5, 6], c, output: [5, 6] })),
  { n: 3, input: [1, 7], c: 3, output: [4, 5] },
  { n: 1, input: [6, 1], c: 2, output: [3, 9] },
];
const WAYS = [0, 1].flatMap((bilinear) => [0, 1, 2, 3].map((fill) => [bilinear, fill] as const));
const FEW: Geometry = { n: 2, input: [6, 5], c: 3, output: [6, 5] };
/** Mirrored, turned by a right angle, moved by halves, and by more than the image. */
const WHOLE = [[-1, 0, 4, 0, -1, 5], [0, -1, 4, 1, 0, 0], [1, 0, 0.5, 0, 1, -0.5], [1, 0, 23, 0, 1, -37], [1, 0, -1e6, 0, 1, 1e6]];

export const samples: readonly Sample[] = KERNELS.flatMap((kernel) => [
  ...GEOMETRIES.flatMap((g, i) => WAYS.map(([b, f]) => sample(kernel, g, b, f, around(g.n, i, 0.4, 3), 'some transform'))),
  ...WAYS.flatMap(([b, f]) => WHOLE.map((p) => sample(kernel, FEW, b, f, Float32Array.from([...p, ...p]), `places ${p.join()}`))),
  ...WAYS.map(([b, f]) => sample(kernel, FEW, b, f, around(2, 5, 3, 40), 'far outside')),
  // A transform that is no number looks outside, or at the first place.
  ...[[0, 0], [0, 2], [1, 1]].map(([b, f]) => sample(kernel, FEW, b!, f!, new Float32Array(12).fill(NaN), 'no number')),
  sample(kernel, { n: 6, input: [50, 50], c: 5, output: [48, 50] }, 1, 2, around(6, 9, 0.2, 5), 'large'),
]);
