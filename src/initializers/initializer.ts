import { checkSeed, checkShape } from '../core/options.ts';
import type { Shape } from '../core/shape.ts';
import { freshSeed } from '../core/seed.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Draw } from '../op/random.ts';

/** Makes the first values of a weight. */
export interface Initializer {
  /** The factory's name, as saved. */
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Values of the shape; without `at`, drawn anew at every call unless the initializer has a seed. */
  call(shape: Shape, at?: Draw): Tensor;
}

/** An initializer from its formula; `seed` in the config fixes the draw. */
export function initializer(
  kind: string,
  config: Readonly<Record<string, unknown>>,
  make: (shape: Shape, at: Draw) => Tensor,
): Initializer {
  const own = config['seed'] === undefined ? undefined : checkSeed(kind, config['seed']);
  return {
    kind,
    config,
    call: (shape, at) =>
      make(checkShape(kind, 'shape', shape, 0), own !== undefined ? { seed: own, stream: 0 } : (at ?? { seed: freshSeed(), stream: 0 })),
  };
}
