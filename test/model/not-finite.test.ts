/** What fit says when a loss is no longer finite: epoch, batch, layer and op that were first. */
import { expect, test } from 'vitest';
import {
  Layer, layers, ops, optimizers, sequential, type Callback, type FitOptions, type Sequential, type Tensor,
  type TensorLike, type Trace,
} from '../../src/index.ts';

/** The warnings of a fit. */
async function warningsOf(model: Sequential, x: TensorLike, y: TensorLike, options: FitOptions): Promise<string[]> {
  const warnings: string[] = [];
  const listen = (warning: Error & { code?: string }): void => {
    if (warning.code === 'MYELIN_DIVERGES') warnings.push(warning.message);
  };
  process.on('warning', listen);
  await model.fit(x, y, { verbose: 0, shuffle: false, ...options });
  await new Promise((resume) => setImmediate(resume));
  process.off('warning', listen);
  return warnings;
}

const acting = (name: string, activation: (x: Tensor) => Tensor): Layer => layers.activation({ name, activation });
const net = (middle: Layer, optimizer: optimizers.OptimizerLike = 'sgd', units = 4): Sequential => {
  const hidden = layers.dense({ units, inputShape: [1], kernelInitializer: 'ones', name: 'hidden' });
  const model = sequential([hidden, middle, layers.dense({ units: 1, name: 'out' })], { seed: 1 });
  model.compile({ optimizer, loss: 'mse' });
  return model;
};
const rows = (...values: number[]): number[][] => values.map((v) => [v]);

/** Ways in which fit goes through its epochs: many in a slice, one by one, batch by batch. */
const WAYS: readonly [string, Callback[]][] = [
  ['many epochs in a slice', []],
  ['epoch by epoch', [{ onEpochEnd: () => undefined }]],
  ['batch by batch', [{ onTrainBatchEnd: () => undefined }]],
];

test.each(WAYS)('a log of 0 within a layer is found, %s', async (_, callbacks) => {
  const still = optimizers.sgd({ learningRate: 0 });
  const model = net(acting('logs', (x) => ops.log(x)), still);
  const [text, ...more] = await warningsOf(model, rows(1, 2, 3, 4, 0, 6), rows(1, 1, 1, 1, 1, 1), { batchSize: 2, epochs: 3, callbacks });
  expect(more).toEqual([]);
  expect(text).toMatch(/In epoch 0, batch 2 \(counted from 0\), the op 'log' of layer logs is the first to give -Infinity/);
  expect(text).toContain('its inputs are finite, the largest is 6.');
});

test.each(WAYS)('and a model whose weights are not finite only later, in the epoch in which that begins, %s', async (_, callbacks) => {
  // The weight moves down by one in every step; its square root is NaN when it is below 0.
  const model = sequential([
    layers.dense({ units: 1, useBias: false, inputShape: [1], kernelInitializer: 'zeros', name: 'falls' }),
    acting('root', (x) => ops.sqrt(ops.add(x, 4.5))),
  ]);
  // The gradient of the square of the root is 1.
  model.compile({ optimizer: optimizers.sgd({ learningRate: 1 }), loss: (_yTrue, yPred) => ops.square(yPred) });
  const [text] = await warningsOf(model, rows(1, 1), rows(0, 0), { batchSize: 1, epochs: 5, callbacks });
  expect(text).toMatch(/In epoch 2, batch 1 \(counted from 0\), the op 'sqrt' of layer root is the first to give NaN/);
});

test('a gradient that is infinite although the loss is finite is found on the way back', async () => {
  const model = net(acting('root', (x) => ops.sqrt(x)), optimizers.sgd({ learningRate: 0 }));
  const [text] = await warningsOf(model, rows(1, 0, 1), rows(1, 1, 1), { batchSize: 1, epochs: 2 });
  expect(text).toMatch(/In epoch 0, batch 1 .* the loss is finite, and on the way back the op '\w+' in the gradient of layer root is/);
});

class Spoiler extends optimizers.Optimizer {
  readonly kind = 'spoiler';
  constructor() {
    super('spoiler', {}, [], 0.5);
  }
  protected step(t: Trace, group: optimizers.Group): void {
    group.write(t, ops.multiply(group.read(t), Infinity));
  }
}

