/** Chains of several steps, on every machine against the reference: operands of every kind, blocks of every shape.
 *  Values are small whole numbers, which float32 and float64 hold alike, so results must agree to the bit. */
import { describe, expect, test } from 'vitest';
import { BLOCK, kernelNamed, operandsOf } from '../src/abi/kernels.ts';
import { link, type Place } from '../src/abi/program.ts';
import { Writer, type ChainOperand, type ChainStep } from '../src/abi/writer.ts';
import { MACHINES, nativeWith, ran, TARGETS } from './machines.ts';
import { ReferenceArena } from './reference/machine.ts';
import { generator, GUARD } from './samples/sample.ts';

/** Steps that keep whole numbers whole and small. */
const WHOLE_STEPS = [
  'copy',
  'neg',
  'abs',
  'sign',
  'floor',
  'ceil',
  'round',
  'relu',
  'is_nan',
  'add',
  'sub',
  'maximum',
  'minimum',
  'less',
  'less_equal',
  'equal',
  'relu_d',
  'select',
];
const INPUTS = ['in_full', 'in_row', 'in_col', 'in_scalar'] as const;
const SHAPES: readonly (readonly [rows: number, cols: number])[] = [
  [0, 5],
  [5, 0],
  [1, 1],
  [1, 7],
  [7, 1],
  [3, 5],
  [5, 16],
  [33, 31],
  [1, BLOCK - 1],
  [1, BLOCK],
  [1, BLOCK + 1],
  [BLOCK + 1, 1],
  [3, BLOCK],
  [3, BLOCK + 17],
  [100, 21],
  [2, 2 * BLOCK + 3],
];

interface Chain {
  readonly label: string;
  readonly words: Int32Array;
  readonly before: Float32Array;
  /** What the reference leaves in each output. */
  readonly outputs: readonly { readonly offset: number; readonly expected: Float32Array }[];
}

