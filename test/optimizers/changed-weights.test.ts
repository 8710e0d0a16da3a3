/** A layer may change its own weights while a step is recorded; the optimizer then goes on from what they became. */
import { expect, test } from 'vitest';
import { Layer, ops, optimizers, sequential, type Tensor, type Trace, type Variable } from '../../src/index.ts';

/** Multiplies by a weight, which it halves at the beginning of each step. */
class Halved extends Layer {
  readonly kind = 'halved';
  weight: Variable | undefined;
  constructor() {
    super('halved');
  }
  override build(): void {
    this.weight = this.addWeight({ name: 'weight', shape: [1], initializer: 'ones' });
  }
  call(x: Tensor, t: Trace): Tensor {
    const weight = t.read(this.weight!);
    const now = t.training ? t.update(this.weight!, ops.multiply(weight, 0.5)) : weight;
    return ops.multiply(x, now);
  }
}

test.each([
  ['sgd', optimizers.sgd({ learningRate: 0.1 }), 0.5 - 0.1 * 1],
  ['sgd with momentum', optimizers.sgd({ learningRate: 0.1, momentum: 0.9 }), 0.5 - 0.1 * 1],
  ['adagrad', optimizers.adagrad({ learningRate: 0.1, initialAccumulatorValue: 0, epsilon: 0 }), 0.5 - 0.1],
] as const)('%s', async (_, optimizer, expected) => {
  const layer = new Halved();
  const net = sequential([layer], { seed: 1 });
  net.compile({ optimizer, loss: 'mse' });
  // The weight is 0.5 when it is used. The loss is its square, whose gradient is 1.
  await net.fit([[1]], [[0]], { epochs: 1, verbose: 0 });
  expect(layer.weight!.value().item()).toBeCloseTo(expected, 6);
});
