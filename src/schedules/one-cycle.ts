import { boolean, integer, number, oneOf, options, or, stored } from '../core/declaration.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { add, clip, cos, divide, lessEqual, multiply, subtract, where } from '../op/elementwise.ts';
import { schedule, type Schedule } from './schedule.ts';

export interface OneCycleOptions {
  /** The highest rate. */
  maxLearningRate: number;
  /** Number of steps of the cycle. Later steps have the rate of its end. */
  totalSteps: number;
  /** Part of the cycle in which the rate rises, in [0, 1] (default 0.3). */
  pctStart?: number;
  /** How the rate goes from one value to the next: along half a cosine or a line (default 'cos'). */
  annealStrategy?: 'cos' | 'linear';
  /** The highest rate divided by the first one (default 25). */
  divFactor?: number;
  /** The first rate divided by the last one (default 10000). */
  finalDivFactor?: number;
  /** Whether the rate falls to the first one in as many steps as it rose, before it falls to the last one (default false). */
  threePhase?: boolean;
}

const OPTIONS = options<OneCycleOptions>()({
  maxLearningRate: number({ least: 0 }),
  totalSteps: integer({ least: 1 }),
  pctStart: or(number({ least: 0, most: 1 }), 0.3),
  annealStrategy: or(oneOf(['cos', 'linear']), 'cos'),
  divFactor: or(number({ least: Number.MIN_VALUE }), 25),
  finalDivFactor: or(number({ least: Number.MIN_VALUE }), 10000),
  threePhase: or(boolean(), false),
});

/** A learning rate that rises to a high value and falls to a very low one, for training in few steps.
 *  @throws {ConfigError} on invalid options
 *  @source Smith & Topin 2018, Super-convergence, section 3, in the form of PyTorch's OneCycleLR: the rate alone, without cycles of
 *  momentum */
export function oneCycle(options: OneCycleOptions): Schedule {
  const held = OPTIONS.read('oneCycle', options);
  const { maxLearningRate: highest, totalSteps, pctStart, annealStrategy, divFactor, finalDivFactor, threePhase } = held;
  const first = highest / divFactor;
  const last = first / finalDivFactor;
  const top = pctStart * totalSteps - 1;
  const back = threePhase ? [{ end: 2 * top, rate: first }] : [];
  const phases = [{ end: top, rate: highest }, ...back, { end: totalSteps - 1, rate: last }];
  return schedule('oneCycle', stored(held), (step) =>
    phases.reduceRight<Tensor>(
      (later, { end, rate }, i) => {
        const [start, from] = i === 0 ? [0, first] : [phases[i - 1]!.end, phases[i - 1]!.rate];
        // A phase of no length is left at once.
        const part = end <= start ? constant(Float32Array.of(1), []) : clip(divide(subtract(step, start), end - start), 0, 1);
        return where(lessEqual(step, end), between(from, rate, part, annealStrategy), later);
      },
      constant(Float32Array.of(last), []),
    ),
  );
}

/** What lies between two rates. @param part  how much of the way is done, in [0, 1]. @shape [] */
function between(from: number, to: number, part: Tensor, how: 'cos' | 'linear'): Tensor {
  if (how === 'linear') return add(multiply(to - from, part), from);
  return add(multiply((from - to) / 2, add(1, cos(multiply(Math.PI, part)))), to);
}
