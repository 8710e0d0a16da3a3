/** Every kernel on every machine, against the float64 reference, at the tier its row of the table promises. */
import { describe, expect, test } from 'vitest';
import { INSTRUCTIONS, KERNELS, kernelNamed, operandsOf, type Kernel } from '../src/abi/kernels.ts';
import { link, type Place } from '../src/abi/program.ts';
import { Writer } from '../src/abi/writer.ts';
import type { Arena, Backend } from '../src/backend/backend.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { show } from '../src/core/errors.ts';
import { MACHINES, nativeWith, TARGETS } from './machines.ts';
import { faultOf, ranIn } from './reference/judge.ts';
import { geometry } from './samples/conv.ts';
import { arrange, evaluate, realise, uniform, type Arrangement, type Sample } from './samples/sample.ts';
import { SAMPLES } from './samples/index.ts';

/** Elements from the beginning of a cache line at which operands begin in the second round. */
const SHIFT = 1;
/** What backends give to a second thread: arithmetic from which that pays (native/load.cc). */
const THREADS_PAY = 4e5;

/** The arena a machine runs all samples in, as large as the largest. */
const arenas = new Map<Backend, Arena>();
function arenaOf(backend: Backend, elements: number): Arena {
  const arena = arenas.get(backend) ?? backend.allocate(elements);
  arenas.set(backend, arena);
  if (arena.elements < elements) arena.resize(elements);
  return arena;
}

/** The whole arena after the instruction ran. */
function runSample(backend: Backend, arrangement: Arrangement): Int32Array<ArrayBuffer> {
  return ranIn(arenaOf(backend, arrangement.elements), arrangement);
}

function checkSample(backend: Backend, machine: string, sample: Sample, shift: number): void {
  const arrangement = arrange(sample, shift);
  const fault = faultOf(sample, arrangement, runSample(backend, arrangement));
  if (fault === undefined) return;
  const given = JSON.stringify({ ...sample.args, ...sample.operands, ...sample.alias }, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? show(value) : value,
  );
  expect.fail(`${sample.kernel} on ${machine}, ${sample.label}, shift ${shift}\n  ${given}: ${fault}`);
}

const samplesOf = (kernel: Kernel): readonly Sample[] => SAMPLES.filter((s) => s.kernel === kernel.name);

describe.each(MACHINES)('$machine', ({ machine, backend }) => {
  test.each(KERNELS)('$name', (kernel) => {
    const samples = samplesOf(kernel);
    expect(samples.length, `samples of ${kernel.name}`).toBeGreaterThan(0);
    for (const sample of samples) for (const shift of [0, SHIFT]) checkSample(backend(), machine, sample, shift);
  });
});

const divided = INSTRUCTIONS.filter((k) => k.units !== '1');
/** The samples of a kernel that are handed to two threads. */
const dividedSamples = (kernel: Kernel): readonly Sample[] =>
  samplesOf(kernel).filter(({ args }) => evaluate(kernel.units, args) > 1 && evaluate(kernel.flops, args) >= THREADS_PAY);

test('every divided instruction has a sample large enough to divide', () => {
  expect(divided.filter((kernel) => dividedSamples(kernel).length === 0).map((k) => k.name)).toEqual([]);
});

describe.each(TARGETS)('%s: one thread and two give the same bits', (target) => {
  test.each(divided)('$name', (kernel) => {
    for (const sample of dividedSamples(kernel)) {
      const arrangement = arrange(sample);
      const [one, two] = [1, 2].map((threads) => runSample(nativeWith(target, threads), arrangement)) as [Int32Array, Int32Array];
      const differs = one.findIndex((word, i) => word !== two[i]);
      expect(
        differs,
        `${kernel.name} on ${target}, ${sample.label}: element ${differs} of the arena depends on the number of threads`,
      ).toBe(-1);
    }
  });
});

/** Sums of exact products in an order that the table fixes; sigmoid and tanh, and where processors count subnormals as
 *  0, are each machine's own. */
