/** Steps of every rule, worked out from its formula in float64, number by number. */
import { expect, test } from 'vitest';
import { disassemble } from '../../src/abi/disassemble.ts';
import { placeholder } from '../../src/graph/tensor.ts';
import { Variable } from '../../src/graph/variable.ts';
import { constraints, optimizers, tensor, variable } from '../../src/index.ts';
import { OPTIMIZERS } from '../../src/optimizers/registry.ts';
import { plan } from '../../src/plan/plan.ts';
import { Trace } from '../../src/trace/trace.ts';
import { numbers } from '../grad/check.ts';
import { stateOf } from '../plan/models.ts';

/** A weight, its state by name, and the number of the step from 1. */
interface Moment {
  readonly w: readonly number[];
  readonly g: readonly number[];
  readonly shape: readonly number[];
  readonly step: number;
  /** The state of a name, which begins with a value. */
  old(name: string, first?: number): readonly number[];
  /** Keeps a state for the next step. */
  keep(name: string, values: readonly number[]): readonly number[];
}
type Rule = (at: Moment) => readonly number[];

const RATE = 0.1;
const root = Math.sqrt;
const rms = (x: readonly number[]): number => Math.hypot(...x) / root(x.length);
/** A running mean that keeps a part of what was. */
const mean = ({ old, keep }: Moment, name: string, beta: number, of: (i: number) => number): readonly number[] =>
  keep(name, old(name).map((m, i) => beta * m + (1 - beta) * of(i)));

function adam(at: Moment, [b1, b2, epsilon]: readonly [number, number, number], largest: boolean): readonly number[] {
  const { w, g, step, old, keep } = at;
  const m = mean(at, 'm', b1, (i) => g[i]!);
  const v = mean(at, 'v', b2, (i) => g[i]! ** 2);
  const most = largest ? keep('most', old('most').map((x, i) => Math.max(x, v[i]!))) : v;
  const alpha = (RATE * root(1 - b2 ** step)) / (1 - b1 ** step);
  return w.map((x, i) => x - (alpha * m[i]!) / (root(most[i]!) + epsilon));
}

/** Products of matrices as arrays of rows. */
const product = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
const transposed = (a: readonly (readonly number[])[]): number[][] => a[0]!.map((_, j) => a.map((row) => row[j]!));

