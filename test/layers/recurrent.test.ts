/** Recurrent layers: cells of the user's own, states that stay, models with initial states, dropout, masks, errors. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  compile, ConfigError, input, layers, loadModel, model, ops, random, sequential, ShapeError, tensor, type Sequential, type Tensor,
  type Trace,
} from '../../src/index.ts';

/** h' = x kernel + h, and what it gives is 2 h'. */
class SummingCell extends layers.RNNCell {
  readonly kind = 'summingCell';
  readonly stateSize: number;
  constructor({ units, ...options }: { units: number } & layers.LayerOptions) {
    super('summing_cell', options);
    this.stateSize = units;
  }
  override build(inputShape: layers.BatchShape): void {
    this.addWeight({ name: 'kernel', shape: [inputShape.at(-1)!, this.stateSize], initializer: 'ones' });
  }
  call(x: Tensor, t: Trace, { states: [h] }: layers.CellArguments): Tensor[] {
    const next = ops.add(ops.matmul(x, t.read(this.weights[0]!)), h!);
    return [ops.multiply(next, 2), next];
  }
  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), units: this.stateSize };
  }
}

async function reloaded(net: { save(path: string): Promise<void> }, customObjects = {}): Promise<Sequential> {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  try {
    await net.save(join(folder, 'model.safetensors'));
    return await loadModel(join(folder, 'model.safetensors'), { customObjects });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const x = tensor([[[1], [2], [3]], [[-1], [0], [5]]]);

describe('a cell of the user', () => {
  test('is repeated by rnn', () => {
    const layer = layers.rnn({ cell: new SummingCell({ units: 1 }), returnSequences: true, returnState: true });
    const [y, state] = layer.apply(x) as unknown as Tensor[];
    expect([y!.toArray(), state!.toArray()]).toEqual([[[[2], [6], [12]], [[-2], [-2], [8]]], [[6], [4]]]);
    expect(layers.rnn({ cell: new SummingCell({ units: 1 }) }).apply(x).toArray()).toEqual([[12], [8]]);
    const backwards = layers.rnn({ cell: new SummingCell({ units: 1 }), returnSequences: true, goBackwards: true });
    expect(backwards.apply(x).toArray()).toEqual([[[6], [10], [12]], [[10], [10], [8]]]);
  });

  test('repeats its output, and not its state, where a mask hides steps', () => {
    const mask = tensor([[0, 1, 0], [1, 0, 1]]);
    const layer = (zeroOutputForMask: boolean): layers.Recurrent =>
      layers.rnn({ cell: new SummingCell({ units: 1 }), returnSequences: true, zeroOutputForMask });
    expect(layer(false).apply(x, { mask }).toArray()).toEqual([[[0], [4], [4]], [[-2], [-2], [8]]]);
    expect(layer(true).apply(x, { mask }).toArray()).toEqual([[[0], [4], [0]], [[-2], [0], [8]]]);
    expect(layer(false).apply(x, { mask, initialState: [[10], [20]] }).toArray()).toEqual([[[0], [24], [24]], [[38], [38], [48]]]);
  });

  test('stands among other cells, is wrapped, trained, and comes back from a file', async () => {
    const net = sequential(
      [
        layers.bidirectional({
          layer: layers.rnn({ cell: [new SummingCell({ units: 2 }), layers.gruCell({ units: 3 })], returnSequences: true }),
          inputShape: [3, 1],
        }),
        layers.rnn({ cell: new SummingCell({ units: 1 }) }),
      ],
      { seed: 1 },
    );
    net.compile({ optimizer: 'adam', loss: 'mse' });
    const { history } = await net.fit(x, [[1], [2]], { epochs: 50 });
    expect(history['loss']!.at(-1)!).toBeLessThan(history['loss']![0]! * 0.8);
    const again = await reloaded(net, { summingCell: SummingCell });
    expect(again.predictSync(x).toArray()).toEqual(net.predictSync(x).toArray());
    const more = await net.fit(x, [[1], [2]], { epochs: 3 });
    expect((await again.fit(x, [[1], [2]], { epochs: 3 })).history).toEqual(more.history);
  });

  test('must answer with its output and its states', () => {
    class Forgetful extends SummingCell {
      override call(inputs: Tensor): Tensor[] {
        return [inputs];
      }
    }
    expect(() => layers.rnn({ cell: new Forgetful({ units: 1, name: 'mine' }) }).apply(x)).toThrow(
      /mine: expected the output, then new states of shapes \[2, 1\], received \[2, 1\]\. Answer with \[output, \.\.\.states\]/,
    );
  });
});

test('a cell takes one step by itself', () => {
  const cell = layers.lstmCell({ units: 2 });
  const states = cell.getInitialState(2);
  const row = tensor([[1, 2, 3], [4, 5, 6]]);
  const [y, h, c] = cell.apply(row, { states }) as unknown as Tensor[];
  const whole = layers.rnn({ cell, returnState: true }).apply(ops.reshape(row, [2, 1, 3])) as unknown as Tensor[];
  expect([y, h, c].map((v) => v!.toArray())).toEqual(whole.map((v) => v.toArray()));
  const stack = layers.stackedRNNCells({ cells: [cell, layers.gruCell({ units: 4 })] });
  expect((stack.apply(row, { states: stack.getInitialState(2) }) as unknown as Tensor[]).map((v) => v.shape)).toEqual([
    [2, 4], [2, 2], [2, 2], [2, 4],
  ]);
  expect(() => cell.apply(row)).toThrow(/lstm_cell\w*: a cell takes one step from states: give \{ states \}/);
  expect(() => cell.apply(row, { states: [ops.full([2, 3], 0)] })).toThrow(
    /expected as states \[2, 2\] and \[2, 2\], received \[2, 3\]/,
  );
});

describe('a stateful layer', () => {
  const make = (): Sequential => {
    const net = sequential([layers.rnn({ cell: new SummingCell({ units: 1 }), stateful: true, batchSize: 2, inputShape: [3, 1] })]);
    net.compile({ optimizer: 'sgd', loss: 'mse' });
    return net;
  };
  const layerOf = (net: Sequential): layers.Recurrent => net.layers[0] as layers.Recurrent;

  test('goes on from batch to batch, in predictions, too, until it is reset', async () => {
    const net = make();
    expect(net.predictSync(x).toArray()).toEqual([[12], [8]]);
    expect((await net.predict(x)).toArray()).toEqual([[24], [16]]);
    expect(layerOf(net).states[0]!.value().toArray()).toEqual([[12], [8]]);
    await net.evaluate(x, [[0], [0]], { batchSize: 2 });
    expect(layerOf(net).states[0]!.value().toArray()).toEqual([[18], [12]]);
    layerOf(net).resetState();
    const both = tensor([...(x.toArray() as number[][][]), ...(x.toArray() as number[][][])]);
    expect((await net.predict(both, { batchSize: 2 })).toArray()).toEqual([[12], [8], [24], [16]]);
  });

  test('has states that are no weights, and that files keep', async () => {
    const net = make();
    await net.fit(x, [[1], [2]], { epochs: 2, batchSize: 2 });
    expect([net.getWeights().length, net.countParams(), net.layers[0]!.variables.length]).toEqual([1, 1, 2]);
    const again = await reloaded(net, { summingCell: SummingCell });
    expect(layerOf(again).states[0]!.value().toArray()).toEqual(layerOf(net).states[0]!.value().toArray());
    const more = await net.fit(x, [[1], [2]], { epochs: 3, batchSize: 2 });
    expect((await again.fit(x, [[1], [2]], { epochs: 3, batchSize: 2 })).history).toEqual(more.history);
    expect(again.predictSync(x).toArray()).toEqual(net.predictSync(x).toArray());
  });

  test('says what it needs', () => {
    expect(() => layers.lstm({ units: 1, stateful: true, name: 'keeps' })).toThrow(/keeps: stateful needs batchSize/);
    expect(() => sequential([layers.lstm({ units: 1, unroll: true, name: 'long', inputShape: [1_000_000, 1] })]).summary()).toThrow(
      /long: unroll takes at most 1024 steps, received 1000000/,
    );
    expect(() => make().predictSync(ops.full([3, 3, 1], 0))).toThrow(/keeps the states of batches of 2 samples, received 3\. Give fit/);
    expect(() => layers.gru({ units: 1 }).resetState()).toThrow(/resetState is for a stateful layer/);
    expect(() => layers.bidirectional({ layer: layers.gru({ units: 1 }) }).resetState()).toThrow(ConfigError);
  });
});

test('a model hands states from one layer to another: an encoder and a decoder', async () => {
  const [source, target] = [input({ shape: [null, 2] }), input({ shape: [null, 3] })];
  const [, h, c] = layers.lstm({ units: 4, returnState: true }).apply<Symbols>(source);
  const decoded = layers.lstm({ units: 4, returnSequences: true }).apply(target, { initialState: [h, c] });
  const y = layers.dense({ units: 1 }).apply(decoded);
  const net = model({ inputs: { source, target }, outputs: y, seed: 1 });
  expect(net.outputShape).toEqual([null, null, 1]);
  net.compile({ optimizer: 'adam', loss: 'mse' });
  const data = { source: random.normal([8, 5, 2], { seed: 1 }), target: random.normal([8, 3, 3], { seed: 2 }) };
  const wanted = random.normal([8, 3, 1], { seed: 3 });
  const { history } = await net.fit(data, wanted, { epochs: 20 });
  expect(history['loss']!.at(-1)!).toBeLessThan(history['loss']![0]!);
  const before = net.predictSync(data).toArray();
  expect((await reloaded(net)).predictSync(data as never).toArray()).toEqual(before);
  // The source matters, through the states alone.
  expect(net.predictSync({ ...data, source: random.normal([8, 5, 2], { seed: 4 }) }).toArray()).not.toEqual(before);
});
type Symbols = readonly [ReturnType<typeof input>, ReturnType<typeof input>, ReturnType<typeof input>];

describe('dropout', () => {
  const ones = ops.full([64, 6, 1], 1);
  const sizes = { units: 1, activation: null, kernelInitializer: 'ones', recurrentInitializer: 'zeros', returnSequences: true } as const;

  test('drops the same features in all steps, anew in each call, and nothing otherwise', () => {
    const layer = layers.simpleRNN({ ...sizes, dropout: 0.25 });
    expect(new Set(layer.apply(ones).data)).toEqual(new Set([1]));
    const answer = layer.apply(ones, { training: true });
    const found = answer.toArray() as number[][][];
    for (const steps of found) expect(new Set(steps.flat()).size).toBe(1);
    const kept = found.filter((steps) => steps[0]![0] !== 0).length / 64;
    expect(Math.abs(kept - 0.75)).toBeLessThan(0.2);
    expect(Math.max(...answer.data)).toBeCloseTo(1 / 0.75, 6);
    expect(layer.apply(ones, { training: true }).toArray()).not.toEqual(found);
  });

  test('of rate 1 drops all in a simpleRNN, and, as in Keras, nothing in a gru', () => {
    expect(new Set(layers.simpleRNN({ ...sizes, dropout: 1 }).apply(ones, { training: true }).data)).toEqual(new Set([0]));
    const gru = layers.gru({ units: 2, dropout: 1, recurrentDropout: 1 });
    expect(gru.apply(ones, { training: true }).toArray()).toEqual(gru.apply(ones).toArray());
  });

  test('follows a seed', () => {
    const answers = [3, 3, 4].map((seed) => {
      const begins = { kernelInitializer: 'ones', recurrentInitializer: 'ones' } as const;
      const layer = layers.lstm({ units: 2, dropout: 0.5, recurrentDropout: 0.5, seed, ...begins });
      return layer.apply(ones, { training: true }).toArray();
    });
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).not.toEqual(answers[2]);
  });
});

describe('masks', () => {
  const tokens = tensor(Int32Array.of(1, 2, 0, 2, 0, 0), [2, 3]);

  test('reach a recurrent layer, and go on with the outputs of all steps alone', () => {
    const embedding = layers.embedding({ inputDim: 3, outputDim: 2, maskZero: true });
    const masks = (layer: layers.Layer): unknown => {
      const f = compile((t, ids) => {
        const y = t.call(layer, t.call(embedding, ids));
        return [y, y].flat().map((v) => t.maskOf(v) ?? ops.full([], -1));
      });
      return (f(tokens) as Tensor[]).map((m) => m.toArray());
    };
    const mask = [[1, 1, 0], [1, 0, 0]];
    expect(masks(layers.lstm({ units: 1, returnSequences: true, returnState: true }))).toEqual([mask, -1, -1, mask, -1, -1]);
    expect(masks(layers.gru({ units: 1 }))).toEqual([-1, -1]);
    expect(masks(layers.bidirectional({ layer: layers.gru({ units: 1, returnSequences: true }), mergeMode: null }))).toEqual([
      mask, mask, mask, mask,
    ]);
    expect(masks(layers.timeDistributed({ layer: layers.dense({ units: 1 }) }))).toEqual([mask, mask]);
  });

  test('shorten a sequence: what they hide at its end does not matter', () => {
    const ids = input({ shape: [null], dtype: 'int32' });
    const net = sequential([ids, layers.embedding({ inputDim: 3, outputDim: 2, maskZero: true }), layers.lstm({ units: 2 })], { seed: 1 });
    const [whole, part] = [net.predictSync(tokens), net.predictSync(tensor(Int32Array.of(1, 2), [1, 2]))];
    expect([...whole.data.slice(0, 2)]).toEqual([...part.data]);
  });

  test('of another shape are refused', () => {
    expect(() => layers.lstm({ units: 1 }).apply(x, { mask: [[1, 0]] })).toThrow(/expected a mask of shape \[2, 3\], received \[1, 2\]/);
  });
});

test('timeDistributed takes each step by itself', () => {
  const inner = layers.dense({ units: 2 });
  const y = random.normal([3, 4, 5], { seed: 1 });
  expect(layers.timeDistributed({ layer: inner }).apply(y).toArray()).toEqual(inner.apply(y).toArray());
  const drop = layers.timeDistributed({ layer: layers.dropout({ rate: 0.5 }) });
  const [first, second] = ops.split(drop.apply(ops.full([1, 2, 64], 1), { training: true }), 2, { axis: 1 });
  expect(first!.toArray()).not.toEqual(second!.toArray());
  const nested = layers.timeDistributed({ layer: layers.lstm({ units: 2 }) });
  expect(nested.apply(random.normal([2, 3, 4, 5], { seed: 2 })).shape).toEqual([2, 3, 2]);
  expect(() => layers.timeDistributed({ layer: inner }).apply([[1, 2]])).toThrow(/expected input of shape \[\*, steps/);
  const several = layers.timeDistributed({ layer: layers.lstm({ units: 1, returnState: true }) });
  expect(() => several.apply(random.normal([2, 3, 4, 5], { seed: 1 }))).toThrow(
    /the layer within must give one output, lstm\w* gives 3/,
  );
});

describe('wrong use', () => {
  const one = { units: 1 };
  test.each<[string, () => unknown, RegExp]>([
    ['no steps', () => layers.lstm({ units: 1, name: 'l' }).apply([[1, 2]]), /expected input of shape \[\*, steps, features\]/],
    ['no units', () => layers.gru({ units: 0 }), /gru: units must be an integer >= 1, received 0/],
    ['a wrong rate', () => layers.gru({ units: 1, dropout: 1.5 }), /gru: dropout must be a number >= 0 and <= 1, received 1.5/],
    ['a misspelt option', () => layers.lstm({ units: 1, returnSequence: true } as never), /Did you mean 'returnSequences'/],
    ['no cell', () => layers.rnn({ cell: layers.dense({ units: 1 }) as never }), /rnn: cell must be a cell such as layers\.lstmCell/],
    ['no cells', () => layers.stackedRNNCells({ cells: [] }), /cells must be an array of cells such as/],
    ['no recurrent layer', () => layers.bidirectional({ layer: layers.dense({ units: 1 }) as never }), /must be a recurrent layer/],
    [
      'two layers of one direction',
      () => layers.bidirectional({ layer: layers.gru({ units: 1 }), backwardLayer: layers.gru({ units: 1 }) }),
      /one of the layers must have goBackwards: true and the other false, both have false/,
    ],
    [
      'layers that differ',
      () => layers.bidirectional({
        layer: layers.gru({ ...one, returnState: true }), backwardLayer: layers.gru({ ...one, goBackwards: true }),
      }),
      /must have the same returnState, received true and false/,
    ],
  ])('%s', (_, f, message) => expect(f).toThrow(message));

  test('a wrong state or width', () => {
    const layer = layers.lstm({ units: 2 });
    layer.apply(x);
    const initialState = [ops.full([2, 2], 0)];
    expect(() => layer.apply(x, { initialState })).toThrow(/expected as initialState \[2, 2\] and \[2, 2\], received \[2, 2\]/);
    expect(() => layer.apply(random.normal([2, 3, 4], { seed: 1 }))).toThrow(ShapeError);
  });
});

test('regularizers and activations of the user stay in both layers of a bidirectional one', () => {
  const penalty = { kind: 'mine', config: {}, call: (w: Tensor) => ops.sum(ops.square(w)) };
  const layer = layers.bidirectional({ layer: layers.gru({ units: 1, kernelRegularizer: penalty, activation: (v) => ops.tanh(v) }) });
  layer.apply(x);
  expect([layer.forwardLayer, layer.backwardLayer].map(({ cell }) => cell.weights[0]!.regularizer === penalty)).toEqual([true, true]);
});
