import { operandsOf, STEPS, type Kernel, type OperandDType } from '../../src/abi/kernels.ts';
import { LENGTHS, SPECIAL, special, uniform, type Content, type Sample } from './sample.ts';

const EDGES = [0, 1, -1, 2, 7, -7, 2 ** 24 + 1, -(2 ** 24) - 3, 2 ** 31 - 1, -(2 ** 31)];
const inputsOf = (step: Kernel): { name: string; dtype: OperandDType }[] => operandsOf(step).slice(0, -1);

/** A sample of one step; contents are drawn for each operand from its number. */
function sample(step: Kernel, n: number, label: string, content: (operand: number, dtype: OperandDType) => Content): Sample {
  return {
    kernel: step.name,
    label: `${label}, ${n} elements`,
    args: { n },
    operands: Object.fromEntries(inputsOf(step).map(({ name, dtype }, i) => [name, content(i, dtype)])),
  };
}

/** Every pair of two lists. */
const pairs = (first: readonly number[], second: readonly number[]): readonly [number, number][] =>
  first.flatMap((a) => second.map((b): [number, number] => [a, b]));
const SPECIAL_PAIRS = pairs(SPECIAL, SPECIAL);
const EDGE_PAIRS = pairs(EDGES, EDGES);

/** All pairs of values where rounding, signs, overflow or NaN decide. A third operand takes them in another order. */
const edges = (operand: number, dtype: OperandDType): Content =>
  dtype === 'i32'
    ? Int32Array.from(EDGE_PAIRS, (pair) => pair[operand % 2]!)
    : Float32Array.from(SPECIAL_PAIRS, (pair, i) => (operand === 2 ? SPECIAL[i % 7]! : pair[operand]!));
const edgeCount = (step: Kernel): number => (inputsOf(step)[0]!.dtype === 'i32' ? EDGE_PAIRS : SPECIAL_PAIRS).length;

/** Float32 numbers of every exponent and either sign, evenly spaced among all bit patterns. */
const PATTERNS = 1 << 14;
const patterns = new Float32Array(
  Int32Array.from({ length: PATTERNS }, (_, i) => i * (2 ** 32 / PATTERNS) + ((i * 40503) % (2 ** 32 / PATTERNS))).buffer,
);

/** Where functions bend: near 0, near 1, and where they leave or reach their limits. */
const RANGES: readonly (readonly [number, number])[] = [[-0.7, 0.7], [-4, 4], [0.5, 2], [-110, 95]];

function samplesOf(step: Kernel): Sample[] {
  const draw =
    (low: number, high: number) =>
    (operand: number, dtype: OperandDType): Content =>
      dtype === 'i32' ? { seed: operand, low: -9, high: 10, whole: true } : uniform(operand + 10, low, high);
  const one = inputsOf(step).length === 1;
  return [
    ...LENGTHS.map((n) => sample(step, n, 'uniform', draw(-2, 2))),
    ...RANGES.map(([low, high]) => sample(step, 1021, `from ${low} to ${high}`, draw(low, high))),
    sample(step, 2500, 'some special', (operand, dtype) => (dtype === 'i32' ? draw(0, 0)(operand, dtype) : special(operand + 5))),
    sample(step, edgeCount(step), 'special pairs', edges),
    ...(one && inputsOf(step)[0]!.dtype === 'f32' ? [sample(step, PATTERNS, 'bit patterns', () => patterns)] : []),
    ...inputsOf(step).map(({ name }) => ({ ...sample(step, 61, `y is ${name}`, draw(-2, 2)), alias: { y: name } })),
  ];
}

/** Powers whose results stay finite, and whole exponents of negative bases. */
const powers: Sample[] = [
  { kernel: 'pow', label: 'positive bases', args: { n: 1021 }, operands: { a: uniform(1, 0, 9), b: uniform(2, -30, 30) } },
  {
    kernel: 'pow',
    label: 'whole exponents',
    args: { n: 1021 },
    operands: { a: uniform(3, -9, 9), b: { seed: 4, low: -20, high: 21, whole: true } },
  },
  { kernel: 'pow', label: 'near one', args: { n: 1021 }, operands: { a: uniform(5, 0.999, 1.001), b: uniform(6, -60000, 60000) } },
];

/** Next to multiples of pi/2 sin or cos has only the last digits of its argument: the nearest of all float32 is 16367173 2^72. */
const QUARTERS = Float32Array.from({ length: 4096 }, (_, i) => (i === 0 ? 16367173 * 2 ** 72 : (i * Math.PI) / 2));
/** Both sides of where the exact products of the short range reduction end, and far beyond. */
const angles: readonly Sample[] = ['sin', 'cos'].flatMap((kernel) => [
  { kernel, label: 'next to quarter turns', args: { n: QUARTERS.length }, operands: { x: QUARTERS } },
  { kernel, label: 'from 3000 to 3500', args: { n: 1021 }, operands: { x: uniform(7, 3000, 3500) } },
  { kernel, label: 'to a million', args: { n: 1021 }, operands: { x: uniform(8, -1e6, 1e6) } },
]);

export const samples: readonly Sample[] = [...STEPS.flatMap(samplesOf), ...powers, ...angles];
