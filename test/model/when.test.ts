/** `when` of a trace: what changes only in steps where a flag is not 0. */
import { describe, expect, test } from 'vitest';
import { differentiate } from '../../src/grad/differentiate.ts';
import {
  compile,
  Layer,
  layers,
  losses,
  ops,
  optimizers,
  ShapeError,
  sequential,
  tensor,
  variable,
  type Tensor,
  type Trace,
  type Variable,
} from '../../src/index.ts';

const scalars = (...values: number[]): Variable[] => values.map((v, i) => variable(v, { name: `v${i}` }));

test('a variable changes where the flag is not 0, and later reads see what it is then', () => {
  const [v] = scalars(1) as [Variable];
  const step = compile((t, flag) => {
    t.when(flag, () => void t.update(v, ops.add(t.read(v), 10)));
    return ops.multiply(t.read(v), 2);
  });
  expect(step(0).item()).toBe(2);
  expect(step(1).item()).toBe(22);
  expect(step(-0.5).item()).toBe(42);
  expect(step(NaN).item()).toBe(62);
  expect(v.value().item()).toBe(31);
});

test('changes before, within and behind: each takes up what is there', () => {
  const [v] = scalars(1) as [Variable];
  const step = compile((t, flag) => {
    t.update(v, ops.multiply(t.read(v), 2));
    t.when(flag, () => {
      t.update(v, ops.add(t.read(v), 1));
      t.update(v, ops.multiply(t.read(v), 3));
    });
    t.update(v, ops.add(t.read(v), 100));
    return t.read(v);
  });
  expect(step(0).item()).toBe(102);
  expect(step(1).item()).toBe((102 * 2 + 1) * 3 + 100);
});

test('flags within flags, and a flag that is the variable it lets change', () => {
  const [outer, inner, v] = scalars(0, 1, 0) as [Variable, Variable, Variable];
  const step = compile((t, a) => {
    t.update(outer, a);
    t.when(t.read(outer), () => {
      t.update(v, ops.add(t.read(v), 1));
      t.when(t.read(inner), () => {
        t.update(inner, ops.subtract(t.read(inner), t.read(inner)));
        t.update(v, ops.add(t.read(v), 10));
      });
    });
    return t.read(v);
  });
  expect([step(0), step(1), step(1), step(0)].map((x) => x.item())).toEqual([0, 11, 12, 12]);
  expect(inner.value().item()).toBe(0);
});

test('rows of a table, matrices and several variables at once', () => {
  const [a, b] = [
    variable(
      [
        [1, 2],
        [3, 4],
      ],
      { name: 'a' },
    ),
    variable(
      [
        [5, 6],
        [7, 8],
      ],
      { name: 'b' },
    ),
  ];
  const step = compile((t, flag) => {
    t.when(flag, () => {
      const [x, y] = [t.read(a), t.read(b)];
      t.update(a, ops.matmul(x, y));
      t.update(b, ops.transpose(x));
    });
    return [t.read(a), t.read(b)];
  });
  const answers = (flag: number): number[][] => (step(flag) as Tensor[]).map((x) => [...x.data]);
  expect(answers(0)).toEqual([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]);
  expect(answers(1)).toEqual([
    [19, 22, 43, 50],
    [1, 3, 2, 4],
  ]);
});

test.each(['sgd', 'adam', 'rmsprop'] as const)('a step of %s that is not taken leaves everything as it is', (kind) => {
  const net = sequential([layers.dense({ units: 3, activation: 'tanh' }), layers.dense({ units: 1 })], { seed: 4 });
  net.build([null, 2]);
  const twin = sequential([layers.dense({ units: 3, activation: 'tanh' }), layers.dense({ units: 1 })], { seed: 4 });
  twin.build([null, 2]);
  const make = (model: typeof net, guarded: boolean): ((flag: number) => number) => {
    const optimizer = optimizers[kind]({ learningRate: 0.1 });
    const loss = (t: Trace, x: Tensor): Tensor => losses.meanSquaredError().call(ops.sum(x, { axis: 1, keepdims: true }), t.call(model, x));
    const step = compile(
      (t, x, flag) => {
        const value = loss(t, x);
        if (guarded) t.when(flag, () => optimizer.minimize(t, value, model.trainableWeights));
        else optimizer.minimize(t, value, model.trainableWeights);
        return value;
      },
      { training: true },
    );
    return (flag) =>
      step(
        tensor([
          [1, 2],
          [3, -1],
          [0, 0.5],
        ]),
        flag,
      ).item();
  };
  const [some, all] = [make(net, true), make(twin, false)];
  const before = net.getWeights().map((w) => [...w.data]);
  const first = some(0);
  expect(net.getWeights().map((w) => [...w.data])).toEqual(before);
  expect([some(1), some(0), some(1), some(1)]).toEqual([all(1), expect.any(Number), all(1), all(1)]);
  expect(first).not.toBeNaN();
  expect(net.getWeights().map((w) => [...w.data])).toEqual(twin.getWeights().map((w) => [...w.data]));
});

