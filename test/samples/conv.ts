import { EPILOGUE_ACTIVATIONS, kernelNamed } from '../../src/abi/kernels.ts';
import { generator, special, uniform, whole, type Content, type Sample } from './sample.ts';

/** Sizes of up to three axes, those of places from the last one on: [width], [height, width] or [depth, height, width]. */
export interface Sizes {
  readonly places: readonly number[];
  readonly kernel: readonly number[];
  readonly batch?: number;
  readonly channels?: number;
  readonly filters?: number;
  readonly groups?: number;
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
  /** The method, as in the table (default 0). */
  readonly winograd?: number;
  /** 1 to round the factors (default 0). */
  readonly bfloat16?: number;
  /** Zeros before and behind each axis; none if it is left away. */
  readonly pads?: readonly (readonly [before: number, after: number])[];
}
interface Options {
  readonly bias?: boolean;
  readonly activation?: number;
  readonly gate?: boolean;
  /** Of conv_dw. */
  readonly parts?: number;
  readonly draw?: (seed: number) => Content;
}

const AXES = ['D', 'H', 'W'] as const;
const PLACES = ['depth', 'height', 'width'] as const;

/** The arguments that the three kernels share. */
export function geometry(sizes: Sizes): Record<string, number> {
  const {
    places, kernel, batch = 1, channels = 1, filters = 1, groups = 1, strides = [], dilations = [], pads = [], winograd = 0, bfloat16 = 0,
  } = sizes;
  const args: Record<string, number> = { batch, channels, filters, groups, winograd, bfloat16 };
  AXES.forEach((axis, i) => {
    const at = i - (3 - places.length);
    const [size, taps, stride, dilation, [before, after]] = [
      places[at] ?? 1, kernel[at] ?? 1, strides[at] ?? 1, dilations[at] ?? 1, pads[at] ?? [0, 0],
    ] as const;
    const [name, windows] = [PLACES[i]!, before + size + after - (taps - 1) * dilation - 1];
    Object.assign(args, {
      [name]: size, [`out${name[0]!.toUpperCase()}${name.slice(1)}`]: windows < 0 ? 0 : Math.floor(windows / stride) + 1,
      [`kernel${axis}`]: taps, [`stride${axis}`]: stride, [`dilation${axis}`]: dilation, [`pad${axis}`]: before,
    });
  });
  return args;
}

export function sample(kernel: string, sizes: Sizes, options: Options = {}, seed = 1): Sample {
  const { bias = false, activation = 0, gate = false, parts = 1, draw = (s): Content => uniform(s) } = options;
  const given = (name: string, i: number): Content | null =>
    name === 'bias' ? (bias ? uniform(seed + 3) : null) : name === 'gate' ? (gate ? uniform(seed + 4) : null) : draw(seed + i);
  const named = kernelNamed(kernel).args.flatMap((a, i) => ('extent' in a && a.kind === 'in' ? [[a.name, given(a.name, i)] as const] : []));
  return {
    kernel,
    label: JSON.stringify({ ...sizes, ...options, seed }),
    args: { ...geometry(sizes), ...(kernel === 'conv_dw' ? { parts } : { activation }) },
    operands: Object.fromEntries(named),
  };
}

const three = (sizes: Sizes, options: Options = {}, seed = 1): Sample[] =>
  ['conv', 'conv_dx', 'conv_dw'].map((kernel) => sample(kernel, sizes, kernel === 'conv_dw' ? { ...options, bias: false } : options, seed));

/** A convolution at random, small enough for a reference of plain loops. Half of them have padding of Keras' 'same'. */
export function drawn(next: () => number): Sizes {
  const below = (limit: number): number => Math.floor(next() * limit);
  const of = <T>(choices: readonly T[]): T => choices[below(choices.length)]!;
  const axes = of([1, 2, 2, 2, 3]);
  const most = [24, 9, 5][axes - 1]!;
  const kernel = Array.from({ length: axes }, () => 1 + below(of([1, 3, 3, 5])));
  const strides = kernel.map(() => of([1, 1, 1, 2, 3]));
  const dilations = kernel.map(() => of([1, 1, 1, 2, 3]));
  const places = kernel.map(() => 1 + below(most));
  const padded = below(3) > 0;
  const pads = kernel.map((k, i): [number, number] => {
    const reach = (k - 1) * dilations[i]!;
    const before = padded ? below(reach + 1) : 0;
    return [before, padded ? below(reach + 1) : 0];
  });
  const grouped = below(4) === 0;
  const depthwise = below(5) === 0;
  return {
    places, kernel, strides, dilations, pads, batch: of([0, 1, 1, 2, 3]),
    groups: depthwise ? 1 + below(20) : grouped ? 1 + below(4) : 1,
    channels: depthwise ? 1 : 1 + below(of([4, 4, 20])),
    filters: depthwise ? 1 + below(of([1, 3])) : 1 + below(of([4, 20, 40])),
  };
}

