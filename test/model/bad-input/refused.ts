/** Models, data and the judge of what users get wrong. */
import { expect, test } from 'vitest';
import { Layer, layers, sequential, type MyelinError, type Sequential, type Tensor } from '../../../src/index.ts';
import { circle } from '../tables.ts';

export const { x, y, labels } = circle(40);
export const net = (): Sequential => {
  const model = sequential(
    [layers.dense({ name: 'hidden', units: 4, activation: 'relu', inputShape: [2] }), layers.dense({ units: 1, activation: 'sigmoid' })],
    { seed: 1 },
  );
  model.compile({ optimizer: 'adam', loss: 'bce', metrics: ['accuracy'] });
  return model;
};
export const classifier = (units = 3): Sequential => {
  const model = sequential([layers.dense({ units, activation: 'softmax', inputShape: [2] })], { seed: 1 });
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  return model;
};
export const withValue = (value: number): { data: Float32Array; shape: number[] } => {
  const data = x.data.slice();
  data[25] = value;
  return { data, shape: [40, 2] };
};
export const any = (value: unknown): never => value as never;
export class Silent extends Layer {
  readonly kind = 'silent';
  call(): Tensor {
    return null as never;
  }
}

type Refusal = new (message: string) => MyelinError;

/** What a user does wrong, by name: the error it gives, and what that says. */
export type Case = readonly [string, () => unknown, Refusal, RegExp];

/** Sees that each is refused with an error of the right class that says what to do. */
export const refused = (cases: readonly Case[]): void => {
  test.each(cases)('%s', async (_, act, type, message) => {
    let error: unknown;
    try {
      await act();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).toMatch(message);
    expect((error as MyelinError).code).toMatch(/^ERR_MYELIN_/);
  });
};
