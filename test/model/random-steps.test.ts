/** Random steps of ops, updates, flags and scans: a program comes to what the ops come to one after another. */
import { expect, test } from 'vitest';
import { compile, gradients, ops, tensor, variable, type Tensor, type Trace } from '../../src/index.ts';
import type { Variable } from '../../src/graph/variable.ts';
import { numbers } from '../grad/check.ts';

type Scan = Parameters<Trace['scan']>;
/** What a step uses of a trace. */
type Tracing = Pick<Trace, 'read' | 'update' | 'addLoss' | 'when'> & {
  scan(f: Scan[0], options: Scan[1]): { carry: readonly Tensor[]; ys: readonly Tensor[] };
};

/** Does at once what a trace records. */
class Eager implements Tracing {
  values: Map<Variable, Tensor>;
  losses: Tensor[] = [];
  constructor(values: ReadonlyMap<Variable, Tensor>) {
    this.values = new Map(values);
  }
  read(v: Variable): Tensor {
    return this.values.get(v)!;
  }
  update(v: Variable, x: Tensor): Tensor {
    this.values.set(v, x);
    return x;
  }
  addLoss(loss: Tensor): void {
    this.losses.push(loss);
  }
  when(flag: Tensor, f: (t: Trace) => void): void {
    const [values, losses] = [new Map(this.values), this.losses.length];
    f(this as never);
    if (flag.item() !== 0) return;
    this.values = values;
    this.losses = this.losses.map((loss, i) => (i < losses ? loss : tensor(0)));
  }
  scan(f: Scan[0], { carry = [], xs = [], reverse = false }: Scan[1]): { carry: readonly Tensor[]; ys: readonly Tensor[] } {
    const [rows] = xs as readonly Tensor[];
    const turns = [...Array(rows!.shape[0]!).keys()];
    const [before, sums] = [this.losses, [] as Tensor[]];
    let carried = carry as readonly Tensor[];
    const ys: Tensor[] = [];
    for (const i of reverse ? turns.toReversed() : turns) {
      this.losses = [];
      const turn = f(this as never, carried, [ops.reshape(ops.slice(rows!, [i, 0], [1, 4]), [4])]);
      carried = turn.carry!;
      ys[i] = turn.ys![0]!;
      this.losses.forEach((loss, k) => (sums[k] = sums[k] === undefined ? loss : ops.add(sums[k], loss)));
    }
    this.losses = [...before, ...sums];
    return { carry: carried, ys: [ops.stack(ys)] };
  }
}

/** Steps of `t`, the same for the same seed. @param pool  tensors to use. @returns the pool with what was made. @shape each [4] */
function steps(t: Tracing, seed: number, variables: readonly Variable[], given: readonly Tensor[], depth: number, count: number): Tensor[] {
  const random = numbers(seed);
  const pool = [...given];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const square = (x: Tensor): Tensor => ops.reshape(x, [2, 2]);
  const flat = (x: Tensor): Tensor => ops.reshape(x, [4]);
  const value = (): Tensor => {
    const [a, b, v, w] = [pick(pool), pick(pool), t.read(pick(variables)), t.read(pick(variables))];
    return pick([
      () => ops.add(a, v),
      () => ops.multiply(ops.tanh(a), b),
      () => ops.subtract(v, ops.multiply(0.5, b)),
      () => flat(ops.tanh(ops.matmul(square(a), square(v)))),
      () => ops.add(a, ops.sum(v)),
      () => ops.concatenate([ops.slice(v, [2], [2]), ops.slice(a, [0], [2])]),
      () => ops.maximum(v, ops.tanh(b)),
      () => flat(ops.add(square(a), ops.slice(v, [1], [2]))),
      () => ops.multiply(0.3, ops.add(v, w)),
      () => flat(ops.transpose(square(v))),
      () => flat(ops.multiply(0.5, ops.add(square(a), ops.reshape(ops.slice(b, [0], [2]), [2, 1])))),
      () => ops.relu(a),
      () => ops.softmax(ops.add(a, b)),
    ])();
  };
  for (let i = 0; i < count; i++) {
    const kind = random();
    const [inner, more] = [Math.floor(random() * 1e9), 1 + Math.floor(random() * 4)];
    if (kind < 0.45) pool.push(value());
    else if (kind < 0.72) {
      const v = pick(variables);
      pool.push(t.update(v, random() < 0.3 ? pick(pool) : value()));
    } else if (kind < 0.8) t.addLoss(ops.mean(ops.square(pick(pool))));
    else if (depth === 2) continue;
    else if (kind < 0.9) {
      const flag = random() < 0.5 ? ops.slice(t.read(variables[0]!), [0], [1]) : ops.relu(ops.slice(pick(pool), [1], [1]));
      const seen = [...pool];
      t.when(flag, (within) => void steps(within, inner, variables, seen, depth + 1, more));
    } else {
      const [first, seen, reverse] = [pick(pool), [...pool], random() < 0.5];
      const turn = (within: Trace, [carried]: readonly Tensor[], [row]: readonly Tensor[]): { carry: Tensor[]; ys: Tensor[] } => {
        const made = steps(within, inner, variables, [...seen, carried!, row!], depth + 1, more);
        return { carry: [ops.tanh(made.at(-1)!)], ys: [made[inner % made.length]!] };
      };
      const { carry, ys } = t.scan(turn, { carry: [first], xs: [ops.stack([pick(pool), pick(pool), pick(pool)])], reverse });
      pool.push(carry[0]!, flat(ops.slice(ys[0]!, [1, 0], [1, 4])));
    }
  }
  return pool;
}

test.each(Array.from({ length: 25 }, (_, i) => 10 * i))('seeds from %i', (from) => {
  for (let seed = from; seed < from + 10; seed++) {
    const random = numbers(seed);
    const draw = (): Tensor => tensor(Float32Array.from({ length: 4 }, () => Math.round((random() * 2 - 1) * 8) / 8));
    const [a, b] = [draw(), draw()];
    const variables = ['u', 'v', 'w'].map((name) => variable(draw(), { name }));
    const eager = new Eager(new Map(variables.map((v) => [v, v.value()])));
    const results = (t: Tracing & { readonly losses: readonly Tensor[] }, x: Tensor, y: Tensor): Tensor[] => {
      const pool = steps(t, seed, variables, [x, y], 0, 5 + (seed % 8));
      return [pool.at(-1)!, pool[seed % pool.length]!, ...variables.map((v) => t.read(v)), ...t.losses];
    };
    const f = compile((t, x, y) => {
      const all = results(t, x, y);
      // Gradients are planned beside, and change nothing.
      return [...all, ...(t.losses.length === 0 ? [] : gradients(t.losses.reduce(ops.add), [x, y]))];
    });
    for (let run = 0; run < 2; run++) {
      const received = f(a, b);
      eager.losses = [];
      results(eager, a, b).forEach((expected, i) => {
        received[i]!.data.forEach((value, k) => {
          const wanted = expected.data[k]!;
          if (Object.is(value, wanted) || value === wanted) return;
          const where = `seed ${seed}, run ${run}, result ${i}, element ${k}`;
          expect(Math.abs(value - wanted), where).toBeLessThanOrEqual(1e-4 * (1 + Math.abs(wanted)));
        });
      });
    }
    f.dispose();
  }
});
