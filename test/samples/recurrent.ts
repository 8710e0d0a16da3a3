import { special, uniform, type Content, type Sample } from './sample.ts';

type Sizes = readonly [batch: number, steps: number, inputs: number, units: number];

/** Around strips of units, tiles of rows and units of work; a single step; nothing at all. */
const SIZES: readonly Sizes[] = [
  [0, 3, 2, 5], [2, 0, 3, 4], [1, 1, 1, 1], [1, 5, 0, 3], [3, 4, 2, 7], [5, 3, 9, 16], [4, 2, 3, 17], [7, 3, 5, 33], [13, 2, 8, 20],
  [9, 6, 4, 12],
  [8, 8, 40, 64],
];

interface Options {
  readonly bias?: boolean;
  /** Which gradients are given. */
  readonly dh?: boolean;
  readonly dc?: boolean;
  /** Whether some steps do not count. */
  readonly mask?: boolean;
  readonly activation?: number;
  readonly draw?: (seed: number) => Content;
}

const small = (seed: number): Content => uniform(seed, -0.6, 0.6);
/** Answers of gates. */
const gate = (seed: number): Content => uniform(seed, 0.05, 0.95);

function samplesOf(
  [batch, steps, inputs, units]: Sizes, { bias = true, dh = true, dc = true, mask = false, activation = 3, draw = small }: Options,
  seed: number,
): Sample[] {
  const label = `${batch}x${steps}x${inputs}->${units}, seed ${seed}${bias ? '' : ', no bias'}${dh ? '' : ', no dh'}${dc ? '' : ', no dc'}${
    mask ? ', masked' : ''}, activation ${activation}`;
  const masked = mask ? { seed: seed + 10, low: 0, high: 2.5, whole: true } as const : null;
  const forward = { x: draw(seed), w: small(seed + 1), bias: bias ? small(seed + 2) : null, h0: small(seed + 3), mask: masked };
  const given = { gates: gate(seed + 5), wt: small(seed + 6), dh: dh ? draw(seed + 7) : null, mask: masked };
  const [args, states] = [{ batch, steps, inputs, units }, { batch, steps, units }];
  return [
    { kernel: 'lstm', label, args, operands: { ...forward, c0: small(seed + 4) } },
    { kernel: 'gru', label, args, operands: forward },
    {
      kernel: 'lstm_dz', label, args: states,
      operands: { ...given, c0: small(seed + 4), c: small(seed + 8), dc: dc ? draw(seed + 9) : null },
    },
    { kernel: 'gru_dz', label, args, operands: { ...given, xh: small(seed + 8) } },
    { kernel: 'simple_rnn', label, args: { ...args, activation }, operands: forward },
    {
      kernel: 'simple_rnn_dz', label, args: { ...states, activation },
      operands: { wt: small(seed + 6), h: draw(seed + 11), dh: draw(seed + 7), mask: masked },
    },
  ];
}

/** What stands in steps that do not count reaches no state. */
const MASK = Float32Array.of(1, 0, 1, 0, 0, 1);
const besideNaN: readonly Sample[] = samplesOf([2, 3, 2, 5], {}, 1060)
  .filter(({ operands }) => operands['x'] !== undefined)
  .map((sample) => {
    const x = Float32Array.from({ length: 12 }, (_, i) => (MASK[i >> 1] === 0 ? NaN : i / 8 - 0.5));
    return { ...sample, label: `${sample.label}, NaN where the mask is 0`, operands: { ...sample.operands, x, mask: MASK } };
  });

export const samples: readonly Sample[] = [
  ...SIZES.flatMap((sizes, i) => samplesOf(sizes, {}, 20 * i)),
  ...SIZES.flatMap((sizes, i) => samplesOf(sizes, { mask: true, activation: i % 4 }, 2000 + 20 * i)),
  ...[0, 1, 2].flatMap((activation) => samplesOf([5, 3, 4, 70], { activation }, 3000 + 20 * activation)),
  ...samplesOf([4, 3, 2, 130], { mask: true, dh: false }, 3100),
  ...samplesOf([5, 3, 4, 9], { bias: false, dh: false }, 1000),
  ...samplesOf([5, 3, 4, 9], { dc: false }, 1020),
  ...samplesOf([3, 2, 4, 9], { draw: (seed) => special(seed) }, 1040),
  ...besideNaN,
];