test('an optimizer that spoils weights is named', async () => {
  const [text] = await warningsOf(net(acting('same', (x) => x), new Spoiler()), rows(1, 2), rows(1, 1), { batchSize: 1, epochs: 2 });
  expect(text).toMatch(/In epoch 0, batch 0 .* loss and gradients are finite, and the optimizer's step makes hidden, out not finite/);
});

test('a loss that overflows by a large learning rate says so, with the rate', async () => {
  const warnings = await warningsOf(net(acting('same', (x) => x), optimizers.sgd({ learningRate: 10 })), rows(1, 2), rows(1, 3), {
    batchSize: 1, epochs: 50,
  });
  expect(warnings.at(-1)).toMatch(/the loss has become (NaN|Infinity)\. In epoch \d+, batch [01] .*The learning rate is 10\./);
  expect(warnings.at(-1)).toContain('try a smaller learning rate');
});

test('a loss that grows is told of at once, and once more when it overflows', async () => {
  const model = sequential([layers.dense({ units: 1, inputShape: [1] })], { seed: 1 });
  model.compile({ optimizer: optimizers.sgd({ learningRate: 1 }), loss: 'mse' });
  const warnings = await warningsOf(model, rows(1, 2), rows(1, 3), { batchSize: 2, epochs: 200 });
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toMatch(/the loss has become \d.*The learning rate is 1\. .*smaller learning rate/);
  expect(warnings[1]).toMatch(/the loss has become Infinity\. In epoch \d+, batch 0 .*The learning rate is 1\./);
});

test('the search changes nothing', async () => {
  const train = async (watched: boolean): Promise<unknown> => {
    const model = net(acting('logs', (x) => ops.log(ops.add(x, 1))), 'adam');
    const callbacks = watched ? [{ onEpochEnd: (): void => undefined }] : [];
    const { history } = await model.fit(rows(1, 2, -3, 4), rows(1, 1, 1, 1), { batchSize: 1, epochs: 4, verbose: 0, callbacks });
    return { history, weights: model.getWeights().map((w) => [...w.data]), steps: model.optimizer.steps };
  };
  expect(await train(true)).toEqual(await train(false));
  const finite = async (spoilt: boolean): Promise<unknown> => {
    const values: number[] = [];
    // The loss is infinite once, and gradients that are clipped by value leave the weights finite.
    const model = net(acting('same', (x) => x), optimizers.sgd({ clipvalue: 0.1 }));
    const x = spoilt ? rows(1, 1e30, 2, 3) : rows(1, 1e3, 2, 3);
    const callbacks = [{ onTrainBatchEnd: (batch: number): void => void values.push(batch) }];
    await model.fit(x, rows(1, 1, 1, 1), { batchSize: 1, verbose: 0, shuffle: false, callbacks });
    return [values, model.getWeights().map((w) => [...w.data]), model.optimizer.steps];
  };
  expect(await finite(true)).toEqual(await finite(false));
});

test('of a model too large to be remembered, the layers whose weights are not finite are named', async () => {
  const model = net(acting('logs', (x) => ops.log(x)), 'sgd', 200_000);
  const [text] = await warningsOf(model, rows(1, -1), rows(1, 1), { batchSize: 1 });
  expect(text).toMatch(/In epoch 0 the weights of hidden, out have become NaN or infinite\. Which op was first is not known/);
});

test('with a driver the batch is tried with the present weights', async () => {
  const model = net(acting('logs', (x) => ops.log(x)), optimizers.lbfgs());
  const [text] = await warningsOf(model, rows(1, -1), rows(1, 1), { batchSize: 2 });
  expect(text).toMatch(/In epoch 0, batch 0 .* the op 'log' of layer logs is the first to give NaN|the weights of .* have become NaN/);
});

test('infinities that a step gets rid of are no fault', async () => {
  const masked = acting('masked', (x) => ops.log(ops.subtract(ops.softmax(ops.where([[1, 1, 1, 0]], x, -Infinity)), 1)));
  const [text] = await warningsOf(net(masked), rows(1, 2), rows(1, 1), { batchSize: 2 });
  expect(text).toMatch(/the op 'log' of layer masked is the first to give NaN/);
});

/** Sums the steps of a sequence, in a scan. */
class Summing extends Layer {
  readonly kind = 'summing';
  constructor() {
    super('summing', {});
  }
  call(x: Tensor, t: Trace): Tensor {
    const steps = ops.transpose(x, { axes: [1, 0, 2] });
    const start = ops.full([x.shape[0]!, x.shape[2]!], 0);
    const { carry } = t.scan((_, [sum], [row]) => ({ carry: [ops.sqrt(ops.add(sum!, row!))] }), { carry: [start], xs: [steps] });
    return carry[0]!;
  }
}

test('tables, scans, normalisations and draws are searched, too', async () => {
  const model = sequential([
    layers.embedding({ inputDim: 30000, outputDim: 2, inputShape: [3], embeddingsInitializer: 'ones', name: 'table' }),
    new Summing(),
    layers.batchNormalization(),
    layers.dropout({ rate: 0.5 }),
    layers.dense({ units: 1, name: 'out' }),
    layers.activation({ activation: (x) => ops.log(x), name: 'logs' }),
  ], { seed: 2 });
  model.compile({ optimizer: optimizers.sgd({ learningRate: 0.1 }), loss: 'mse' });
  const x = Array.from({ length: 8 }, (_, i) => [i, i + 1, i + 2]);
  const begun = model.getWeights();
  const [text] = await warningsOf(model, x, x.map(() => [1]), { batchSize: 4, epochs: 3 });
  expect(text).toMatch(/In epoch 0, batch 0 .* the op 'log' of layer logs is the first to give (NaN|-Infinity)/);
  const [spoilt] = await warningsOf(model, x, x.map(() => [1]), { batchSize: 4 });
  expect(spoilt).toMatch(/the weight \S+ of \w+ is NaN at the beginning of the step already/);
  // A sum below 0 within the scan itself.
  begun[0]!.data.fill(-1);
  model.setWeights(begun);
  const [within] = await warningsOf(model, x, x.map(() => [1]), { batchSize: 4, epochs: 3 });
  expect(within).toMatch(/In epoch 0, batch 0 .* the op 'scan\w*' of layer summing is the first to give NaN/);
});