test.each([
  ['sbgemm', samplesOf(kernelNamed('sbgemm'))],
  ...['conv', 'conv_dx', 'conv_dw'].map((name) => [
    `${name} of bfloat16`, samplesOf(kernelNamed(name)).filter(({ args }) => args['bfloat16'] === 1),
  ] as const),
] as const)('%s gives the same bits on every machine', (_, all) => {
  const plain = ({ args, operands }: Sample): boolean =>
    (args['activation'] ?? 0) < 2 &&
    Object.values(operands).every((content) => content === null || (!ArrayBuffer.isView(content) && !content.special));
  const samples = all.filter(plain);
  expect(samples.length).toBeGreaterThan(40);
  for (const sample of samples) {
    const arrangement = arrange(sample);
    const [first, ...others] = MACHINES.map(({ machine, backend }) => ({ machine, after: runSample(backend(), arrangement) }));
    for (const { machine, after } of others) {
      const differs = after.findIndex((word, i) => word !== first!.after[i]);
      expect(differs, `${sample.label}: element ${differs} of the arena differs on ${machine} and on ${first!.machine}`).toBe(-1);
    }
  }
});

/** Sizes with more arithmetic than assembly/run.ts does between two looks for a cancel. */
const SLICED: readonly (readonly [kernel: string, args: Readonly<Record<string, number>>])[] = [
  [
    'sgemm',
    {
      batch: 1, strideA: 0, strideB: 0, strideC: 0, transA: 0, transB: 0, m: 900, n: 700, k: 900, alpha: 1, lda: 900,
      ldb: 700, beta: 0, ldc: 700, activation: 0, share: 0,
    },
  ],
  [
    'sbgemm',
    {
      batch: 1, strideA: 0, strideB: 0, strideC: 0, transA: 0, transB: 0, m: 900, n: 700, k: 901, lda: 901, ldb: 700,
      ldc: 700, activation: 0,
    },
  ],
  [
    'conv',
    {
      ...geometry({ places: [64, 64], kernel: [3, 3], pads: [[1, 1], [1, 1]], batch: 2, channels: 128, filters: 128 }), activation: 0,
    },
  ],
  ...['conv', 'conv_dx', 'conv_dw'].map((kernel) => [
    kernel,
    {
      ...geometry({ places: [62, 63], kernel: [3, 3], batch: 3, channels: 71, filters: 130, bfloat16: 1 }),
      ...(kernel === 'conv_dw' ? { parts: 1 } : { activation: 0 }),
    },
  ] as const),
  ...['conv', 'conv_dx', 'conv_dw'].map((kernel) => [
    kernel,
    {
      ...geometry({ places: [62, 63], kernel: [3, 3], batch: 3, channels: 70, filters: 130, winograd: 2 }),
      ...(kernel === 'conv_dw' ? { parts: 3 } : { activation: 0 }),
    },
  ] as const),
  ['softmax', { rows: 1000, cols: 1001 }],
  ['reduce_sum', { outer: 1, mid: 6000, inner: 3500, scale: 1, term: 0 }],
  ['random_normal', { n: 400_001, seed: 1, stream: 2, mean: 0, stddev: 1 }],
];

test.each(SLICED)('wasm: %s in slices and in one piece gives the same bits', (name, args) => {
  const kernel = kernelNamed(name);
  const writer = new Writer();
  let end = 0;
  const take = (elements: number): Place => {
    const offset = end;
    end += elements;
    return { segment: 'state', offset };
  };
  const lengths = Object.fromEntries(operandsOf(kernel).map((o) => [o.name, evaluate(o.extent, args)]));
  const inputs = Object.fromEntries(
    operandsOf(kernel)
      .filter((o) => o.kind === 'in')
      .map((o) => [o.name, o.optional ? null : take(lengths[o.name]!)]),
  );
  const filled = end;
  // Instructions before the effects can be cancelled and so run in slices; after them they run whole.
  const [sliced, whole] = [0, 1].map((i) => {
    if (i === 1) writer.beginEffects();
    const outputs = Object.fromEntries(operandsOf(kernel).filter((o) => o.kind !== 'in').map((o) => [o.name, take(lengths[o.name]!)]));
    writer.emit(name, { ...args, ...inputs, ...outputs });
    return Object.values(outputs)[0]!;
  }) as [Place, Place];
  const arena = wasmBackend().allocate(end);
  arena.write(0, realise(uniform(1), 'f32', filled));
  arena.run(arena.load(link(writer.finish(0), { state: 0, workspace: 0, dataset: 0 })), 1);
  const [a, b] = [sliced, whole].map(({ offset }) => {
    const values = new Int32Array(whole.offset - sliced.offset);
    arena.read(offset, values);
    return values;
  }) as [Int32Array, Int32Array];
  arena.free();
  expect(a.findIndex((bits, i) => bits !== b[i])).toBe(-1);
  expect(a.some((bits) => bits !== 0)).toBe(true);
});
