import { maybe, number, type Option } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, clip, divide, maximum, minimum, multiply, subtract } from '../op/elementwise.ts';
import { pack } from '../op/move.ts';
import { norm } from '../op/statistics.ts';
import type { Scaled } from '../op/update.ts';

/** Options of every optimizer, at most one of which may be given; 0 is no clipping, as in Keras. */
export interface ClippingOptions {
  /** Largest Euclidean norm of the gradient of each weight on its own (default: any). */
  clipnorm?: number;
  /** Largest absolute value of an element of a gradient (default: any). */
  clipvalue?: number;
  /** Largest Euclidean norm of all gradients together (default: any). */
  globalClipnorm?: number;
}

type Bound = Option<number | undefined, number | undefined>;
const bound: Bound = maybe(number({ least: 0 }));

/** Their declaration, for that of optimizers. */
export const CLIPPING: Readonly<Record<keyof ClippingOptions, Bound>> = { clipnorm: bound, clipvalue: bound, globalClipnorm: bound };
const NAMES = Object.keys(CLIPPING) as (keyof ClippingOptions)[];

/** What becomes of gradients before a step. Norms give scales, which the step takes on its way. */
export type Clipping = (gradients: readonly Tensor[]) => Scaled;

const asTheyAre: Clipping = (gradients) => ({ gradients, scales: [] });

/** Gradients whose norm is within `most` stay as they are. */
const HOW: Readonly<Record<keyof ClippingOptions, (gradients: readonly Tensor[], most: number) => Scaled>> = {
  clipnorm: (gradients, most) => ({ gradients, scales: gradients.map((g) => divide(most, maximum(norm(g), most))) }),
  clipvalue: (gradients, most) => asTheyAre(gradients.map((g) => clip(g, -most, most))),
  globalClipnorm: (gradients, most) => {
    const total = norm(pack(gradients.map((g) => norm(g))));
    // A norm that is no finite number makes every gradient NaN, for the user to see.
    return { gradients, scales: [add(multiply(most, minimum(divide(1, total), 1 / most)), subtract(total, total))] };
  },
};

/** The clipping that options ask for. @throws {ConfigError} on more than one */
export function clippingOf(where: string, held: ClippingOptions): Clipping {
  const given = NAMES.filter((name) => held[name] !== undefined);
  if (given.length > 1) {
    const received = given.join(' and ');
    throw new ConfigError(`${where}: only one of ${NAMES.join(', ')} can be set, received ${received}. Leave all but one away.`);
  }
  const [name] = given;
  const most = name === undefined ? 0 : held[name]!;
  return most === 0 ? asTheyAre : (gradients) => HOW[name!](gradients, most);
}
