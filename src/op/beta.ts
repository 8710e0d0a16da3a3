import type { Tensor } from '../graph/tensor.ts';
import { add, divide, less, log, logicalAnd, maximum, multiply, sigmoid, sqrt, square, subtract, where } from './elementwise.ts';
import { reshape, slice } from './move.ts';
import { randomNormal, randomUniform, type Draw } from './random.ts';

/** How often a gamma variate is tried. One is taken with a probability above 0.95, so that all fail in one of 10^10 draws or fewer; the
 *  last one is taken then. */
const TRIES = 8;
/** Half of the smallest uniform number that is not 0: it stands for 0, which has no logarithm. */
const TINY = 2 ** -25;

/** Logarithms of numbers with a gamma distribution. They stay finite where the numbers themselves would vanish.
 *  @source Marsaglia & Tsang 2000, A simple method for generating gamma variables, with their section 6 for shapes below 1 */
function logGamma(n: number, alpha: Tensor, draws: (name: string) => Draw): Tensor {
  const uniform = (count: number, name: string): Tensor => maximum(randomUniform([count, n], draws(name)), TINY);
  const d = add(alpha, 1 - 1 / 3);
  const z = randomNormal([TRIES, n], draws('gamma normal'));
  const root = add(1, divide(z, multiply(3, sqrt(d))));
  const positive = less(0, root);
  const logV = multiply(3, log(where(positive, root, 1)));
  const v = multiply(multiply(root, root), root);
  const bound = add(add(multiply(0.5, square(z)), d), subtract(multiply(d, logV), multiply(d, v)));
  const taken = logicalAnd(positive, less(log(uniform(TRIES, 'gamma uniform')), bound));
  const row = (x: Tensor, i: number): Tensor => reshape(slice(x, [i, 0], [1, n]), [n]);
  let logX = row(logV, TRIES - 1);
  for (let i = TRIES - 2; i >= 0; i--) logX = where(row(taken, i), row(logV, i), logX);
  const boost = divide(log(reshape(uniform(1, 'gamma boost'), [n])), alpha);
  return add(add(log(d), logX), boost);
}

/** Numbers with a beta distribution of two equal shapes, Beta(alpha, alpha).
 *  @param alpha  above 0. @shape [] or [1] -> [n] */
export function randomBeta(n: number, alpha: Tensor, draws: (name: string) => Draw): Tensor {
  const of = (which: string): Tensor => logGamma(n, alpha, (name) => draws(`${which} ${name}`));
  return sigmoid(subtract(of('first'), of('second')));
}