class Penalised extends Layer {
  readonly kind = 'penalised';
  call(x: Tensor, t: Trace): Tensor {
    t.when(ops.sum(ops.slice(x, [0, 0], [1, 1])), (within) => within.addLoss(tensor(7)));
    return x;
  }
}

test('a loss that is added within counts where the flag is not 0', async () => {
  const model = sequential([new Penalised('penalised', {}), layers.dense({ units: 2, kernelInitializer: 'zeros' })]);
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  expect(await model.trainOnBatch([[0, 2]], [[0, 0]])).toMatchObject({ loss: 0 });
  expect(await model.trainOnBatch([[1, 2]], [[0, 0]])).toMatchObject({ loss: 7 });
});

test('derivatives go through what a flag lets change', () => {
  const v = variable([0, 0], { name: 'v' });
  const f = compile((t, x, flag) => {
    t.update(v, ops.multiply(x, x));
    t.when(flag, () => void t.update(v, ops.multiply(t.read(v), x)));
    return differentiate(ops.sum(t.read(v)), [x])[0]!;
  });
  expect(f([2, 3], 1).toArray()).toEqual([12, 27]);
  expect(f([2, 3], 0).toArray()).toEqual([4, 6]);
});

test('what a kernel has changed has no derivative, and says so', () => {
  const [w, v] = [variable([1, 2], { name: 'w' }), variable([1, 2], { name: 'v' })];
  const adam = optimizers.adam();
  const f = compile((t, x) => {
    adam.minimize(t, ops.sum(ops.multiply(t.read(w), x)), [w]);
    return differentiate(ops.sum(ops.multiply(t.read(w), t.read(v))), [t.read(v), t.read(w), w.tensor])[0]!;
  });
  expect(() => f([1, 1])).toThrow(/adam has no derivative\. Read w before it/);
});

test('a flag of several elements is refused', () => {
  expect(() => compile((t, x) => (t.when(x, () => undefined), x))([1, 2])).toThrow(ShapeError);
});

/** Random steps over three variables, as a program and by hand. */
test('random steps: as if they were taken one after another', () => {
  let seed = 7;
  const random = (n: number): number => (seed = (seed * 16807) % 2147483647) % n;
  type Change = { to: number; from: number; by: number } | { flag: number; body: Change[] };
  const changes = (depth: number): Change[] =>
    Array.from({ length: 1 + random(4) }, () =>
      depth > 0 && random(3) === 0 ? { flag: random(5), body: changes(depth - 1) } : { to: random(3), from: random(3), by: 1 + random(3) },
    );
  for (let round = 0; round < 60; round++) {
    const course = changes(3);
    const initial = [1, 2, 3];
    const variables = initial.map((v, i) => variable([v, v + 0.5], { name: `v${i}` }));
    const step = compile((t, flags) => {
      const flagOf = (i: number): Tensor =>
        i < 2 ? ops.slice(flags, [i], [1]) : ops.sum(ops.cast(ops.greater(t.read(variables[i - 2]!), 40), 'float32'));
      const perform = (list: readonly Change[]): void => {
        for (const c of list) {
          if ('flag' in c) t.when(flagOf(c.flag), () => perform(c.body));
          else t.update(variables[c.to]!, ops.add(t.read(variables[c.from]!), c.by));
        }
      };
      perform(course);
      return ops.add(t.read(variables[0]!), t.read(variables[1]!));
    });
    const by = initial.map((v) => [v, v + 0.5]);
    for (const flags of [
      [0, 1],
      [1, 0],
      [1, 1],
      [0, 0],
      [1, 1],
    ]) {
      const perform = (list: readonly Change[]): void => {
        for (const c of list) {
          if (!('flag' in c)) by[c.to] = by[c.from]!.map((x) => x + c.by);
          else if (c.flag < 2 ? flags[c.flag] !== 0 : by[c.flag - 2]!.some((x) => x > 40)) perform(c.body);
        }
      };
      perform(course);
      expect([...step(flags).data], `round ${round}`).toEqual(by[0]!.map((x, i) => x + by[1]![i]!));
      expect(
        variables.map((v) => [...v.value().data]),
        `round ${round}`,
      ).toEqual(by);
    }
  }
});

