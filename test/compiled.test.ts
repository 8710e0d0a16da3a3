/** Loops of chains of known form: the table is what the planner makes of updates, and each loop comes to the bits of its steps. */
import { describe, expect, test } from 'vitest';
import { operandsOfForm, stepsOf } from '../src/abi/chain-form.ts';
import { isCompilable } from '../src/abi/codegen-chains.ts';
import { COMPILED_CHAINS } from '../src/abi/compiled-chains.ts';
import { BLOCK } from '../src/abi/kernels.ts';
import { link, type Place } from '../src/abi/program.ts';
import { Writer, type ChainOperand } from '../src/abi/writer.ts';
import type { Backend } from '../src/backend/backend.ts';
import { optimizers } from '../src/index.ts';
import { MACHINES, nativeWith, ran, TARGETS } from './machines.ts';
import { formsOfNetworks } from './normalized.ts';
import { generator } from './samples/sample.ts';
import { formsOfUpdate, formsOfUpdates } from './updates.ts';

const ANEW = 'run npm run record:chains, then npm run generate';

test('the table has the chains of the updates of all rules and of layers that normalise, and no others', () => {
  expect(COMPILED_CHAINS, ANEW).toEqual([...new Map([...formsOfUpdates(), ...formsOfNetworks()]).keys()]);
});

test('a form does not depend on which numbers are equal', () => {
  const equal = optimizers.rmsprop({ rho: 0.5, momentum: 0.5, epsilon: 0.5, weightDecay: 0.5 });
  expect(COMPILED_CHAINS).toEqual(expect.arrayContaining(formsOfUpdate(equal).filter(isCompilable)));
});

interface Sample {
  /** One chain, and a chain for each step, with temps in the arena. */
  readonly together: Int32Array;
  readonly apart: Int32Array;
  readonly before: Float32Array;
  readonly outputs: readonly number[];
}

const KINDS = { x: 'in_full', r: 'in_row', k: 'in_col' } as const;

/** A chain of a form. An output lies where an operand is that no later step reads, if there is one, as optimizers change weights.
 *  @param over  lays the first output over the first operand, whoever reads that */
function sample(form: string, rows: number, cols: number, over = false): Sample {
  const next = generator(rows * 31 + cols);
  const [steps, names] = [stepsOf(form), operandsOfForm(form)];
  let end = 16;
  const at = (offset: number): Place => ({ segment: 'state', offset });
  const take = (): Place => at((end += rows * cols + 16 + Math.floor(3 * next())) - rows * cols - 16);
  const read = (name: string): number => steps.findLastIndex(({ operands }) => operands.slice(0, -1).includes(name));
  const places = new Map(names.filter((name) => name.startsWith('x')).map((name) => [name, take()]));
  const free = new Set(places.keys());
  for (const name of names.filter((output) => output.startsWith('y'))) {
    const written = steps.findIndex(({ operands }) => operands.at(-1) === name);
    const under = over ? 'x0' : [...free].find((x) => read(x) <= written);
    places.set(name, under === undefined ? take() : places.get(under)!);
    if (under !== undefined) free.delete(under);
    over = false;
  }
  const operandOf = (name: string): ChainOperand => {
    const letter = name[0] as 'c' | 'k' | 'r' | 't' | 'x' | 'y';
    if (letter === 'c') return next() < 0.5 ? { kind: 'immediate', value: next() } : { kind: 'in_scalar', place: at(3) };
    if (letter === 't') return { kind: 'temp' };
    const place = places.get(name) ?? take();
    return letter === 'y' ? { kind: 'out', place } : { kind: KINDS[letter], place };
  };
  const operands = names.map(operandOf);
  const inArena = operands.map((operand): ChainOperand => (operand.kind === 'temp' ? { kind: 'out', place: take() } : operand));
  const [one, many] = [new Writer(), new Writer()];
  one.chain(rows, cols, operands, steps.map((step) => ({ ...step, operands: step.operands.map((name) => names.indexOf(name)) })));
  for (const step of steps) {
    const own = step.operands.map((name, i): ChainOperand => {
      const operand = inArena[names.indexOf(name)]!;
      return operand.kind === 'out' && i < step.operands.length - 1 ? { kind: 'in_full', place: operand.place } : operand;
    });
    many.chain(rows, cols, own, [{ kernel: step.kernel, operands: own.map((_, i) => i) }]);
  }
  const [together, apart] = [one, many].map((w) => link(w.finish(0), { state: 0, workspace: 0, dataset: 0 })) as [Int32Array, Int32Array];
  const outputs = operands.flatMap((o) => (o.kind === 'out' ? [o.place.offset] : []));
  return { together, apart, before: Float32Array.from({ length: end }, () => 4 * next() - 1), outputs };
}

/** What it makes of the chain, and of its steps one by one. */
const both = (backend: Backend, { together, apart, before }: Sample): [Float32Array, Float32Array] => [
  ran(backend, together, before),
  ran(backend, apart, before),
];

/** The first element of an output in which two arenas differ. */
function difference(size: number, { outputs }: Sample, got: Float32Array, expected: Float32Array): number | undefined {
  const elements = outputs.flatMap((offset) => Array.from({ length: size }, (_, i) => offset + i));
  return elements.find((i) => !Object.is(got[i], expected[i]));
}

/** Rows and columns: groups of vectors that are whole, and that are not, and rows as long as blocks, longer, shorter. */
const SIZES = [
  [1, 64], [1, 101], [1, BLOCK + 35], [3, 2 * BLOCK + 7], [5, 128], [70, 21], [3, BLOCK], [37, 64], [301, 8], [65, 32], [7, 192],
] as const;

test.each(MACHINES)('$machine comes to the bits of the steps one by one', ({ backend }) => {
  for (const form of COMPILED_CHAINS) {
    for (const [rows, cols] of SIZES) {
      const chain = sample(form, rows, cols);
      expect(difference(rows * cols, chain, ...both(backend(), chain)), `${rows}x${cols}: ${form}`).toBeUndefined();
    }
  }
});

// A loop reads operands before it writes. So it shows itself where programs must not rely on it: an output lies over an operand that a
// later step reads.
test.each(MACHINES)('$machine takes the loop of each form', ({ backend }) => {
  const late = COMPILED_CHAINS.filter((form) => {
    const steps = stepsOf(form);
    const written = steps.findIndex(({ operands }) => operands.at(-1)!.startsWith('y'));
    return steps.slice(written + 1).some(({ operands }) => operands.slice(0, -1).includes('x0'));
  });
  expect(late.length).toBeGreaterThan(COMPILED_CHAINS.length / 4);
  for (const form of late) {
    const chain = sample(form, 1, BLOCK, true);
    expect(difference(BLOCK, chain, ...both(backend(), chain)), form).toBeDefined();
  }
});

describe.each(TARGETS)('%s', (target) => {
  test('one thread and two give the same bits', () => {
    for (const form of COMPILED_CHAINS.slice(0, 12)) {
      const chain = sample(form, 3, 20_001);
      const [one, two] = [1, 2].map((threads) => ran(nativeWith(target, threads), chain.together, chain.before));
      expect(difference(60_003, chain, one!, two!), form).toBeUndefined();
    }
  });
});
