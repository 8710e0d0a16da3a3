import { number, or, type Held } from '../core/declaration.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import { add, clip, divide, multiply, negative, power, reciprocal, sqrt, square, subtract } from '../op/elementwise.ts';
import type { Trace } from '../trace/trace.ts';
import type { Gradients } from './gradients.ts';
import type { Group } from './group.ts';
import { Optimizer } from './optimizer.ts';
import { OPTIMIZER, type OptimizerOptions } from './options.ts';

export interface FtrlOptions extends OptimizerOptions {
  /** How step sizes fall with the sums of squared gradients, at most 0; with 0 they do not (default -0.5). */
  learningRatePower?: number;
  /** First value of the sums of squared gradients (default 0.1). */
  initialAccumulatorValue?: number;
  /** The factor of absolute weights in what each step minimises; it makes weights of little use 0 (default 0). */
  l1RegularizationStrength?: number;
  /** The factor of squared weights in what each step minimises (default 0). */
  l2RegularizationStrength?: number;
  /** Adds `2 * strength * weight` to the gradient, but not to the gradient whose squares are summed (default 0). */
  l2ShrinkageRegularizationStrength?: number;
  /** Beta of the paper: adds `beta / (2 learningRate)` to `l2RegularizationStrength` (default 0). */
  beta?: number;
}

const strength = number({ least: 0 });
const OPTIONS = OPTIMIZER.extend<FtrlOptions>()({
  learningRatePower: or(number({ most: 0 }), -0.5),
  initialAccumulatorValue: or(number({ least: 0 }), 0.1),
  l1RegularizationStrength: or(strength, 0),
  l2RegularizationStrength: or(strength, 0),
  l2ShrinkageRegularizationStrength: or(strength, 0),
  beta: or(number(), 0),
});

class Ftrl extends Optimizer {
  readonly kind = 'ftrl';
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: FtrlOptions) {
    super('ftrl', options, OPTIONS.names, 0.001);
    this.#options = OPTIONS.pick('ftrl', options);
  }

  protected override slotNames(): readonly string[] {
    return ['accumulator', 'linear'];
  }

  protected override prepare(group: Group): void {
    const accumulator = group.slot('accumulator');
    accumulator.assign(full(accumulator.shape, this.#options.initialAccumulatorValue));
  }

  protected step(t: Trace, group: Group, gradients: Gradients, rate: Tensor): void {
    const { learningRatePower, l1RegularizationStrength: l1, l2RegularizationStrength: l2, beta } = this.#options;
    const shrinkage = this.#options.l2ShrinkageRegularizationStrength;
    const g = gradients.flat();
    const w = group.read(t);
    const [accumulator, linear] = [group.slot('accumulator'), group.slot('linear')];
    const before = t.read(accumulator);
    const sum = t.update(accumulator, add(before, square(g)));
    const powerOf = (x: Tensor): Tensor => (learningRatePower === -0.5 ? sqrt(x) : power(x, -learningRatePower));
    const root = powerOf(sum);
    const shrunk = shrinkage === 0 ? g : add(g, multiply(2 * shrinkage, w));
    const change = multiply(subtract(root, powerOf(before)), reciprocal(rate));
    const z = t.update(linear, add(t.read(linear), subtract(shrunk, multiply(change, w))));
    const left = l1 === 0 ? negative(z) : subtract(clip(z, -l1, l1), z);
    // The numerator and the divisor of the rule, root / rate + 2 l2 + beta / rate, are multiplied by the rate: a number is divided once.
    group.write(t, divide(multiply(left, rate), add(root, add(multiply(2 * l2, rate), beta))));
  }
}

/** Follow the regularised leader: each step goes to the minimum of all gradients so far, taken as linear, and of penalties.
 *  @source McMahan et al. 2013, Ad click prediction: a view from the trenches, algorithm 1, in the form of Keras */
export const ftrl = (options: FtrlOptions = {}): Optimizer => new Ftrl(options);
