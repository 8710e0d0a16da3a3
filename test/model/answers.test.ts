/** Calls that overlap, arrays that change meanwhile, and figures that must not change without a word: each the right answer,
 *  or a typed refusal. */
import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { ConfigError, layers, losses, metrics, ops, sequential, ShapeError, tensor } from '../../src/index.ts';
import type { Sequential, TensorLike } from '../../src/index.ts';
import { numbers } from '../grad/check.ts';

const random = numbers(3);
const draw = (rows: number, columns: number): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from({ length: rows * columns }, () => random() - 0.5),
  shape: [rows, columns],
});

function regression(seed = 1): Sequential {
  const model = sequential([layers.dense({ units: 8, activation: 'tanh', inputShape: [4] }), layers.dense({ units: 1 })], { seed });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return model;
}

test('answers of another call: predict keeps its rows while predictSync runs', async () => {
  const model = regression();
  const [a, b] = [draw(200, 4), draw(200, 4)];
  const expected = [...model.predictSync(a).data];
  const asked = model.predict(a, { batchSize: 200 });
  for (let i = 0; i < 20; i++) {
    model.predictSync(b);
    await new Promise((resume) => setImmediate(resume));
  }
  expect([...(await asked).data]).toEqual(expected);
});

test('answers of another call: two evaluations at once measure each their own rows', async () => {
  const model = regression();
  const [a, b] = [draw(300, 4), draw(300, 4)];
  const [ya, yb] = [draw(300, 1), { data: draw(300, 1).data.map((v) => 10 * v + 5), shape: [300, 1] }];
  const alone = [await model.evaluate(a, ya), await model.evaluate(b, yb)];
  expect(await Promise.all([model.evaluate(a, ya), model.evaluate(b, yb)])).toEqual(alone);
});

test('answers of another call: an evaluation during a validation', async () => {
  const [x, y] = [draw(300, 4), draw(300, 1)];
  const [xVal, yVal] = [draw(2000, 4), draw(2000, 1)];
  const fit = async (meanwhile: (model: Sequential) => void): Promise<number[]> => {
    const model = regression();
    const end = { onTrainProgress: () => meanwhile(model) };
    return (await model.fit(x, y, { epochs: 3, verbose: 0, validationData: [xVal, yVal], validationBatchSize: 1, callbacks: [end] }))
      .history['valLoss']!;
  };
  const asked: Promise<unknown>[] = [];
  expect(await fit((model) => asked.push(model.evaluate(x, y, { batchSize: 1 })))).toEqual(await fit(() => undefined));
  await Promise.all(asked);
});

test('answers of another call: trainOnBatch within fit is refused', async () => {
  const model = regression();
  const [x, y] = [draw(40, 4), draw(40, 1)];
  await expect(
    model.fit(x, y, { verbose: 0, callbacks: [{ onEpochEnd: async () => void (await model.trainOnBatch(x, y)) }] }),
  ).rejects.toThrow(ConfigError);
});

test('answers of another call: a reused buffer: each prediction is for the rows that it was given', async () => {
  const model = regression();
  const buffer = new Float32Array(4);
  const rows = Array.from({ length: 8 }, () => draw(1, 4).data);
  const asked = rows.map((row) => {
    buffer.set(row);
    return model.predict({ data: buffer, shape: [1, 4] });
  });
  const answers = (await Promise.all(asked)).map((t) => t.item());
  expect(answers).toEqual(rows.map((row) => model.predictSync({ data: row, shape: [1, 4] }).item()));
});

test('answers of another call: a data set stays what it was when the arena moves and its arrays are gone', async () => {
  const [x, y] = [draw(500, 4), draw(500, 1)];
  const fit = async (disturb: (model: Sequential, epoch: number, given: Float32Array) => void): Promise<number[]> => {
    const model = regression();
    const given = y.data.slice();
    const callback = { onEpochEnd: (epoch: number) => disturb(model, epoch, given) };
    await model.fit(x, { data: given, shape: y.shape }, { epochs: 4, verbose: 0, callbacks: [callback] });
    return model.getWeights().flatMap((w) => [...w.data]);
  };
  const disturbed = await fit((model, epoch, given) => {
    if (epoch !== 1) return;
    structuredClone(given, { transfer: [given.buffer as ArrayBuffer] });
    model.predictSync(draw(20_000, 4));
  });
  expect(disturbed).toEqual(await fit(() => undefined));
});

