/** Convolutional LSTMs: random options and sizes on the float64 reference, dropout, places of other sizes, errors. */
import { describe, expect, test } from 'vitest';
import { compile, ConfigError, layers, ops, optimizers, random, sequential, ShapeError, tensor, type Tensor } from '../../src/index.ts';
import { Trace } from '../../src/trace/trace.ts';
import { evaluate } from '../../src/run/eager.ts';
import { numbers } from '../grad/check.ts';
import { expectAsReference } from './gradients.ts';

const OF = { 1: layers.convLstm1d, 2: layers.convLstm2d, 3: layers.convLstm3d };

/** Outputs and gradients against the same layer, its steps written one behind the other, on the float64 reference. Case i draws from the
 *  seed 9000 + i. */
test.each(Array.from({ length: 80 }, (_, i) => [i]))('case %s', (index) => {
  const next = numbers(9000 + index);
  const upTo = (n: number): number => 1 + Math.floor(next() * n);
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const chance = (p: number): boolean => next() < p;
  const places = oneOf([1, 2, 2, 3] as const);
  const [batch, steps, channels, filters] = [upTo(3), upTo(4), upTo(3), upTo(3)];
  const each = <T>(f: () => T): T[] => Array.from({ length: places }, f);
  const kernelSize = each(() => upTo(3));
  const dilated = chance(0.3);
  const padding = oneOf(['valid', 'same'] as const);
  const dataFormat = oneOf(['channelsLast', 'channelsLast', 'channelsFirst'] as const);
  const options = {
    filters, kernelSize, padding, dataFormat,
    ...(dilated ? { dilationRate: each(() => upTo(2)) } : { strides: each(() => upTo(2)) }),
    activation: oneOf(['tanh', 'tanh', 'sigmoid', 'softsign'] as const), recurrentActivation: oneOf(['sigmoid', 'hardSigmoid'] as const),
    useBias: chance(0.7), unitForgetBias: chance(0.5), recurrentInitializer: 'glorotUniform', biasInitializer: 'randomNormal',
    dropout: chance(0.3) ? 0.4 : 0, recurrentDropout: chance(0.3) ? 0.3 : 0, returnSequences: chance(0.5), returnState: chance(0.5),
    goBackwards: chance(0.4), zeroOutputForMask: chance(0.4),
  } as const;
  const reach = kernelSize.map((k) => (k - 1) * 2 + 1);
  const sizes = reach.map((r) => r + Math.floor(next() * 3));
  const shape = [batch, steps, ...(dataFormat === 'channelsLast' ? [...sizes, channels] : [channels, ...sizes])];
  const make = (unroll: boolean): layers.Recurrent => {
    const layer = OF[places]({ ...options, unroll });
    layer.seed = 300 + index;
    return layer;
  };
  const answer = make(false).apply(random.normal(shape, { seed: 1 })) as Tensor | readonly Tensor[];
  const output = (Array.isArray(answer) ? answer[0] : answer) as Tensor;
  const state = output.shape.toSpliced(1, options.returnSequences ? 1 : 0);
  const initial = chance(0.4) ? [1, 2].map((i) => random.normal(state, { seed: 7 * index + i })) : [];
  const counting = (): number[] => Array.from({ length: steps }, () => Number(chance(0.6)));
  const mask = chance(0.5) ? tensor(Array.from({ length: batch }, counting)) : undefined;
  const call = { training: chance(0.7), inputs: [random.normal(shape, { seed: index }), ...initial], mask };
  expectAsReference(make(false), make(true), call, index);
});

test('over a single place it is an lstm, what is dropped included', () => {
  const x = random.normal([3, 4, 5], { seed: 1 });
  const dropped = { dropout: 0.3, recurrentDropout: 0.4, returnSequences: true, seed: 8 };
  const flat = layers.lstm({ units: 2, ...dropped });
  const convolved = layers.convLstm1d({ filters: 2, kernelSize: 1, ...dropped });
  const answer = (layer: layers.Recurrent, input: Tensor): Tensor => {
    const t = new Trace({ training: true });
    return evaluate([t.call(layer, input) as Tensor], new Map(), t.effects())[0]!;
  };
  flat.apply(x);
  convolved.apply(ops.reshape(x, [3, 4, 1, 5]));
  convolved.weights.forEach((w, i) => w.assign(ops.reshape(flat.weights[i]!.value(), w.shape)));
  const [a, b] = [answer(flat, x), answer(convolved, ops.reshape(x, [3, 4, 1, 5]))];
  expect(b.shape).toEqual([3, 4, 1, 2]);
  a.data.forEach((v, i) => expect(b.data[i]!).toBeCloseTo(v, 5));
});

test('takes images of other sizes than the first, unless its states stay', () => {
  const layer = layers.convLstm2d({ filters: 1, kernelSize: 3 });
  const shapes = [[1, 2, 4, 5, 1], [2, 2, 6, 3, 1]].map((shape) => (layer.apply(random.normal(shape, { seed: 1 })) as Tensor).shape);
  expect(shapes).toEqual([[1, 2, 3, 1], [2, 4, 1, 1]]);
  const stateful = layers.convLstm2d({ filters: 1, kernelSize: 3, stateful: true, batchSize: 1 });
  stateful.apply(random.normal([1, 2, 4, 5, 1], { seed: 1 }));
  expect(() => stateful.apply(random.normal([1, 2, 6, 3, 1], { seed: 1 }))).toThrow(
    /stateful and keeps states of shape \[1, 2, 3, 1\], an input of shape \[1, 6, 3, 1\] a step has states of \[1, 4, 1, 1\]/,
  );
});