const CASES: Readonly<Record<string, { readonly options: object; readonly rule: Rule }>> = {
  adadelta: {
    options: { rho: 0.8, epsilon: 0.01 },
    rule: (at) => {
      const squares = mean(at, 'squares', 0.8, (i) => at.g[i]! ** 2);
      const steps = at.g.map((g, i) => (root(at.old('steps')[i]! + 0.01) / root(squares[i]! + 0.01)) * g);
      mean(at, 'steps', 0.8, (i) => steps[i]! ** 2);
      return at.w.map((w, i) => w - RATE * steps[i]!);
    },
  },
  adafactor: {
    options: { clipThreshold: 0.9 },
    rule: (at) => {
      const { w, g, shape, step } = at;
      const share = step ** -0.8;
      const squares = g.map((x) => x * x + 1e-30);
      let v: readonly number[];
      if (shape.length === 1) v = mean(at, 'v', 1 - share, (i) => squares[i]!);
      else {
        const [rows, columns] = shape as [number, number];
        const sum = (count: number, of: (k: number) => number): number =>
          Array.from({ length: count }, (_, k) => of(k)).reduce((a, b) => a + b);
        const r = mean(at, 'r', 1 - share, (i) => (i < rows ? sum(columns, (j) => squares[i * columns + j]!) / columns : 0));
        const c = mean(at, 'c', 1 - share, (j) => (j < columns ? sum(rows, (i) => squares[i * columns + j]!) / rows : 0));
        const whole = sum(rows, (i) => r[i]!) / rows;
        v = g.map((_, i) => (r[Math.floor(i / columns)]! / whole) * c[i % columns]!);
      }
      const u = g.map((x, i) => x / root(v[i]!));
      const alpha = Math.max(1e-3, rms(w)) * Math.min(RATE, 1 / root(step));
      return w.map((x, i) => x - (alpha * u[i]!) / Math.max(1, rms(u) / 0.9));
    },
  },
  adagrad: {
    options: {},
    rule: ({ w, g, old, keep }) => {
      const sum = keep('sum', old('sum', 0.1).map((s, i) => s + g[i]! ** 2));
      return w.map((x, i) => x - (RATE * g[i]!) / root(sum[i]! + 1e-7));
    },
  },
  adam: { options: { beta2: 0.6, amsgrad: true }, rule: (at) => adam(at, [0.9, 0.6, 1e-7], true) },
  adamax: {
    options: { beta2: 0.5, epsilon: 0.01 },
    rule: (at) => {
      const m = mean(at, 'm', 0.9, (i) => at.g[i]!);
      const u = at.keep('u', at.old('u').map((x, i) => Math.max(0.5 * x, Math.abs(at.g[i]!))));
      return at.w.map((w, i) => w - ((RATE / (1 - 0.9 ** at.step)) * m[i]!) / (u[i]! + 0.01));
    },
  },
  adamw: {
    options: { weightDecay: 0.2, epsilon: 0.01 },
    rule: (at) => adam({ ...at, w: at.w.map((w) => w - w * 0.2 * RATE) }, [0.9, 0.999, 0.01], false),
  },
  ftrl: {
    options: {
      learningRatePower: -0.7, l1RegularizationStrength: 0.3, l2RegularizationStrength: 0.1,
      l2ShrinkageRegularizationStrength: 0.2, beta: 0.4,
    },
    rule: ({ w, g, old, keep }) => {
      const before = old('n', 0.1);
      const n = keep('n', before.map((x, i) => x + g[i]! ** 2));
      const z = keep('z', old('z').map((x, i) => x + g[i]! + 0.4 * w[i]! - ((n[i]! ** 0.7 - before[i]! ** 0.7) / RATE) * w[i]!));
      const l2 = 0.1 + 0.4 / (2 * RATE);
      return z.map((x, i) => (Math.max(-0.3, Math.min(0.3, x)) - x) / (n[i]! ** 0.7 / RATE + 2 * l2));
    },
  },
  lamb: {
    options: { epsilon: 0.01 },
    rule: (at) => {
      const m = mean(at, 'm', 0.9, (i) => at.g[i]!);
      const v = mean(at, 'v', 0.999, (i) => at.g[i]! ** 2);
      const u = m.map((x, i) => x / (1 - 0.9 ** at.step) / (root(v[i]! / (1 - 0.999 ** at.step)) + 0.01));
      return at.w.map((w, i) => w - (Math.hypot(...at.w) / Math.hypot(...u)) * RATE * u[i]!);
    },
  },
  lion: {
    options: { beta1: 0.6 },
    rule: ({ w, g, old, keep }) => {
      const m = old('m');
      keep('m', m.map((x, i) => 0.99 * x + 0.01 * g[i]!));
      return w.map((x, i) => x - RATE * Math.sign(0.6 * m[i]! + 0.4 * g[i]!));
    },
  },
  muon: {
    options: { nsSteps: 3, weightDecay: 0.5, adamWeightDecay: null },
    rule: (at) => {
      if (at.shape.length === 1) return adam(at, [0.9, 0.999, 1e-7], false);
      const m = at.keep('m', at.old('m').map((x, i) => 0.95 * x + at.g[i]!));
      const [rows, columns] = at.shape as [number, number];
      const d = m.map((x, i) => at.g[i]! + 0.95 * x);
      // The matrix is tall, so that its transpose is made orthogonal.
      const length = Math.hypot(...d) + 1e-7;
      const tall = Array.from({ length: rows }, (_, i) => d.slice(i * columns, (i + 1) * columns).map((y) => y / length));
      let x = transposed(tall);
      for (let turn = 0; turn < 3; turn++) {
        const a = product(x, transposed(x));
        const b = product(a, a).map((row, i) => row.map((y, j) => 2.0315 * y - 4.775 * a[i]![j]!));
        x = product(b, x).map((row, i) => row.map((y, j) => y + 3.4445 * x[i]![j]!));
      }
      const step = transposed(x).flat();
      return at.w.map((w, i) => w - w * 0.5 * RATE - RATE * step[i]! * root(Math.max(rows, columns)) * 0.2);
    },
  },
  nadam: {
    options: { beta2: 0.9, epsilon: 0.01 },
    rule: (at) => {
      const decay = (t: number): number => 0.9 * (1 - 0.5 * 0.96 ** t);
      const product = at.keep('product', at.old('product', 1).map((p) => p * decay(at.step)));
      const m = mean(at, 'm', 0.9, (i) => at.g[i]!);
      const v = mean(at, 'v', 0.9, (i) => at.g[i]! ** 2);
      const next = decay(at.step + 1);
      return at.w.map((w, i) => {
        const ahead = (next * m[i]!) / (1 - product[i]! * next) + ((1 - decay(at.step)) * at.g[i]!) / (1 - product[i]!);
        return w - (RATE * ahead) / (root(v[i]! / (1 - 0.9 ** at.step)) + 0.01);
      });
    },
  },
  rmsprop: {
    options: { momentum: 0.5, centered: true },
    rule: (at) => {
      const v = mean(at, 'v', 0.9, (i) => at.g[i]! ** 2);
      const a = mean(at, 'a', 0.9, (i) => at.g[i]!);
      const m = at.keep('m', at.old('m').map((x, i) => 0.5 * x + (RATE * at.g[i]!) / root(v[i]! - a[i]! ** 2 + 1e-7)));
      return at.w.map((w, i) => w - m[i]!);
    },
  },
  scheduleFreeAdamW: {
    options: { beta1: 0.8, beta2: 0.9, epsilon: 0.01, warmupSteps: 3 },
    rule: (at) => {
      // The average and the momentum begin at the weights; the weights lie between them.
      const [x, z] = at.step === 1 ? [at.w, at.w] : [at.old('x'), at.old('z')];
      const v = mean(at, 'v', 0.9, (i) => at.g[i]! ** 2);
      const rate = RATE * Math.min(1, at.step / 3);
      const moved = at.keep('z', z.map((y, i) => y - (rate * at.g[i]!) / (root(v[i]! / (1 - 0.9 ** at.step)) + 0.01)));
      const average = at.keep('x', x.map((y, i) => (1 - 1 / at.step) * y + moved[i]! / at.step));
      return moved.map((y, i) => 0.2 * y + 0.8 * average[i]!);
    },
  },
  sgd: {
    options: { momentum: 0.9, nesterov: true },
    rule: ({ w, g, old, keep }) => {
      const m = keep('m', old('m').map((x, i) => 0.9 * x - RATE * g[i]!));
      return w.map((x, i) => x + 0.9 * m[i]! - RATE * g[i]!);
    },
  },
};