test('answers of another call: a fit trains on the data it was given, whatever its caller makes of the arrays next', async () => {
  const [x, y] = [draw(500, 4), draw(500, 1)];
  const fit = async (busy: boolean, spoil: (data: Float32Array) => void): Promise<number[]> => {
    const model = regression();
    const given = [x.data.slice(), y.data.slice()] as const;
    // A prediction that is under way has the arena, so that fit cannot write to it at once.
    const asked = busy ? model.predict(draw(2000, 4), { batchSize: 2000 }) : undefined;
    if (busy) await new Promise((resume) => setImmediate(resume));
    const fitted = model.fit({ data: given[0], shape: x.shape }, { data: given[1], shape: y.shape }, {
      epochs: 2, verbose: 0, validationSplit: 0.2,
    });
    given.forEach(spoil);
    const { history } = await fitted;
    await asked;
    return [...model.getWeights().flatMap((w) => [...w.data]), ...history['valLoss']!];
  };
  const expected = await fit(false, () => undefined);
  for (const busy of [false, true]) {
    expect(await fit(busy, (data) => data.fill(NaN))).toEqual(expected);
    expect(await fit(busy, (data) => structuredClone(data, { transfer: [data.buffer as ArrayBuffer] }))).toEqual(expected);
  }
});

const DURING = ['predict', 'evaluate', 'trainOnBatch'] as const;
const CHANGES = ['compile', 'dispose', 'quantize'] as const;
const PAIRS = DURING.flatMap((call) => CHANGES.map((change) => [change, call] as const));
test.each(PAIRS)('answers of another call: %s is refused while a call of %s is under way, which then ends well', async (change, call) => {
  const [x, y] = [draw(500, 4), draw(500, 1)];
  const calls = {
    predict: async (model: Sequential) => [...(await model.predict(x, { batchSize: 10 })).data],
    evaluate: (model: Sequential) => model.evaluate(x, y, { batchSize: 10 }),
    trainOnBatch: async (model: Sequential) => [await model.trainOnBatch(x, y), ...model.getWeights().map((w) => [...w.data])],
  };
  const changes = {
    compile: (model: Sequential) => model.compile({ optimizer: 'adam', loss: 'mse' }),
    dispose: (model: Sequential) => model.dispose(),
    quantize: (model: Sequential) => model.quantize('int8'),
  };
  const model = regression();
  const expected = await calls[call](regression());
  const asked = calls[call](model);
  expect(() => changes[change](model)).toThrow(new RegExp(`a call of ${call} is under way`));
  expect(await asked).toEqual(expected);
  changes[change](model);
});

test('answers of another call: a fit that fails while it is traced leaves the model ready for the next', async () => {
  const model = regression();
  let fails = true;
  model.compile({ optimizer: 'sgd', loss: (yTrue, yPred) => (fails ? ops.matmul(yTrue, yPred) : ops.square(ops.subtract(yTrue, yPred))) });
  const [x, y] = [draw(40, 4), draw(40, 1)];
  const { signal } = new AbortController();
  await expect(model.fit(x, y, { verbose: 0, signal })).rejects.toThrow(ShapeError);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  fails = false;
  await model.fit(x, y, { verbose: 0 });
});

test('figures that are wrong without a word: a loss that is one number for the batch can be weighted, as in Keras', async () => {
  const model = regression();
  model.compile({ optimizer: 'sgd', loss: (yTrue, yPred) => ops.mean(ops.square(ops.subtract(yTrue, yPred))) });
  const [x, y] = [draw(8, 4), draw(8, 1)];
  const { loss: plain } = await model.evaluate(x, y);
  const { loss: weighted } = await model.evaluate(x, y, { sampleWeight: new Float32Array(8).fill(0.5) });
  expect(weighted).toBeCloseTo(plain! / 2, 6);
});

const BINARY = { x: draw(20, 4), y: { data: Float32Array.from({ length: 20 }, (_, i) => i % 2), shape: [20, 1] } };

test('figures that are wrong without a word: class weights leave the rows of validationSplit alone', async () => {
  const fit = async (classWeight?: Record<number, number>): Promise<number> => {
    const model = regression();
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    model.optimizer.learningRate = 0;
    const options = { verbose: 0, validationSplit: 0.5, ...(classWeight === undefined ? {} : { classWeight }) } as const;
    return (await model.fit(BINARY.x, BINARY.y, options)).history['valLoss']![0]!;
  };
  expect(await fit({ 0: 5, 1: 3 })).toBe(await fit());
});

