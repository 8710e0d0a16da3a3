import { ConfigError } from '../core/errors.ts';
import { checkNumber } from '../core/options.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, clip, divide, maximum, minimum, multiply, subtract } from '../op/elementwise.ts';
import { pack } from '../op/move.ts';
import { norm } from '../op/statistics.ts';
import type { Scaled } from '../op/update.ts';

/** Options of every optimizer, at most one of which may be given; 0 is no clipping, as in Keras. */
export interface ClippingOptions {
  /** Largest Euclidean norm of the gradient of each weight on its own. */
  clipnorm?: number;
  /** Largest absolute value of an element of a gradient. */
  clipvalue?: number;
  /** Largest Euclidean norm of all gradients together. */
  globalClipnorm?: number;
}

export const CLIPPING = ['clipnorm', 'clipvalue', 'globalClipnorm'] as const;

/** What becomes of gradients before a step. Norms give scales, which the step takes on its way. */
export type Clipping = (gradients: readonly Tensor[]) => Scaled;

const asTheyAre: Clipping = (gradients) => ({ gradients, scales: [] });

/** Gradients whose norm is within `most` stay as they are. */
const HOW: Readonly<Record<(typeof CLIPPING)[number], (gradients: readonly Tensor[], most: number) => Scaled>> = {
  clipnorm: (gradients, most) => ({ gradients, scales: gradients.map((g) => divide(most, maximum(norm(g), most))) }),
  clipvalue: (gradients, most) => asTheyAre(gradients.map((g) => clip(g, -most, most))),
  globalClipnorm: (gradients, most) => {
    const total = norm(pack(gradients.map((g) => norm(g))));
    // A norm that is no finite number makes every gradient NaN, for the user to see.
    return { gradients, scales: [add(multiply(most, minimum(divide(1, total), 1 / most)), subtract(total, total))] };
  },
};

/** The clipping that options ask for.
 *  @throws {ConfigError} on more than one, or a bound that is negative or no number */
export function clippingOf(where: string, options: ClippingOptions): Clipping {
  const given = CLIPPING.filter((name) => options[name] !== undefined);
  if (given.length > 1) {
    throw new ConfigError(
      `${where}: only one of ${CLIPPING.join(', ')} can be set, received ${given.join(' and ')}. Leave all but one away.`,
    );
  }
  const [name] = given;
  if (name === undefined) return asTheyAre;
  const most = checkNumber(where, name, options[name], { least: 0 });
  return most === 0 ? asTheyAre : (gradients) => HOW[name](gradients, most);
}
