import { maybe, number, type Option } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import { listOf, made, type Pieces } from '../core/pieces.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add, clip, divide, maximum, minimum, multiply, subtract } from '../op/elementwise.ts';
import { pack } from '../op/move.ts';
import { norm } from '../op/statistics.ts';
import type { Scaled } from '../op/update.ts';

/** Options of every optimizer. At most one of them may be given. 0 means no clipping, as in Keras. */
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

/** The declaration of these options, which those of optimizers include. */
export const CLIPPING: Readonly<Record<keyof ClippingOptions, Bound>> = { clipnorm: bound, clipvalue: bound, globalClipnorm: bound };
const NAMES = Object.keys(CLIPPING) as (keyof ClippingOptions)[];

/** Clips gradients before a step. Limits of norms become scales, by which the step multiplies gradients. */
export type Clipping = (gradients: readonly Tensor[]) => Pieces<Scaled>;

const asTheyAre = (gradients: readonly Tensor[]): Scaled => ({ gradients, scales: [] });
/** Gradients that are clipped at once. */
const FEW = 16;
const ofEach = (gradients: readonly Tensor[], f: (g: Tensor) => Tensor): Pieces<Tensor[]> =>
  listOf(gradients.length, (i) => f(gradients[i]!), FEW);

/** Gradients whose norm is within `most` stay as they are. */
const HOW: Readonly<Record<keyof ClippingOptions, (gradients: readonly Tensor[], most: number) => Pieces<Scaled>>> = {
  *clipnorm(gradients, most) {
    return { gradients, scales: yield* ofEach(gradients, (g) => divide(most, maximum(norm(g), most))) };
  },
  *clipvalue(gradients, most) {
    return asTheyAre(yield* ofEach(gradients, (g) => clip(g, -most, most)));
  },
  *globalClipnorm(gradients, most) {
    const total = norm(pack(yield* ofEach(gradients, (g) => norm(g))));
    // If the norm is not finite, every gradient becomes NaN, so that the user sees it.
    return { gradients, scales: [add(multiply(most, minimum(divide(1, total), 1 / most)), subtract(total, total))] };
  },
};

/** The clipping that options ask for. @throws {ConfigError} if more than one is given */
export function clippingOf(where: string, held: ClippingOptions): Clipping {
  const given = NAMES.filter((name) => held[name] !== undefined);
  if (given.length > 1) {
    const received = given.join(' and ');
    throw new ConfigError(`${where}: only one of ${NAMES.join(', ')} can be set, received ${received}. Leave all but one away.`);
  }
  const [name] = given;
  const most = name === undefined ? 0 : held[name]!;
  return most === 0 ? (gradients) => made(asTheyAre(gradients)) : (gradients) => HOW[name!](gradients, most);
}
