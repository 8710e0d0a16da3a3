/** Steps of optimizers are recorded in pieces: of many weights, none is long, and the programs are those of one go. */
import { describe, expect, test } from 'vitest';
import { ConfigError, layers, ops, optimizers, sequential, variable } from '../../src/index.ts';
import type { Tensor, Trace, Variable } from '../../src/index.ts';
import { Trace as Recording } from '../../src/trace/trace.ts';

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

/** The most tensors that are made between two yields of the step, the gradients left aside. */
function longest(optimizer: optimizers.Optimizer): number {
  const vs = variables();
  const t = new Recording({ training: true });
  const pairs = vs.map((v): [Tensor, Variable] => [ops.multiply(t.read(v), 2), v]);
  optimizer.build(vs);
  const idNow = (): number => ops.multiply(t.read(vs[0]!), 2).id;
  const work = optimizer.applying(t, pairs);
  let most = 0;
  for (let before = idNow(); work.next().done !== true; before = idNow()) most = Math.max(most, idNow() - before);
  return most;
}

describe.for(Object.entries(makers))('%s', ([, make]) => {
  test('no piece makes the ops of more than a few weights', () => {
    const of = (t: Recording): number => ops.multiply(t.read(variable([1])), 2).id;
    const t = new Recording({ training: true });
    const vs = variables();
    const before = of(t);
    make().apply(t, vs.map((v) => [ops.multiply(t.read(v), 2), v]));
    const whole = of(t) - before;
    expect(longest(make())).toBeLessThan(whole / 3);
  });

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

  test.each([
    [async (change: () => void): Promise<void> => change()],
    [(): number => 5],
  ])('that answers with anything is refused', async (given) => {
    await expect(trained(given)).rejects.toThrow(ConfigError);
    await expect(trained(given)).rejects.toThrow(/^rule: step is recorded, and answers with nothing, received /);
  });
});
