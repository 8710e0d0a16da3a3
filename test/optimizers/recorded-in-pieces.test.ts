/** What optimizers record in pieces, and rules of the user's that do. */
import { describe, expect, test } from 'vitest';
import { ConfigError, layers, ops, optimizers, sequential, variable } from '../../src/index.ts';
import type { Tensor, Trace, Variable } from '../../src/index.ts';

const WEIGHTS = 40;
const variables = (): Variable[] => Array.from({ length: WEIGHTS }, (_, i) => variable([[1, i], [2, -i]], { name: `w${i}` }));

const makers = {
  muon: () => optimizers.muon(),
  lamb: () => optimizers.lamb(),
  adafactor: () => optimizers.adafactor(),
  lookahead: () => optimizers.lookahead({ optimizer: optimizers.muon() }),
  lossScaleOptimizer: () => optimizers.lossScaleOptimizer({ innerOptimizer: optimizers.muon() }),
  accumulating: () => optimizers.muon({ gradientAccumulationSteps: 2 }),
};

describe.for(Object.entries(makers))('%s', ([, make]) => {
  test('a step of many weights gives what a step of one does for each', () => {
    const [all, alone] = [variables(), variables().slice(3, 4)];
    for (const vs of [all, alone]) {
      const optimizer = make();
      for (let step = 0; step < 4; step++) optimizer.applyGradients(vs.map((v) => [ops.multiply(v.value(), 2), v]));
    }
    expect([...all[3]!.value().data]).toEqual([...alone[0]!.value().data]);
  });
});

class Rule extends optimizers.Optimizer {
  readonly kind = 'rule';
  readonly given: (change: () => void) => unknown;
  constructor(given: (change: () => void) => unknown) {
    super('rule', {}, [], 0.1);
    this.given = given;
  }
  protected step(t: Trace, group: optimizers.Group, gradients: optimizers.Gradients, rate: Tensor): void {
    return this.given(() => group.write(t, ops.subtract(group.read(t), ops.multiply(rate, gradients.flat())))) as undefined;
  }
}

describe('a rule of the user\'s', () => {
  const trained = async (given: (change: () => void) => unknown): Promise<number[][]> => {
    const net = sequential([layers.dense({ units: 2, inputShape: [2] })], { seed: 1 });
    net.compile({ loss: 'mse', optimizer: new Rule(given) });
    await net.fit([[1, 2], [3, 4]], [[1, 0], [0, 1]], { verbose: 0 });
    return net.getWeights().map(({ data }) => [...data]);
  };

  test('may be a generator function', async () => {
    const plain = await trained((change) => change());
    const pieces = function* (change: () => void): Generator<number, void, void> {
      yield 1;
      change();
      yield 1;
    };
    expect(await trained(pieces)).toEqual(plain);
    const v = variable([1]);
    new Rule(pieces).applyGradients([[[1], v]]);
    expect(v.value().data[0]).toBeCloseTo(0.9);
  });

  test('that is async is refused', async () => {
    const given = async (change: () => void): Promise<void> => change();
    await expect(trained(given)).rejects.toThrow(ConfigError);
    await expect(trained(given)).rejects.toThrow(/^rule: step is recorded, and must not be async/);
  });
});
