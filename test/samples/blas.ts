import { LENGTHS, special, uniform, whole, type Content, type Sample } from './sample.ts';

/** Every kernel on vectors of n elements, incx and incy apart. */
function vectors(n: number, incx: number, incy: number, seed: number, draw: (seed: number) => Content, label = ''): Sample[] {
  const [x, y] = [draw(seed), draw(seed + 1)];
  const one = (kernel: string, args: Readonly<Record<string, number>> = {}): Sample => ({
    kernel, label: `${n} elements ${incx} apart${label}`, args: { n, incx, ...args }, operands: { x },
  });
  const two = (kernel: string, reversed: number, args: Readonly<Record<string, number>> = {}): Sample => ({
    kernel,
    label: `${n} elements, ${incx} and ${incy} apart${label}${reversed ? ', reversed' : ''}`,
    args: { n, incx, reversed, incy, ...args },
    operands: { x, y },
  });
  return [
    ...[0, 1].flatMap((reversed) => [two('saxpy', reversed, { alpha: -0.7 }), two('sdot', reversed)]),
    ...(incx > 0 ? [one('sscal', { alpha: 1.3 })] : []),
    one('snrm2'), one('sasum'), one('isamax'),
  ];
}

const usual = (seed: number): Content => uniform(seed);
/** Squares beyond float32 at both ends, and a NaN, an infinity or a tie here and there. */
const EDGES = [1e30, -3e38, 2e-30, 1e-45, 0, -0];

export const samples: readonly Sample[] = [
  ...LENGTHS.flatMap((n, i) =>
    [
      [1, 1], [3, 1], [1, 2], [7, 5], [0, 1],
    ].flatMap(([incx, incy], j) => vectors(n, incx!, incy!, 100 * i + 10 * j, usual)),
  ),
  ...[1, 2].flatMap((inc) => [5, 40, 300].flatMap((n) => vectors(n, inc, inc, 5000 + n, (seed) => special(seed), ', special'))),
  ...vectors(2500, 1, 3, 6000, (seed) => whole(seed, -3, 4), ', ties'),
  ...vectors(64, 1, 1, 6100, () => new Float32Array(64), ', zeros'),
  ...EDGES.map((edge): Sample => ({
    kernel: 'snrm2', label: `37 times ${edge}`, args: { n: 37, incx: 1 },
    operands: { x: new Float32Array(37).fill(edge) },
  })),
  {
    kernel: 'saxpy',
    label: 'alpha 0 reads no x',
    args: { n: 20, alpha: 0, incx: 1, reversed: 0, incy: 1 },
    operands: { x: new Float32Array(20).fill(NaN), y: uniform(1) },
  },
  ...[1023, 1024, 1025, 4095].map((at): Sample => ({
    kernel: 'isamax',
    label: `a NaN at ${at}`,
    args: { n: 5000, incx: 1 },
    operands: { x: Float32Array.from({ length: 5000 }, (_, i) => (i === at || i === 4999 ? NaN : i)) },
  })),
  ...vectors(400_003, 1, 1, 7000, usual, ', large'),
];