test('learns to tell which way a point moves', () => {
  const rows = 16;
  const x = new Float32Array(rows * 4 * 6);
  for (let r = 0; r < rows; r++) for (let t = 0; t < 4; t++) x[(r * 4 + t) * 6 + (r % 2 === 0 ? t + (r % 3) : 5 - t - (r % 3))] = 1;
  const y = tensor(Float32Array.from({ length: rows }, (_, r) => r % 2), [rows, 1]);
  const memory = layers.convLstm1d({ filters: 4, kernelSize: 3, padding: 'same' });
  const last = layers.dense({ units: 1, activation: 'sigmoid' });
  memory.seed = last.seed = 5;
  const optimizer = optimizers.adam({ learningRate: 0.02 });
  const input = tensor(x, [rows, 4, 6, 1]);
  const answer = (t: Trace, given: Tensor): Tensor => t.call(last, ops.reshape(t.call(memory, given) as Tensor, [rows, 24])) as Tensor;
  memory.apply(input);
  last.buildFor([ops.full([rows, 24], 0)]);
  const step = compile((t, given) => {
    const loss = ops.mean(ops.square(ops.subtract(answer(t, given), y)));
    optimizer.minimize(t, loss, [...memory.trainableWeights, ...last.trainableWeights]);
    return loss;
  });
  const losses = Array.from({ length: 150 }, () => step(input).item());
  expect(losses.at(-1)!).toBeLessThan(0.02);
});

describe('errors', () => {
  const x = (...shape: number[]): Tensor => ops.full(shape, 0);
  test('options', () => {
    expect(() => layers.convLstm2d({ filters: 1, kernelSize: 2, strides: 2, dilationRate: 2 })).toThrow(ConfigError);
    expect(() => layers.convLstm2d({ filters: 1, kernelSize: 2, strides: 2, dilationRate: 2 })).toThrow(
      /conv_lstm2d\w*: strides and dilationRate cannot both be greater than 1/,
    );
    expect(() => layers.convLstm1d({ filters: 0, kernelSize: 2 })).toThrow(/convLstm1d: filters must be an integer >= 1, received 0/);
    expect(() => layers.convLstm2d({ filters: 1, kernelSize: [1, 2, 3] })).toThrow(/kernelSize must be an integer >= 1, or 2 of them/);
    expect(() => layers.convLstm2d({ filters: 1, kernelSize: 2, padding: 'causal' as 'same' })).toThrow(/padding/);
    expect(() => layers.convLstm3d({ filters: 1, kernelSize: 2, dropout: 2 })).toThrow(/dropout must be/);
    expect(() => layers.convLstm2d({ filters: 1, kernelSize: 2, stateful: true })).toThrow(/stateful needs batchSize/);
    expect(() => layers.convLstm2d({ filters: 1, kernelSize: 2, units: 3 } as never)).toThrow(/units/);
  });
  test('inputs', () => {
    const layer = layers.convLstm2d({ filters: 1, kernelSize: 2 });
    expect(() => layer.apply(x(2, 3, 4, 5))).toThrow(
      /^conv_lstm2d\w*: expected input of shape \[\*, steps, height, width, channels\], received \[\*, 3, 4, 5\]/,
    );
    const first = layers.convLstm1d({ filters: 1, kernelSize: 2, dataFormat: 'channelsFirst' });
    expect(() => first.apply(x(2, 3, 4))).toThrow(
      /^conv_lstm1d\w*: expected .* \[\*, steps, channels, places\], received \[\*, 3, 4\]/,
    );
    const image = layers.convLstm2d({ filters: 1, kernelSize: 2, inputShape: [5, 5, 3] });
    expect(() => sequential([image])).toThrow(/^conv_lstm2d.*received \[\*, 5, 5, 3\]/);
    expect(() => layers.convLstm2d({ filters: 1, kernelSize: 4 }).apply(x(2, 3, 4, 3, 1))).toThrow(
      /^conv_lstm2d\w*: a window of 4 .* not fit/,
    );
    layer.apply(x(2, 3, 4, 5, 2));
    expect(() => layer.apply(x(2, 3, 4, 5, 3))).toThrow(ShapeError);
    expect(() => layer.apply(x(2, 3, 4, 5, 3))).toThrow(
      /^conv_lstm2d.*\[\*, steps, height, width, 2\], received \[\*, 3, 4, 5, 3\]. .*built for 2/,
    );
    expect(() => layer.apply(x(2, 3, 4, 5, 2), { initialState: [x(2, 3, 4, 1)] })).toThrow(
      /expected as initialState \[2, 3, 4, 1\] and \[2, 3, 4, 1\], received \[2, 3, 4, 1\]/,
    );
    expect(() => layer.cell.getInitialState(2)).toThrow(/needs the shape of a step/);
  });
});