/** The same by tiles of Winograd: 3 x 3 taps, sizes around those of tiles and vectors. */
export function drawnTiles(next: () => number): Sizes {
  const below = (limit: number): number => Math.floor(next() * limit);
  const places = [1 + below(13), 1 + below(13)];
  const pads = places.map((n): [number, number] => {
    const before = below(3);
    return [before, Math.max(below(3), 3 - n - before)];
  });
  const count = (): number => (below(3) === 0 ? 1 + below(70) : 1 + below(20));
  return { places, kernel: [3, 3], pads, batch: below(4), channels: count(), filters: count(), winograd: 1 + below(2) };
}

const next = generator(71);
const same3x3 = { kernel: [3, 3], pads: [[1, 1], [1, 1]] } as const;

const unrounded: readonly Sample[] = [
  ...three({ places: [5, 6], kernel: [3, 3], batch: 0, channels: 2, filters: 3 }),
  ...three({ places: [5, 6], kernel: [3, 3], batch: 2, channels: 0, filters: 3 }, { bias: true }),
  ...three({ places: [5, 6], kernel: [3, 3], batch: 2, channels: 2, filters: 0 }, { bias: true, activation: 2 }),
  ...three({ places: [2, 2], kernel: [3, 3], batch: 2, channels: 2, filters: 3 }),
  ...three({ places: [1], kernel: [1] }),
  // Not conv_dx: a machine may multiply weights that are not finite by the zeros around dy.
  ...['conv', 'conv_dw'].map((kernel) =>
    sample(kernel, { places: [9, 10], kernel: [3, 3], batch: 2, channels: 5, filters: 7 }, { draw: (seed) => special(seed) }),
  ),
  ...three({ places: [9, 10], ...same3x3, batch: 2, channels: 4, filters: 6 }, { draw: (seed) => whole(seed) }),
  ...EPILOGUE_ACTIVATIONS.flatMap((_, activation) => [
    ...three({ places: [7, 6], ...same3x3, channels: 3, filters: 21, strides: [2, 1] }, { bias: true, activation }),
    ...three({ places: [7, 6], ...same3x3, groups: 19, filters: 2, strides: [1, 2] }, { bias: true, activation, gate: true }),
  ]),
  // The first layer, the second, and one of 'same' padding, as nets for images have them, with fewer images.
  ...three({ places: [28, 28], kernel: [3, 3], batch: 3, filters: 32 }, { bias: true, activation: 1 }),
  ...three({ places: [26, 26], kernel: [3, 3], batch: 2, channels: 32, filters: 64 }, { gate: true }),
  ...three({ places: [32, 32], ...same3x3, channels: 64, filters: 64 }, { bias: true }),
  ...three({ places: [15, 17], kernel: [3, 3], pads: [[1, 1], [1, 1]], batch: 2, channels: 16, filters: 33, strides: [2, 2] }),
  ...three({ places: [20, 21], kernel: [1, 1], batch: 2, channels: 40, filters: 50, strides: [2, 2] }, { bias: true }),
  ...three({ places: [12, 11], kernel: [7, 5], pads: [[3, 3], [2, 2]], batch: 3, channels: 3, filters: 18 }),
  ...three({ places: [14, 13], ...same3x3, batch: 4, groups: 40 }, { bias: true, activation: 1 }),
  ...three({ places: [14, 13], ...same3x3, batch: 3, groups: 3, channels: 16, filters: 20, dilations: [1, 2] }),
  // Many channels and filters, no multiples of vectors: parts of columns that begin within a tap, few places, groups.
  ...three({ places: [60], kernel: [5], batch: 2, channels: 40, filters: 70 }),
  ...three({ places: [5], kernel: [3], pads: [[2, 1]], batch: 3, channels: 61, filters: 130 }),
  ...three({ places: [17, 12], kernel: [5, 3], pads: [[2, 2], [2, 1]], batch: 2, channels: 30, filters: 67, groups: 2, strides: [1, 2] }),
  ...three({ places: [5, 6, 7], kernel: [2, 3, 3], pads: [[0, 1], [1, 1], [2, 2]], channels: 45, filters: 64, dilations: [1, 2, 1] }),
  // Tiles: a few of them or one, whole ones or parts, more than are taken together, and units side by side in a row.
  ...[1, 2].flatMap((winograd) => [
    sample('conv_dw', { places: [6, 7], ...same3x3, batch: 6, channels: 70, filters: 130, winograd }, { parts: 3 }),
    sample('conv_dw', { places: [5, 9], ...same3x3, batch: 4, channels: 3, filters: 33, winograd }, { parts: 4 }),
    ...three({ places: [2, 2], ...same3x3, channels: 3, filters: 5, winograd }, { bias: true, activation: 1 }),
    ...three({ places: [28, 28], kernel: [3, 3], batch: 3, channels: 5, filters: 20, winograd }, { bias: true, activation: 1, gate: true }),
    ...three({ places: [26, 26], kernel: [3, 3], batch: 2, channels: 32, filters: 64, winograd }, { gate: true }),
    ...three({ places: [19, 18], ...same3x3, channels: 64, filters: 65, winograd }, { bias: true, activation: 2 }),
    ...three({ places: [6, 150], ...same3x3, batch: 2, channels: 17, filters: 33, winograd }, { bias: true, activation: 3 }),
    ...three({ places: [5, 6], ...same3x3, channels: 260, filters: 150, winograd }, { bias: true, gate: true }),
    ...three({ places: [5, 6], kernel: [3, 3], batch: 2, channels: 0, filters: 3, winograd }, { bias: true }),
    ...three({ places: [5, 6], kernel: [3, 3], batch: 2, channels: 2, filters: 0, winograd }, { bias: true, activation: 2 }),
    ...three({ places: [5, 6], kernel: [3, 3], batch: 0, channels: 2, filters: 3, winograd }),
  ]),
  // With tiles of 2 x 2, small whole numbers come to whole numbers without rounding.
  ...three({ places: [9, 10], ...same3x3, batch: 2, channels: 4, filters: 6, winograd: 1 }, { draw: (seed) => whole(seed) }),
  ...Array.from({ length: 20 }, (_, i) =>
    three(drawnTiles(next), { bias: i % 2 === 0, gate: i % 3 === 0, activation: i % EPILOGUE_ACTIVATIONS.length }, 1100 + 10 * i),
  ).flat(),
  // Sequences: causal, dilated, and longer than a unit.
  ...three({ places: [200], kernel: [4], pads: [[9, 0]], dilations: [3], batch: 2, channels: 24, filters: 40 }, { activation: 3 }),
  ...three({ places: [150], kernel: [5], strides: [3], channels: 300, filters: 20 }),
  // A sum longer than a block of products.
  ...three({ places: [6, 6], ...same3x3, channels: 130, filters: 140 }, { bias: true, gate: true }),
  ...three({ places: [5, 6, 7], kernel: [3, 2, 3], pads: [[1, 1], [0, 1], [2, 2]], batch: 2, channels: 6, filters: 17 }),
  ...three({ places: [7, 7, 7], kernel: [2, 3, 2], strides: [2, 1, 3], dilations: [1, 2, 1], channels: 5, filters: 18 }),
  ...Array.from({ length: 60 }, (_, i) => {
    const sizes = drawn(next);
    return three(sizes, { bias: i % 2 === 0, gate: i % 3 === 0, activation: i % EPILOGUE_ACTIVATIONS.length }, 100 + 10 * i);
  }).flat(),
];

/** Whether the table allows to round the factors: where there are products of matrices. */
export const canRound = ({ winograd, channels, groups }: Readonly<Record<string, number>>): boolean =>
  winograd === 0 && (channels! > 1 || groups === 1);

export const samples: readonly Sample[] = [
  ...unrounded,
  ...unrounded
    .filter(({ args }) => canRound(args))
    .map((of) => ({ ...of, label: `bfloat16, ${of.label}`, args: { ...of.args, bfloat16: 1 } })),
  // More places than a part of the sums of weights, and halves between two neighbours in bfloat16, which has eight bits.
  ...three({ places: [31, 35], ...same3x3, channels: 3, filters: 5, bfloat16: 1 }, { draw: (seed) => whole(seed, -1024, 1025) }),
];
