/** Recurrent layers of random options and sizes: outputs against float64 loops, and outputs and gradients against the same layer, its steps
 *  written one behind the other, on the float64 reference. */
import { expect, test } from 'vitest';
import { layers, random, tensor, type Tensor } from '../../src/index.ts';
import { hashSeed } from '../../src/core/seed.ts';
import { randomUniform } from '../../src/op/random.ts';
import { numbers } from '../grad/check.ts';
import { expectAsReference } from './gradients.ts';
import { walk, type CellSpec, type CellWeights, type Matrix, type Walked } from './recurrent-loops.ts';

/** Case i draws from the seed 1000 + i. */
const CASES = 320;
const WRAPS = ['none', 'none', 'stack', 'bidirectional'] as const;

const rows = (t: Tensor): Matrix => (t.rank === 1 ? [t.toArray()] : t.toArray()) as unknown as Matrix;

/** The factors of dropout that a layer draws at its first call, in a trace that counts no runs. */
function factors(seed: number, name: string, first: number, count: number, rate: number, shape: readonly number[]): Matrix[] {
  return Array.from({ length: count }, (_, i) => {
    const stream = first + i === 0 ? hashSeed(name) : hashSeed(name, first + i);
    const draws = rows(randomUniform(shape, { seed, stream }));
    return draws.map((row) => row.map((v) => (v >= Math.fround(rate) ? 1 / (1 - rate) : 0)));
  });
}

function weightsOf(cell: layers.Recurrent['cell']): Omit<CellWeights, 'dropInputs' | 'dropStates'> {
  const [kernel, recurrentKernel, bias] = cell.weights.map((w) => rows(w.value()));
  return { kernel: kernel!, recurrentKernel: recurrentKernel!, bias };
}

