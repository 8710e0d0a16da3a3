/** Names of parts are literals: the compiler finds a misspelt one, and an editor completes them. */
import { expect, test } from 'vitest';
import type { ActivationName } from '../../src/activations/registry.ts';
import type { ConstraintName } from '../../src/constraints/registry.ts';
import type { InitializerName } from '../../src/initializers/registry.ts';
import type { LossName } from '../../src/losses/registry.ts';
import type { MetricName } from '../../src/metrics/registry.ts';
import type { OptimizerName } from '../../src/optimizers/registry.ts';
import type { RegularizerName } from '../../src/regularizers/registry.ts';

test('in camelCase, in snake_case and as classes of Keras, and no others', () => {
  const names: readonly [
    ActivationName[], ConstraintName[], InitializerName[], LossName[], MetricName[], OptimizerName[], RegularizerName[],
  ] = [
    ['relu', 'log_softmax'],
    ['maxNorm', 'max_norm', 'MaxNorm'],
    ['glorotUniform', 'glorot_uniform', 'GlorotUniform'],
    ['meanSquaredError', 'mean_squared_error', 'mse'],
    ['accuracy', 'top_k_categorical_accuracy', 'AUC', 'F1Score'],
    ['adam', 'Adam', 'AdamW', 'RMSprop', 'SGD'],
    ['l1l2', 'l1_l2', 'L1L2', 'L2'],
  ];
  // @ts-expect-error a name that is none
  const wrong: readonly ActivationName[] = ['rellu'];
  // @ts-expect-error a name that is none
  const constraint: ConstraintName = 'maxNrm';
  // @ts-expect-error a name that is none
  const initializer: InitializerName = 'glorot';
  // @ts-expect-error a name that is none
  const optimizer: OptimizerName = 'adm';
  // @ts-expect-error a name that is none
  const regularizer: RegularizerName = 'l3';
  // @ts-expect-error a name that is none
  const metric: MetricName = 'acuracy';
  const all = [...names.flat(), ...wrong, constraint, initializer, optimizer, regularizer, metric];
  expect(all.every((n) => typeof n === 'string')).toBe(true);
});