function chain(rows: number, cols: number, seed: number, length: number): Chain {
  const next = generator(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  let end = 16;
  const take = (elements: number): Place => {
    const offset = end + below(3);
    end = offset + elements + 16;
    return { segment: 'state', offset };
  };
  const extent = { in_full: rows * cols, in_row: cols, in_col: rows, in_scalar: 1, out: rows * cols };
  const operands: ChainOperand[] = INPUTS.map((kind) => ({ kind, place: take(extent[kind]) }));
  operands.push({ kind: 'immediate', value: below(9) - 4 });
  const steps: ChainStep[] = [];
  for (let s = 0; s < length; s++) {
    const kernel = WHOLE_STEPS[below(WHOLE_STEPS.length)]!;
    const inputs = operandsOf(kernelNamed(kernel))
      .slice(1)
      .map(() => below(operands.length));
    const writable = operands.flatMap(({ kind }, i) => (kind === 'out' || kind === 'temp' ? [i] : []));
    // The last step always writes an output; the others may write over what an earlier one wrote.
    const reuse = s < length - 1 && writable.length > 0 && next() < 0.3;
    if (!reuse) operands.push(s < length - 1 && next() < 0.6 ? { kind: 'temp' } : { kind: 'out', place: take(rows * cols) });
    steps.push({ kernel, operands: [...inputs, reuse ? writable[below(writable.length)]! : operands.length - 1] });
  }
  const writer = new Writer();
  writer.chain(rows, cols, operands, steps);
  const words = link(writer.finish(0), { state: 0, workspace: 0, dataset: 0 });
  const before = new Float32Array(new Int32Array(end).fill(GUARD).buffer);
  const reference = new ReferenceArena(end);
  for (const operand of operands) {
    if (!('place' in operand) || operand.kind === 'out') continue;
    const values = Float32Array.from({ length: extent[operand.kind] }, () => below(17) - 8);
    before.set(values, operand.place.offset);
    reference.write(operand.place.offset, values);
  }
  reference.run(reference.load(words), 1);
  const outputs = operands.flatMap((operand) => {
    if (operand.kind !== 'out') return [];
    const expected = new Float32Array(rows * cols);
    reference.read(operand.place.offset, expected);
    return [{ offset: operand.place.offset, expected }];
  });
  return { label: `chain of ${rows}x${cols}, seed ${seed}, ${length} steps`, words, before, outputs };
}

const CHAINS = SHAPES.flatMap(([rows, cols], i) => [1, 2, 5, 12].map((length) => chain(rows, cols, 100 * i + length, length)));

/** The bits a chain should leave in the whole arena. */
function expectedBits({ before, outputs }: Chain): Int32Array {
  const after = before.slice();
  for (const { offset, expected } of outputs) after.set(expected, offset);
  return new Int32Array(after.buffer);
}

test.each(MACHINES)('$machine', ({ machine, backend }) => {
  for (const sample of CHAINS) {
    const [expected, got] = [expectedBits(sample), new Int32Array(ran(backend(), sample.words, sample.before).buffer)];
    const at = got.findIndex((bits, i) => bits !== expected[i]);
    expect(
      at,
      `${sample.label} on ${machine}: element ${at} of the arena; outputs begin at ${sample.outputs.map((o) => o.offset).join(', ')}`,
    ).toBe(-1);
  }
});

/** Steps that native machines run in pieces, alone and in pairs, where operands lie as the chain does or are rows. */
const ARITHMETIC = [
  'copy', 'neg', 'abs', 'sqrt', 'relu', 'sign', 'reciprocal', 'select', 'add', 'sub', 'mul', 'div', 'maximum', 'minimum',
  'relu_d',
];

/** A chain of arithmetic with temps, and the same steps as chains of one step each, whose temps lie in the arena. If there are several
 *  rows, operands are a row and, if asked for, a column, too. */
function arithmetic(
  rows: number,
  cols: number,
  seed: number,
  length: number,
  column = false,
): { together: Int32Array; apart: Int32Array; before: Float32Array; outputs: readonly number[] } {
  const next = generator(seed);
  const n = rows * cols;
  const below = (limit: number): number => Math.floor(next() * limit);
  let end = 16;
  const take = (): Place => ({ segment: 'state', offset: (end += n + 16 + below(3)) - n - 16 });
  const operands: ChainOperand[] = [take(), take(), take()].map((place) => ({ kind: 'in_full', place }));
  operands.push({ kind: 'in_scalar', place: { segment: 'state', offset: 3 } }, { kind: 'immediate', value: 0.75 });
  if (rows > 1) operands.push({ kind: 'in_row', place: take() });
  if (column) operands.push({ kind: 'in_col', place: take() });
  const written: ChainOperand[] = [...operands];
  const steps: ChainStep[] = [];
  for (let s = 0; s < length; s++) {
    const kernel = ARITHMETIC[below(ARITHMETIC.length)]!;
    const value = operands.length - 1;
    // Most steps take the value of the step before, so that there are pairs of every kind; some take it twice.
    const inputs = operandsOf(kernelNamed(kernel))
      .slice(1)
      .map(() => (s > 0 && next() < 0.5 ? value : below(operands.length)));
    const temps = operands.flatMap(({ kind }, i) => (kind === 'temp' ? [i] : []));
    let output = operands.length;
    if (s < length - 1 && temps.length > 0 && next() < 0.4) output = temps[below(temps.length)]!;
    else {
      const place = take();
      operands.push(
        s < length - 1 && next() < 0.7
          ? { kind: 'temp' }
          : next() < 0.3
            ? { kind: 'out', place: (operands[below(3)] as { place: Place }).place }
            : { kind: 'out', place },
      );
      const made = operands.at(-1)!;
      written.push(made.kind === 'temp' ? { kind: 'out', place } : made);
    }
    steps.push({ kernel, operands: [...inputs, output] });
  }
  const [one, many] = [new Writer(), new Writer()];
  one.chain(rows, cols, operands, steps);
  for (const { kernel, operands: numbers } of steps) {
    const own = numbers.map((number, i): ChainOperand => {
      const operand = written[number]!;
      return operand.kind === 'in_full' || operand.kind === 'out'
        ? { kind: i === numbers.length - 1 ? 'out' : 'in_full', place: operand.place }
        : operand;
    });
    many.chain(rows, cols, own, [{ kernel, operands: numbers.map((_, i) => i) }]);
  }
  const outputs = operands.flatMap((o) => (o.kind === 'out' ? [o.place.offset] : []));
  const [together, apart] = [one, many].map((writer) => link(writer.finish(0), { state: 0, workspace: 0, dataset: 0 })) as [
    Int32Array,
    Int32Array,
  ];
  return { together, apart, before: Float32Array.from({ length: end }, () => 4 * next() - 1), outputs };
}

/** Rows and columns, and whether one operand is a column: rows shorter than a piece, longer, longer than a block, and such as pieces do not
 *  divide. */
const SIZES = [
  [1, BLOCK - 1, false], [1, BLOCK, false], [1, BLOCK + 1, false], [1, 2 * BLOCK + 127, false], [1, 3 * BLOCK + 7, false],
  [300, 8, false], [64, 32, false], [37, 64, false], [9, 256, false], [3, 2048, false], [24, 96, false], [1030, 1, false],
  [3, BLOCK - 1, true], [3, BLOCK, true], [2, BLOCK + 1, true], [3, 2 * BLOCK + 127, true],
] as const;
const ARITHMETICS = SIZES.flatMap(([rows, cols, column]) =>
  Array.from({ length: 40 }, (_, seed) => ({ rows, cols, seed, ...arithmetic(rows, cols, seed, 2 + (seed % 13), column) })),
);

test.each(MACHINES)('$machine gives a chain of arithmetic the bits of its steps one by one', ({ backend }) => {
  for (const { rows, cols, seed, together, apart, before, outputs } of ARITHMETICS) {
    const [got, expected] = [together, apart].map((words) => ran(backend(), words, before)) as [
      Float32Array,
      Float32Array,
    ];
    const differs = outputs
      .flatMap((offset) => Array.from({ length: rows * cols }, (_, i) => offset + i))
      .find((i) => !Object.is(got[i], expected[i]));
    expect(differs, `${rows}x${cols}, seed ${seed}`).toBeUndefined();
  }
});

describe.each(TARGETS)('%s', (target) => {
  const large = [chain(700, 300, 1, 6), chain(3, 70_001, 2, 6), chain(300_001, 1, 3, 4)];
  test('one thread and two give the same bits of chains of arithmetic', () => {
    for (const [rows, cols, seed, column] of [
      [1, 300_001, 1, false], [1, 300_001, 2, false], [1 << 12, 64, 3, false], [1 << 7, 2048, 4, false],
      [7, 42_857, 5, true], [7, 42_857, 6, true],
    ] as const) {
      const { together, before } = arithmetic(rows, cols, seed, 9, column);
      const [one, two] = [1, 2].map(
        (threads) => new Int32Array(ran(nativeWith(target, threads), together, before).buffer),
      ) as [Int32Array, Int32Array];
      expect(
        one.findIndex((bits, i) => bits !== two[i]),
        `seed ${seed}`,
      ).toBe(-1);
    }
  });

  test('one thread and two give the same bits', () => {
    for (const sample of large) {
      const expected = expectedBits(sample);
      for (const threads of [1, 2]) {
        const got = new Int32Array(ran(nativeWith(target, threads), sample.words, sample.before).buffer);
        expect(
          got.findIndex((bits, i) => bits !== expected[i]),
          `${sample.label}, ${threads} threads`,
        ).toBe(-1);
      }
    }
  });
});