test.each(Array.from({ length: CASES }, (_, i) => [i]))('case %s', (index) => {
  const next = numbers(1000 + index);
  const upTo = (n: number): number => 1 + Math.floor(next() * n);
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const chance = (p: number): boolean => next() < p;
  const large = chance(0.15);
  const [batch, steps, features] = [upTo(large ? 20 : 4), upTo(7), upTo(large ? 40 : 9)];
  const wrap = oneOf(WRAPS);
  const specs = Array.from({ length: wrap === 'stack' ? upTo(3) : 1 }, (): CellSpec => ({
    kind: oneOf(['simpleRNN', 'lstm', 'gru']),
    units: upTo(large ? 40 : 9),
    activation: oneOf(['tanh', 'tanh', 'tanh', 'sigmoid', 'linear']),
    recurrentActivation: oneOf(['sigmoid', 'sigmoid', 'tanh']),
    useBias: chance(0.7),
    resetAfter: chance(0.5),
  }));
  const [dropout, recurrentDropout] = wrap === 'none' ? [chance(0.3) ? 0.4 : 0, chance(0.3) ? 0.3 : 0] : [0, 0];
  const training = chance(0.7);
  const options = {
    returnSequences: chance(0.5), returnState: chance(0.5), goBackwards: wrap !== 'bidirectional' && chance(0.4), unroll: chance(0.3),
    zeroOutputForMask: wrap !== 'bidirectional' && chance(0.4),
  };
  const part = ({ kind, resetAfter, recurrentActivation, ...others }: CellSpec): object => ({
    ...others, recurrentInitializer: 'glorotUniform', biasInitializer: 'randomNormal',
    ...(kind === 'simpleRNN' ? {} : { recurrentActivation }), ...(kind === 'gru' ? { resetAfter } : {}),
  });
  const cellOf = (spec: CellSpec): layers.RNNCell => layers[`${spec.kind}Cell`](part(spec) as never);
  const mergeMode = oneOf(['concat', 'sum', 'mul', 'ave', null] as const);
  const make = (unroll: boolean): layers.Recurrent | ReturnType<typeof layers.bidirectional> => {
    const given = { ...options, unroll };
    const made =
      wrap === 'stack'
        ? layers.rnn({ cell: specs.map(cellOf), ...given })
        : layers[specs[0]!.kind]({ ...part(specs[0]!), dropout, recurrentDropout, ...given } as never) as layers.Recurrent;
    const wrapped = wrap === 'bidirectional' ? layers.bidirectional({ layer: made, mergeMode }) : made;
    wrapped.seed = 100 + index;
    return wrapped;
  };
  const layer = make(options.unroll);

  const x = random.normal([batch, steps, features], { seed: index });
  const mask = chance(0.5) ? Array.from({ length: batch }, () => Array.from({ length: steps }, () => chance(0.6))) : undefined;
  const sizes = specs.flatMap((s) => Array<number>(s.kind === 'lstm' ? 2 : 1).fill(s.units));
  const directions = wrap === 'bidirectional' ? 2 : 1;
  const initial = chance(0.4)
    ? Array.from({ length: directions }, () => sizes).flat().map((size, i) => random.normal([batch, size], { seed: 7 * index + i }))
    : undefined;

  // What the layer answers, in one step of a trace.
  const call = { training, inputs: [x, ...(initial ?? [])], mask: mask && tensor(mask.map((row) => row.map(Number))) };
  const { outputs } = expectAsReference(layer, make(true), call, index);

  // The same by loops.
  const parts = layer instanceof Object && 'forwardLayer' in layer ? [layer.forwardLayer, layer.backwardLayer] : [layer];
  const walked = parts.map((p, i): Walked => {
    const cells = wrap === 'stack' ? (p.cell as unknown as { cells: readonly layers.RNNCell[] }).cells : [p.cell];
    const gates = recurrentDropout === 0 || specs[0]!.kind === 'simpleRNN' ? 1 : specs[0]!.kind === 'lstm' ? 4 : 3;
    const drops = (name: string, rate: number, width: number): Matrix[] =>
      !training || rate === 0 ? [] : factors(layer.seed, name, 0, gates, rate, [batch, width]);
    const stacked = specs.map((spec, c) => ({
      spec,
      weights: {
        ...weightsOf(cells[c]!), dropInputs: drops('dropout', dropout, features),
        dropStates: drops('recurrentDropout', recurrentDropout, spec.units),
      },
    }));
    const zeros = sizes.map((size) => tensor(new Float32Array(batch * size), [batch, size]));
    const states = initial?.slice(i * sizes.length, (i + 1) * sizes.length) ?? zeros;
    return walk(stacked, x.toArray() as unknown as Matrix[], states.map(rows), {
      mask,
      goBackwards: p.goBackwards,
      zeroOutputForMask: wrap === 'bidirectional' ? options.returnSequences : options.zeroOutputForMask,
    });
  });
  const shown = walked.map((w, i): number[][] =>
    options.returnSequences
      ? w.sequence.flatMap((s) => (i === 1 ? s.toReversed() : s)).map((row) => [...row])
      : w.last.map((row) => [...row]),
  );
  const merged = (): number[][][] => {
    const [y, back] = shown as [number[][], number[][]];
    if (back === undefined) return [y];
    if (mergeMode === null) return [y, back];
    if (mergeMode === 'concat') return [y.map((row, i) => [...row, ...back[i]!])];
    const join = (a: number, b: number): number => (mergeMode === 'mul' ? a * b : mergeMode === 'sum' ? a + b : (a + b) / 2);
    return [y.map((row, i) => row.map((v, j) => join(v, back[i]![j]!)))];
  };
  const expected = [...merged(), ...(options.returnState ? walked.flatMap((w) => w.states.map((s) => s.map((row) => [...row]))) : [])];

  expect(outputs.length).toBe(expected.length);
  outputs.forEach((y, i) => {
    const flat = expected[i]!.flat();
    expect(y.size).toBe(flat.length);
    flat.forEach((e, j) => {
      const message = `output ${i}, ${j}: ${y.data[j]} for ${e}`;
      expect(Math.abs(y.data[j]! - e), message).toBeLessThan(2e-5 * Math.max(1, Math.abs(e)));
    });
  });
});