test('every rule has a formula', () => {
  const wrappers = ['lookahead', 'lossScaleOptimizer'];
  const rules = Object.keys(OPTIMIZERS).filter((name) => !(OPTIMIZERS[name]!() instanceof optimizers.Driver) && !wrappers.includes(name));
  expect(Object.keys(CASES).toSorted()).toEqual(rules.toSorted());
});

test.each(Object.entries(CASES))('%s', (name, { options, rule }) => {
  const random = numbers(11);
  const draw = (size: number): number[] => Array.from({ length: size }, () => Math.fround(2 * random() - 1));
  const weights = [[3, 2], [2]].map((shape) => {
    const first = draw(shape.reduce((a, b) => a * b));
    const held = variable(tensor(Float32Array.from(first), shape));
    return { shape, w: first as readonly number[], state: new Map<string, readonly number[]>(), held };
  });
  const optimizer = OPTIMIZERS[name]!({ learningRate: RATE, ...options });
  for (let step = 1; step <= 8; step++) {
    const gradients = weights.map(({ w }) => draw(w.length));
    optimizer.applyGradients(weights.map(({ held, shape }, i) => [tensor(Float32Array.from(gradients[i]!), shape), held]));
    weights.forEach((weight, i) => {
      const { w, shape, state } = weight;
      weight.w = rule({
        w, shape, step, g: gradients[i]!,
        old: (key, first = 0) => state.get(key) ?? w.map(() => first),
        keep: (key, values) => (state.set(key, values), values),
      });
      weight.w.forEach((value, k) => expect(weight.held.read()[k], `weight ${i}, number ${k}, step ${step}`).toBeCloseTo(value, 5));
    });
  }
});

