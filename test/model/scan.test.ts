/** `scan` of a trace: turns that one instruction repeats. */
import { expect, test } from 'vitest';
import {
  compile,
  ConfigError,
  gradients,
  Layer,
  layers,
  losses,
  ops,
  optimizers,
  random,
  sequential,
  ShapeError,
  tensor,
  variable,
  type Tensor,
  type Trace,
} from '../../src/index.ts';

/** h' = tanh(x w + h u), over [batch, steps, features]; turn by turn or one behind the other. */
class Recurrent extends Layer {
  readonly kind = 'recurrent';
  readonly #units: number;
  readonly #unrolled: boolean;

  constructor(units: number, unrolled: boolean) {
    super('recurrent', {});
    this.#units = units;
    this.#unrolled = unrolled;
  }

  override build(shape: readonly (number | null)[]): void {
    this.addWeight({ name: 'kernel', shape: [shape.at(-1)!, this.#units], initializer: 'glorotUniform' });
    this.addWeight({ name: 'recurrentKernel', shape: [this.#units, this.#units], initializer: 'glorotUniform' });
  }

  call(x: Tensor, t: Trace): Tensor {
    const [w, u] = this.weights.map((v) => t.read(v)) as [Tensor, Tensor];
    const [batch, steps] = x.shape as [number, number];
    const rows = ops.transpose(x, { axes: [1, 0, 2] });
    const next = (h: Tensor, row: Tensor): Tensor => ops.tanh(ops.add(ops.matmul(row, w), ops.matmul(h, u)));
    let h = ops.full([batch, this.#units], 0);
    if (!this.#unrolled) return t.scan((_, [c], [row]) => ({ carry: [next(c!, row!)] }), { carry: [h], xs: [rows] }).carry[0]!;
    for (let i = 0; i < steps; i++) h = next(h, ops.reshape(ops.slice(rows, [i, 0, 0], [1, batch, x.shape[2]!]), [batch, x.shape[2]!]));
    return h;
  }
}

test('a recurrent layer learns as one whose turns are written one behind the other', async () => {
  let seed = 3;
  const next = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const x = tensor(Float32Array.from({ length: 40 * 6 * 3 }, next), [40, 6, 3]);
  const y = tensor(
    Float32Array.from({ length: 40 }, (_, i) => x.data[i * 18]! - x.data[i * 18 + 17]!),
    [40, 1],
  );
  const train = async (unrolled: boolean): Promise<[number, Float32Array[]]> => {
    const model = sequential([new Recurrent(5, unrolled), layers.dense({ units: 1 })], { seed: 7 });
    model.compile({ optimizer: optimizers.adam({ learningRate: 0.05 }), loss: 'meanSquaredError' });
    const { history } = await model.fit(x, y, { epochs: 8, batchSize: 10 });
    return [history['loss']!.at(-1)!, model.getWeights().map((w) => w.data as Float32Array)];
  };
  const [scanned, unrolled] = [await train(false), await train(true)];
  expect(scanned[0]).toBeLessThan(0.05);
  // Sums over turns are made in another order.
  expect(Math.abs(scanned[0] / unrolled[0] - 1)).toBeLessThan(1e-3);
  scanned[1].forEach((w, i) => w.forEach((value, j) => expect(value).toBeCloseTo(unrolled[1][i]![j]!, 4)));
});

test('turns: what is carried, rows, rows from the end, and none at all', () => {
  const run = (x: number[][], reverse: boolean): number[][] => {
    const f = compile((t, rows) => {
      const { carry, ys } = t.scan((_, [c], [row]) => ({ carry: [ops.add(ops.multiply(c!, 2), row!)], ys: [c!] }), {
        carry: [tensor([1, 0])],
        xs: [rows],
        reverse,
      });
      return [carry[0]!, ys[0]!];
    });
    return (f(tensor(x.flat(), [x.length, 2])) as Tensor[]).map((y) => [...y.data]);
  };
  expect(
    run(
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      false,
    ),
  ).toEqual([
    [8 + 4 + 6 + 5, 8 + 8 + 6],
    [1, 0, 3, 2, 9, 8],
  ]);
  expect(
    run(
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      true,
    ),
  ).toEqual([
    [8 + 20 + 6 + 1, 24 + 8 + 2],
    [17, 16, 7, 6, 1, 0],
  ]);
  expect(run([[1, 2]], false)).toEqual([
    [3, 2],
    [1, 0],
  ]);
  const none = compile((t, c) => t.scan((_, [x]) => ({ carry: [ops.add(x!, 1)], ys: [x!] }), { carry: [c], length: 0 }).carry[0]!);
  expect(none([5]).toArray()).toEqual([5]);
});

test('variables that turns update keep their values from turn to turn, and afterwards', () => {
  const [n, total] = [variable(0, { name: 'n' }), variable([0, 0], { name: 'total' })];
  const f = compile((t, x) => {
    t.update(n, ops.add(t.read(n), 10));
    const { ys } = t.scan(
      (_, _c, [row]) => {
        t.update(n, ops.add(t.read(n), 1));
        t.when(ops.greater(t.read(n), 11), () => void t.update(total, ops.add(t.read(total), row!)));
        return { ys: [t.read(n), t.read(total)] };
      },
      { xs: [x] },
    );
    return [...ys, t.read(n)];
  });
  const answers = (
    f([
      [1, 2],
      [3, 4],
      [5, 6],
    ]) as Tensor[]
  ).map((y) => [...y.data]);
  expect(answers).toEqual([[11, 12, 13], [0, 0, 3, 4, 8, 10], [13]]);
  expect([n.value().item(), total.value().toArray()]).toEqual([13, [8, 10]]);
});

test('a swap of what is carried', () => {
  const f = compile((t, a, b) => t.scan((_, [x, y]) => ({ carry: [y!, ops.add(x!, y!)] }), { carry: [a, b], length: 10 }).carry);
  expect((f([0], [1]) as Tensor[]).map((x) => x.data[0])).toEqual([55, 89]);
});

test('each turn draws anew, and so does each run', () => {
  const drop = layers.dropout({ rate: 0.5, seed: 3 });
  const f = compile((t, x) => t.scan((_, _c, [row]) => ({ ys: [t.call(drop, row!)] }), { xs: [x] }).ys[0]!, { training: true });
  const x = tensor(new Float32Array(4 * 64).fill(1), [4, 64]);
  const rowsOf = (y: Tensor): string[] => [0, 1, 2, 3].map((i) => y.data.subarray(64 * i, 64 * (i + 1)).join());
  const [first, second] = [rowsOf(f(x)), rowsOf(f(x))];
  expect(new Set([...first, ...second]).size).toBe(8);
  const alone = compile((t, row) => t.call(drop, row), { training: true });
  expect(alone(tensor(new Float32Array(64).fill(1))).data.join(), 'the first turn draws as a call alone').toBe(first[0]);
});

test('several steps of an optimizer in one program', () => {
  const make = (): { w: ReturnType<typeof variable>; step: (t: Trace, x: Tensor) => Tensor } => {
    const [w, adam] = [variable([0.5, -1], { name: 'w' }), optimizers.adam({ learningRate: 0.1 })];
    return {
      w,
      step: (t, x) => {
        const loss = losses.meanSquaredError().call(ops.full([1, 1], 3), ops.reshape(ops.sum(ops.multiply(x, t.read(w))), [1, 1]));
        adam.minimize(t, loss, [w]);
        return loss;
      },
    };
  };
  const x = tensor([
    [1, 2],
    [0.5, 1],
    [2, -1],
  ]);
  const [many, one] = [make(), make()];
  const all = compile((t, rows) => t.scan((_, _c, [row]) => ({ ys: [many.step(t, row!)] }), { xs: [rows] }).ys[0]!, { training: true });
  const single = compile((t, row) => one.step(t, row), { training: true });
  const found = [...all(x).data];
  expect([0, 1, 2].map((i) => single(tensor(x.data.slice(2 * i, 2 * i + 2))).item())).toEqual(found);
  expect(many.w.value().toArray()).toEqual(one.w.value().toArray());
});

class Penalising extends Layer {
  readonly kind = 'penalising';
  call(x: Tensor, t: Trace): Tensor {
    t.scan((_, _c, [row]) => (t.addLoss(ops.sum(row!)), {}), { xs: [ops.transpose(x)] });
    return x;
  }
}

test('losses that turns add are summed', async () => {
  const model = sequential([new Penalising('penalising', {}), layers.dense({ units: 1, kernelInitializer: 'zeros' })]);
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  expect(await model.trainOnBatch([[1, 2, 4]], [[0]])).toMatchObject({ loss: 7 });
});

test('what cannot be is refused by name', () => {
  const run = (f: (t: Trace, x: Tensor) => Tensor) => (): unknown =>
    compile(f)([
      [1, 2],
      [3, 4],
    ]);
  expect(run((t, x) => t.scan(() => ({}), {} as never).carry[0] ?? x)).toThrow(/scan: without xs, say how often/);
  expect(run((t, x) => t.scan((_, [c]) => ({ carry: [c!] }), { carry: [x] }).carry[0]!)).toThrow(/say how often/);
  expect(run((t, x) => t.scan((_, [c]) => ({ carry: [ops.sum(c!)] }), { carry: [x], length: 2 }).carry[0]!)).toThrow(
    /carry 0 must stay float32 of shape \[2, 2\], received float32 of shape \[\]/,
  );
  expect(run((t, x) => t.scan(() => ({ carry: [] }), { carry: [x], length: 2 }).carry[0]!)).toThrow(/1 tensors are carried/);
  expect(run((t, x) => t.scan((_, _c, [r]) => ({ ys: [r!] }), { xs: [x, ops.sum(x)] }).ys[0]!)).toThrow(/xs 1 has no axis/);
  expect(run((t, x) => t.scan((_, _c, [r]) => ({ ys: [r!] }), { xs: [x, tensor([1, 2, 3])] }).ys[0]!)).toThrow(ShapeError);
  expect(run((t, x) => t.scan((_, _c, [r]) => ({ ys: r as never }), { xs: [x] }).ys[0]!)).toThrow(/an array of tensors as ys/);
  expect(run((t, x) => t.scan((_, _c, [r]) => r as never, { xs: [x] }).ys[0]!)).toThrow(ConfigError);
  let leaked: Tensor | undefined;
  expect(run((t, x) => (t.scan((_, _c, [r]) => ((leaked = ops.add(r!, 1)), { ys: [r!] }), { xs: [x] }), leaked!))).toThrow(
    /a tensor of its turns is used outside/,
  );
});

test('loops four deep run, and a fifth is refused', () => {
  const nested = (depth: number) => (t: Trace, x: Tensor): Tensor =>
    depth === 0
      ? ops.add(x, 1)
      : t.scan((inner, [c]) => ({ carry: [nested(depth - 1)(inner, c!)] }), { carry: [x], length: 2 }).carry[0]!;
  expect(compile(nested(4))(tensor([0])).item()).toBe(16);
  const five = compile(nested(5));
  expect(() => five(tensor([0]))).toThrow(ConfigError);
  expect(() => five(tensor([0]))).toThrow(/scan and when: they are nested more than 4 deep/);
  expect(compile(nested(1))(tensor([0])).item()).toBe(2);
});

test('turns that read nothing from outside', () => {
  const rows = compile((t) => t.scan(() => ({ ys: [ops.full([2], 1)] }), { length: 3 }).ys[0]!);
  expect(rows().toArray()).toEqual([[1, 1], [1, 1], [1, 1]]);
  const loss = compile((t) => {
    t.scan((inner) => (inner.addLoss(ops.full([], 2)), {}), { length: 3 });
    return t.losses[0]!;
  });
  expect(loss().item()).toBe(6);
  const v = variable(1);
  const updated = compile((t, x) => {
    t.scan((inner, _, [row]) => (inner.update(v, ops.multiply(inner.read(v), row!)), {}), { xs: [x] });
    const y = t.read(v);
    return [y, ...gradients(y, [x])];
  });
  expect(updated([2, 3]).map((r) => r.toArray())).toEqual([6, [0, 0]]);
});

/** Adds noise to the loss in turns of a scan, under a flag that is always set. */
class Noise extends Layer {
  readonly kind = 'noise';
  constructor() {
    super('noise', { inputShape: [1] });
  }
  call(x: Tensor, t: Trace): Tensor {
    t.when(ops.equal(ops.multiply(ops.sum(x), 0), 0), () => {
      t.scan((inner) => (inner.addLoss(ops.multiply(1e-3, ops.sum(random.normal([1], { seed: inner.draw('n') })))), {}), {
        length: 3,
      });
    });
    return x;
  }
}

test.each(['sgd', 'steepestDescent', 'lbfgs'] as const)('%s: draws in a scan under a flag differ from step to step', async (optimizer) => {
  const model = sequential([new Noise(), layers.dense({ units: 1 })], { seed: 1 });
  model.compile({ optimizer, loss: 'mse' });
  const { history } = await model.fit(tensor([[1], [2]]), tensor([[2], [4]]), { epochs: 3, batchSize: 2 });
  expect(new Set(history['loss']).size).toBe(3);
  expect(model.draws.read()[0]).toBe(9);
});

test.each([
  [7, false],
  [7, true],
  [9, true],
  [2, false],
  [1, true],
  [0, false],
])('remat of %s turns, from the end: %s, gives what all turns give: results, gradients, losses, variables', (steps, reverse) => {
  const answers = [false, true].map((remat) => {
    const [w, count, mean] = [variable([0.5, -0.25]), variable(0, { trainable: false }), variable([0, 0], { trainable: false })];
    const f = compile((t, x, start) => {
      const { carry, ys } = t.scan(
        (_, [h], [row]) => {
          t.update(count, ops.add(t.read(count), 1));
          const next = ops.tanh(ops.add(ops.multiply(h!, t.read(w)), ops.multiply(row!, ops.sin(t.read(count)))));
          t.update(mean, ops.add(ops.multiply(t.read(mean), 0.5), next));
          t.addLoss(ops.sum(ops.multiply(next, t.read(mean))));
          return { carry: [next], ys: [h!] };
        },
        { carry: [start], xs: [x], reverse, remat },
      );
      const loss = [...t.losses, ops.sum(ys[0]!)].reduce(ops.add, ops.sum(carry[0]!));
      return [loss, carry[0]!, ys[0]!, ...gradients(loss, [t.read(w), start])];
    });
    const x = tensor(Float32Array.from({ length: 2 * steps }, (_, i) => Math.sin(3 * i)), [steps, 2]);
    const given = f(x, [0.1, 0.2]) as Tensor[];
    return [...given, count.value(), mean.value()].map((y) => [...y.data]);
  });
  expect(answers[1]!.map((y) => y.length)).toEqual(answers[0]!.map((y) => y.length));
  answers[0]!.forEach((y, i) => y.forEach((v, j) => expect(answers[1]![i]![j]).toBeCloseTo(v, 5)));
});
