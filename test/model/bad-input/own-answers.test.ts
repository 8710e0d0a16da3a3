/** What parts of one's own answer with, when it has a wrong shape: the error names the part, not the data. */
import { expect, test } from 'vitest';
import { ConfigError, layers, metrics, ops, sequential, ShapeError, type Tensor, type Trace } from '../../../src/index.ts';
import { any, refused, x, y } from './refused.ts';

const fit = (options: object, compiled: object = {}) => (): unknown => {
  const model = sequential([layers.dense({ name: 'd', units: 3, inputShape: [2], ...options }), layers.dense({ units: 1 })]);
  model.compile({ loss: 'mse', ...compiled });
  return model.fit(x, y);
};
/** A part of one's own. */
const mine = (call: (given: Tensor) => unknown): object => ({ kind: 'mine', config: {}, call });
const transposed = (yTrue: Tensor, yPred: Tensor): Tensor => ops.transpose(ops.subtract(yTrue, yPred));
const whole = (_: Tensor, yPred: Tensor): Tensor => ops.cast(yPred, 'int32');

class Own extends metrics.Metric {
  readonly kind = 'own';
  readonly #counts = this.addVariable('counts', [2]);
  readonly #made: unknown;
  constructor(update: number, made: unknown) {
    super('own');
    this.#made = made;
    this.update = (t: Trace) => void t.update(this.#counts, ops.full([update], 1));
  }
  update(_t: Trace): void {}
  compute(): number {
    return this.#made as number;
  }
}

const KERNEL = /^d\/kernel: the (initializer|constraint) 'mine' must answer with a float32 tensor of shape \[2, 3\], received /;
const PENALTY = /the regularizer 'mine' must answer with a float32 tensor of one element, received .*\[2, 3\]\. Sum or average it/;
const SAMPLES = /expected float32 values of 32 samples, of shape \[32, \.\.\.\], or one number.*received float32 of shape \[1, 32\]\. Sum/;

refused([
  ['an initializer', fit({ kernelInitializer: mine(() => ops.full([3, 2], 1)) }), ShapeError, KERNEL],
  ['an initializer of numbers', fit({ kernelInitializer: mine(() => [[1, 2, 3], [4, 5, 6]]) }), ShapeError, KERNEL],
  ['an initializer of nothing', fit({ kernelInitializer: mine(() => undefined) }), ShapeError, /received undefined/],
  ['an initializer that broadcasts', fit({ biasInitializer: mine(() => ops.full([1, 3], 1)) }), ShapeError, /^d\/bias: .*\[3\].*\[1, 3\]/],
  ['an initializer of int32', fit({ kernelInitializer: mine(() => ops.cast(ops.full([2, 3], 1), 'int32')) }), ShapeError, KERNEL],
  ['an initializer without a kind', fit({ kernelInitializer: { call: () => 5 } }), ShapeError, /^d\/kernel: the initializer must .* 5/],
  ['a constraint', fit({ kernelConstraint: mine((w) => ops.transpose(w)) }), ShapeError, KERNEL],
  ['a constraint of a number', fit({ kernelConstraint: mine((w) => ops.sum(w)) }), ShapeError, KERNEL],
  ['a regularizer', fit({ kernelRegularizer: mine((w) => ops.square(w)) }), ShapeError, PENALTY],
  ['an activity regularizer', fit({ activityRegularizer: mine((z) => ops.square(z)) }), ShapeError, /^d, activityRegularizer: /],
  ['a regularizer of nothing', fit({ kernelRegularizer: mine(() => null) }), ShapeError, /^d\/kernel: the regularizer .*received null/],
  ['a loss', fit({}, { loss: transposed }), ShapeError, SAMPLES],
  ['a loss of features', fit({}, { loss: () => ops.full([3], 1) }), ShapeError, /^loss: expected float32 values of 32 samples.*\[3\]/],
  ['a loss of int32', fit({}, { loss: whole }), ShapeError, /^whole: expected float32 values.*received int32.*Cast it/],
  [
    'a loss as an object',
    fit({}, { loss: { kind: 'mine', config: {}, targets: 'values', reduction: 'sum', values: transposed, call: transposed } }),
    ShapeError,
    SAMPLES,
  ],
  ['a metric', fit({}, { metrics: [transposed] }), ShapeError, SAMPLES],
  ['a function that is wrapped', fit({}, { metrics: [metrics.meanMetricWrapper({ fn: transposed })] }), ShapeError, /^meanMetricWrapper: /],
  ['state of a metric', fit({}, { metrics: [new Own(3, 1)] }), ShapeError, /^own\/counts: expected float32 values of shape \[2\]/],
  ['a metric that computes nothing', fit({}, { metrics: [new Own(2, any(undefined))] }), ConfigError, /^own: compute must .*undefined/],
]);

test('one number for a batch, values of each sample and of each of its outputs are right', async () => {
  const difference = (yTrue: Tensor, yPred: Tensor): Tensor => ops.square(ops.subtract(yTrue, yPred));
  const forms = [
    difference,
    (a: Tensor, b: Tensor) => ops.mean(difference(a, b), { axis: -1 }),
    (a: Tensor, b: Tensor) => ops.mean(difference(a, b)),
    (a: Tensor, b: Tensor) => ops.reshape(ops.mean(difference(a, b)), [1]),
  ];
  const figures = await Promise.all(forms.map(async (loss) => {
    const model = sequential([layers.dense({ units: 1, inputShape: [2] })], { seed: 3 });
    model.compile({ loss });
    return (await model.evaluate(x, y))['loss'];
  }));
  for (const figure of figures) expect(figure).toBeCloseTo(figures[0]!, 6);
});