test.each(['adadelta', 'adam', 'adamax', 'adamw', 'ftrl', 'lion', 'nadam', 'rmsprop', 'scheduleFreeAdamW'])(
  '%s passes over weights and slots once, also with decay',
  (name) => {
    const weights = [variable(new Float32Array(300), { name: 'a' }), variable(new Float32Array(200), { name: 'b' })];
    const optimizer = OPTIMIZERS[name]!({ ...CASES[name]!.options, weightDecay: 0.1 });
    const t = new Trace({ training: true });
    const state = stateOf();
    const gradients = weights.map((v) => placeholder(v.shape));
    optimizer.apply(t, weights.map((v, i) => [gradients[i]!, v]));
    for (const v of optimizer.order) state.place(v.tensor);
    const listing = disassemble(plan({ outputs: [], effects: t.effects(), inputs: gradients, place: state.place }).program);
    expect(listing.match(/^ *(chain 1x500:|adam n=500) .*$/gm)).toHaveLength(1);
  },
);

test('scheduleFreeAdamW: the momentum is the weights before the first gradient, though a constraint holds while gradients add up', () => {
  const held = new Variable('w', tensor([-0.5]), true, { constraint: constraints.nonNeg() });
  const optimizer = optimizers.scheduleFreeAdamW({ learningRate: 0.3, beta2: 0, epsilon: 0, gradientAccumulationSteps: 2 });
  const after = Array.from({ length: 4 }, () => {
    optimizer.applyGradients([[tensor([-1]), held]]);
    return held.read()[0];
  });
  // Each second gradient moves the momentum by 0.3: from -0.5 to -0.2 and to 0.1. The average goes from the momentum to the middle.
  const [average, momentum] = [-0.2, 0.1];
  const recovered = (0 - 0.1 * average) / 0.9;
  expect(after.slice(0, 3)).toEqual([0, 0, 0]);
  expect(after[3]).toBeCloseTo(0.1 * momentum + 0.9 * (0.5 * recovered + 0.5 * momentum), 6);
});

test.each([
  ['adam', {}], ['adam', { amsgrad: true }], ['adamw', { weightDecay: 0 }], ['adamax', {}], ['muon', {}], ['scheduleFreeAdamW', {}],
])('%s %o: the first step is as long as the rate, to the rounding of one', (name, options) => {
  const held = variable(tensor([0, 0, 0]));
  OPTIMIZERS[name]!({ learningRate: 0.03, epsilon: 0, ...options }).applyGradients([[tensor([3, -0.01, 700]), held]]);
  [-0.03, 0.03, -0.03].forEach((w, i) => expect(Math.abs(held.read()[i]! - w) / 0.03).toBeLessThan(4 * 2 ** -23));
});

test('adafactor: a weight without gradients in its row and its column stays, though the product of their means is 0 in float32', () => {
  const held = variable(tensor([[1, 2], [3, 4]]));
  optimizers.adafactor({ learningRate: 0.1 }).applyGradients([[tensor([[0, 0], [0, 1]]), held]]);
  const after = Array.from(held.read());
  expect(after.slice(0, 3)).toEqual([1, 2, 3]);
  // The means of its row and its column are 1/2, those of all rows 1/4, so that the gradient is divided by 1.
  expect(after[3]).toBeCloseTo(4 - 0.1 * rms([1, 2, 3, 4]), 6);
});
