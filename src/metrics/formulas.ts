import { EPSILON } from '../core/epsilon.ts';
import type { Tensor } from '../graph/tensor.ts';
import { abs, add, clip, divide, equal, log, logicalOr, maximum, minimum, multiply, rsqrt } from '../op/elementwise.ts';
import { softplus, square, subtract, where } from '../op/elementwise.ts';
import { max, mean, sum } from '../op/reduce.ts';
import { all } from '../op/statistics.ts';

/** Values of each sample, of targets and predictions. @shape yTrue, yPred [batch, ..., n] -> [batch, ...] */
export type Formula = (yTrue: Tensor, yPred: Tensor) => Tensor;

const LAST = { axis: -1 } as const;

/** 100 mean(|yTrue - yPred| / |yTrue|); a divisor is at least 1e-7. */
export const absolutePercentage: Formula = (yTrue, yPred) =>
  multiply(mean(abs(divide(subtract(yTrue, yPred), maximum(abs(yTrue), EPSILON))), LAST), 100);

/** mean((log(1 + yTrue) - log(1 + yPred))^2); what is below 1e-7 is 1e-7. */
export const squaredLogarithmic: Formula = (yTrue, yPred) => {
  const [t, p] = [yTrue, yPred].map((x) => log(add(maximum(x, EPSILON), 1))) as [Tensor, Tensor];
  return mean(square(subtract(p, t)), LAST);
};

/** mean(log cosh(yPred - yTrue)). With the absolute value e^x does not overflow. */
export const logCosh: Formula = (yTrue, yPred) => {
  const distance = abs(subtract(yPred, yTrue));
  return mean(subtract(add(distance, softplus(multiply(distance, -2))), Math.LN2), LAST);
};

/** The cosine of the angle between targets and predictions along axes. A norm is at least 1e-7. */
export function cosine(yTrue: Tensor, yPred: Tensor, axis: number | readonly number[]): Tensor {
  const [t, p] = [yTrue, yPred].map((x) =>
    multiply(x, minimum(rsqrt(sum(square(x), { axis, keepdims: true })), 1 / EPSILON)),
  ) as [Tensor, Tensor];
  return sum(multiply(t, p), { axis });
}

/** Targets of -1 and 1. Targets that are 0 and 1 throughout become such. */
function signs(yTrue: Tensor): Tensor {
  const flags = all(logicalOr(equal(yTrue, 0), equal(yTrue, 1)));
  return where(flags, subtract(multiply(yTrue, 2), 1), yTrue);
}

const margin = (yTrue: Tensor, yPred: Tensor): Tensor => maximum(subtract(1, multiply(signs(yTrue), yPred)), 0);

/** mean(max(1 - yTrue yPred, 0)); yTrue are -1 and 1, or 0 and 1. */
export const hinged: Formula = (yTrue, yPred) => mean(margin(yTrue, yPred), LAST);

/** mean(max(1 - yTrue yPred, 0)^2); yTrue are -1 and 1, or 0 and 1. */
export const squaredHinged: Formula = (yTrue, yPred) => mean(square(margin(yTrue, yPred)), LAST);

/** max(1 + max((1 - yTrue) yPred) - sum(yTrue yPred), 0); targets are one-hot rows. */
export const categoricalHinged: Formula = (yTrue, yPred) => {
  const own = sum(multiply(yTrue, yPred), LAST);
  const other = max(multiply(subtract(1, yTrue), yPred), LAST);
  return maximum(add(subtract(other, own), 1), 0);
};

/** sum(yTrue log(yTrue / yPred)), both clipped to [1e-7, 1]. */
export const divergence: Formula = (yTrue, yPred) => {
  const [t, p] = [yTrue, yPred].map((x) => clip(x, EPSILON, 1)) as [Tensor, Tensor];
  return sum(multiply(t, log(divide(t, p))), LAST);
};

/** mean(yPred - yTrue log(yPred + 1e-7)): minus the logarithm of the likelihood of a Poisson distribution, but for a constant. */
export const poissonLikelihood: Formula = (yTrue, yPred) => mean(subtract(yPred, multiply(yTrue, log(add(yPred, EPSILON)))), LAST);