describe('a flag of 0 keeps gradients finite where the ops under it have none', () => {
  /** The gradients of a loss by v = 0, whose logarithm has an infinite derivative, and by w. */
  const gradients = (loss: (t: Trace, flag: Tensor, v: Variable, w: Variable) => Tensor): ((flag: number) => number[]) => {
    const [v, w] = scalars(0, 3) as [Variable, Variable];
    const f = compile((t, flag) => differentiate(loss(t, flag, v, w), [v.tensor, w.tensor]));
    return (flag) => f(flag).map((g) => g.item());
  };

  test('in losses', () => {
    const g = gradients((t, flag, v, w) => {
      t.when(flag, () => t.addLoss(ops.multiply(ops.log(t.read(v)), t.read(w))));
      return ops.add(t.losses[0]!, ops.multiply(t.read(w), 2));
    });
    expect(g(0)).toEqual([0, 2]);
    expect(g(1)).toEqual([Infinity, -Infinity]);
  });

  test('in new values of variables, and under flags within flags', () => {
    const g = gradients((t, flag, v, w) => {
      t.when(ops.add(flag, 1), () => {
        const log = ops.log(t.read(v));
        t.when(flag, () => void t.update(w, ops.multiply(t.read(w), log)));
      });
      return ops.square(t.read(w));
    });
    expect(g(0)).toEqual([0, 6]);
  });

  test('in what a scan repeats', () => {
    const g = gradients((t, flag, v, w) => {
      t.when(flag, () => {
        const { carry } = t.scan((_, [c]) => ({ carry: [ops.add(ops.log(t.read(v)), c!)] }), { carry: [t.read(w)], length: 3 });
        t.addLoss(carry[0]!);
      });
      return t.losses[0]!;
    });
    expect(g(0)).toEqual([0, 0]);
    expect(g(1)).toEqual([Infinity, 1]);
  });

  test('derivatives of second order', () => {
    const v = variable(2);
    const second = compile((t, flag) => {
      t.when(flag, () => t.addLoss(ops.log(t.read(v))));
      const [first] = differentiate(t.losses[0]!, [v.tensor]);
      return differentiate(first!, [v.tensor])[0]!;
    });
    expect([second(1).item(), second(0).item()]).toEqual([-0.25, 0]);
    v.assign(0);
    expect(second(0).item()).toBe(0);
  });
});

test('a loss under a flag reads each argument, variable and row of a scan as what it is', () => {
  const loss = (t: Trace, a: Tensor, b: Tensor, flag: Tensor): Tensor => {
    t.when(flag, () => t.addLoss(ops.sum(ops.multiply(a, b))));
    return t.losses[0]!;
  };
  const [a, b] = [variable([1, 2, 3], { name: 'w' }), variable([10, 20, 30], { name: 'w' })];
  expect(compile(loss)([1, 2, 3], [10, 20, 30], 1).item()).toBe(140);
  const ofVariables = compile((t, flag) => {
    const [x, y] = [t.read(a), t.read(b)];
    const value = loss(t, x, y, flag);
    return [value, ...differentiate(value, [x, y])];
  });
  expect(ofVariables(1).map((r) => r.toArray())).toEqual([140, [10, 20, 30], [1, 2, 3]]);
  const ofRows = compile((t, xs, ys, flag) => {
    t.scan((inner, _, [x, y]) => (inner.when(flag, () => inner.addLoss(ops.sum(ops.multiply(x!, y!)))), {}), { xs: [xs, ys] });
    return t.losses[0]!;
  });
  expect(ofRows([[1], [2], [3]], [[10], [20], [30]], 1).item()).toBe(140);
});

test('gradients by tensors that are made under a flag', () => {
  const f = compile((t, x, flag) => {
    let h = x;
    t.when(flag, () => {
      h = ops.multiply(x, 2);
      t.addLoss(ops.sum(ops.square(h)));
    });
    return differentiate(ops.add(t.losses[0]!, ops.sum(h)), [h, x]);
  });
  expect(f([1, 2, 3], 1).map((g) => g.toArray())).toEqual([[5, 9, 13], [10, 18, 26]]);
  expect(f([1, 2, 3], 0).map((g) => g.toArray())).toEqual([[1, 1, 1], [2, 2, 2]]);
});

test('a variable is assigned whatever makes a tensor', () => {
  const v = variable([1, 2]);
  v.assign([3, 4]);
  expect(v.value().toArray()).toEqual([3, 4]);
  expect(() => v.assign(1)).toThrow(ShapeError);
});