test('figures that are wrong without a word: class weights of soft labels, keys that are no class, targets over time', async () => {
  const model = regression();
  const y = { data: BINARY.y.data.map((v) => (v === 1 ? 0.7 : 0.2)), shape: [20, 1] };
  const history = async (options: object): Promise<number> => (await model.trainOnBatch(BINARY.x, y, options))['loss']!;
  model.optimizer.learningRate = 0;
  expect(await history({ classWeight: { 0: 3, 1: 3 } })).toBeCloseTo(3 * (await history({})), 5);
  await expect(model.fit(BINARY.x, y, { classWeight: { 2: 1 } })).rejects.toThrow(/classes from 0 to 1 as keys/);
  const steps = sequential([layers.dense({ units: 3, activation: 'softmax', inputShape: [5, 2] })]);
  steps.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
  const labels = { data: new Int32Array(10), shape: [2, 5] };
  await expect(steps.fit({ data: new Float32Array(20), shape: [2, 5, 2] }, labels, { classWeight: { 1: 2 } })).rejects.toThrow(
    /one class a row/,
  );
});

test('figures that are wrong without a word: weights of another arrangement, class weights that are no object', async () => {
  const model = regression();
  const [x, y] = [draw(4, 4), draw(4, 1)];
  const weighted = (sampleWeight: TensorLike): Promise<unknown> => model.evaluate(x, y, { sampleWeight });
  for (const other of [[[1, 2], [3, 4]], [[1, 2, 3, 4]]]) await expect(weighted(other)).rejects.toThrow(ShapeError);
  expect(await weighted([[1], [2], [3], [4]])).toEqual(await weighted([1, 2, 3, 4]));
  for (const classWeight of [new Map([[0, 5]]), null, 3]) {
    const fit = model.fit(x, y, { classWeight: classWeight as never, verbose: 0 });
    await expect(fit).rejects.toThrow(/classWeight: expected an object with a weight for each class/);
  }
});

test('figures that are wrong without a word: weights that are all zero make a loss of 0, not NaN', () => {
  const loss = losses.meanSquaredError({ reduction: 'meanWithSampleWeight' });
  expect(loss.call([[1], [2]], [[3], [4]], [0, 0]).item()).toBe(0);
});

test('figures that are wrong without a word: reduction null is none, as in Keras', () => {
  expect(losses.meanSquaredError({ reduction: null }).call([[1], [2]], [[3], [5]]).toArray()).toEqual([4, 9]);
});

test('figures that are wrong without a word: top-k counts no target whose prediction is no finite number', () => {
  const metric = metrics.sparseTopKCategoricalAccuracy({ k: 2 });
  metric.updateState(
    [0, 1, 0],
    [
      [NaN, 1, 2],
      [0, Infinity, 1],
      [3, 1, 2],
    ],
  );
  expect(metric.result()).toBeCloseTo(1 / 3, 6);
});

test('figures that are wrong without a word: targets of another arrangement are refused, whatever their count', async () => {
  const model = sequential([layers.reshape({ targetShape: [3, 2], inputShape: [6] })]);
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  await expect(model.evaluate(draw(4, 6), draw(4, 6))).rejects.toThrow(ShapeError);
});

test('figures that are wrong without a word: dropout applied by hand draws anew each time', () => {
  const layer = layers.dropout({ rate: 0.5 });
  const ones = tensor(new Float32Array(64).fill(1), [1, 64]);
  const [first, second] = [layer.apply(ones, { training: true }), layer.apply(ones, { training: true })];
  expect([...first.data]).not.toEqual([...second.data]);
});

test('figures that are wrong without a word: a layer that is called twice in a step draws two masks', () => {
  class Twice extends layers.Layer {
    readonly kind = 'twice';
    readonly drop = layers.dropout({ rate: 0.5, name: 'drop' });
    call(x: ReturnType<typeof tensor>, t: layers.CallContext): ReturnType<typeof tensor> {
      return ops.subtract(t.call(this.drop, x), t.call(this.drop, x));
    }
  }
  const difference = new Twice('twice').apply(tensor(new Float32Array(64).fill(1), [1, 64]), { training: true });
  expect(difference.data.some((v) => v !== 0)).toBe(true);
});

test('a misspelt hook of a callback is refused', async () => {
  const callbacks = [{ onEpochEnded: () => undefined }] as never;
  await expect(regression().fit(draw(8, 4), draw(8, 1), { callbacks })).rejects.toThrow(/Did you mean 'onEpochEnd'/);
});
