/** Ten steps of every optimizer, with the options of all of them, and schedules: as Keras takes them
 *  (test/golden/optimizers.json, recorded by record-optimizers.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { resolveConstraint } from '../../src/constraints/registry.ts';
import type { SavedPart } from '../../src/core/parts.ts';
import { tensor, Variable } from '../../src/index.ts';
import { OPTIMIZERS } from '../../src/optimizers/registry.ts';
import { SCHEDULES } from '../../src/schedules/registry.ts';

interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface Case {
  readonly name: string;
  readonly options: object;
  readonly excludeFromWeightDecay?: { readonly varNames: readonly string[] };
  readonly constraint?: SavedPart;
  readonly weights: readonly (readonly Stored[])[];
  readonly iterations?: readonly number[];
  readonly learningRates?: readonly number[];
  readonly averages?: readonly (readonly Stored[])[];
  readonly finalized?: readonly Stored[];
}
const golden = JSON.parse(readFileSync(new URL('../golden/optimizers.json', import.meta.url), 'utf8')) as {
  readonly start: readonly Stored[];
  readonly gradients: readonly (readonly Stored[])[];
  readonly cases: readonly (Omit<Case, 'name'> & { readonly kind?: string; readonly name?: string })[];
  readonly schedules: readonly {
    readonly kind: string;
    readonly options?: object;
    readonly config?: object;
    readonly values: readonly number[];
  }[];
};

const load = ({ data, shape }: Stored): ReturnType<typeof tensor> => tensor(Float32Array.from(data), shape);
/** Equal but for roundings. The largest is of 1 - beta2: the kernel rounds beta2 to float32 first, as the bias correction
 *  does; Keras rounds the difference. */
function expectNear(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  expected.forEach((e, i) =>
    expect(Math.abs(actual[i]! - e), `${what}: ${actual[i]} for ${e}`).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(e))),
  );
}

describe.each(
  golden.cases.map((c) => {
    const { name, kind, options, excludeFromWeightDecay, constraint } = c;
    return [`${name ?? kind} ${JSON.stringify({ ...options, excludeFromWeightDecay, constraint })}`, c] as const;
  }),
)('%s', (_, c) => {
  test('takes the steps of Keras', () => {
    const optimizer = OPTIMIZERS[(c.name ?? c.kind)!]!(c.options);
    if (c.excludeFromWeightDecay !== undefined) optimizer.excludeFromWeightDecay(c.excludeFromWeightDecay);
    const constraint = c.constraint && resolveConstraint(c.constraint);
    const variables = golden.start.map((s, i) => new Variable(['layer/kernel', 'layer/bias'][i]!, load(s), true, { constraint }));
    golden.gradients.forEach((gradients, step) => {
      if (c.learningRates !== undefined) expectNear([optimizer.learningRate], [c.learningRates[step]!], `learning rate of step ${step}`);
      optimizer.applyGradients(variables.map((v, i) => [load(gradients[i]!), v]));
      variables.forEach((v, i) => expectNear(v.read(), c.weights[step]![i]!.data, `${v.name} after step ${step}`));
      if (c.iterations !== undefined) expect(optimizer.iterations.read()[0], `steps after ${step}`).toBe(c.iterations[step]);
      if (c.averages !== undefined) {
        expectNear(
          optimizer.slots.find((s) => s.name === 'optimizer/average')!.read(),
          c.averages[step]!.flatMap((a) => a.data),
          `averages after step ${step}`,
        );
      }
    });
    if (c.finalized === undefined) return;
    optimizer.finish();
    variables.forEach((v, i) => expectNear(v.read(), c.finalized![i]!.data, `${v.name} at the end`));
  });
});

test.each(golden.schedules.map((s) => [`${s.kind} ${JSON.stringify(s.options ?? s.config)}`, s] as const))(
  '%s',
  (_, { kind, options, config, values }) => {
  const schedule = SCHEDULES[kind]!((options ?? config) as never);
  expectNear(values.map((__, step) => schedule.at(step).item()), values, kind);
});
