import type { Descent, Numbers } from './driver.ts';
import { strongWolfe, type Probe } from './line-search.ts';

/** The most steps that are tried along a direction. @source PyTorch, torch.optim.lbfgs */
const MOST_TRIED = 25;

export interface SearchedDescentOptions {
  /** The step that is tried first along each direction but the first. */
  readonly rate: number;
  /** The step that is tried first along the first direction. */
  readonly first: number;
  /** Whether steps are searched; otherwise the first is taken. */
  readonly searches: boolean;
  readonly maxIterations: number;
  readonly maxEvaluations: number;
  readonly toleranceGrad: number;
  readonly toleranceChange: number;
}

/** Searches along directions until a tolerance or a limit is reached. It asks for three evaluations of a driver:
 *  - `along` [step] measures loss and slope at a step along the direction;
 *  - `onwards` [step] goes to where the last probe was, and turns to a new direction. It gives what was begun with, the slope as `begin`,
 *    without the loss; how far the weights have `moved`; and what `along` measures at the step along the new direction;
 *  - `arrive` [] goes to where the last probe was.
 *  @param begun  the loss, the slope along the direction, the largest element of the gradient, and that of the direction (`length`) */
export async function* searchedDescent({ loss, slope, largest, length }: Numbers, options: SearchedDescentOptions): Descent {
  const { rate, searches, maxIterations, maxEvaluations, toleranceGrad, toleranceChange } = options;
  let from: Probe = { step: 0, loss: loss!, slope: slope! };
  let narrow = toleranceChange / length!;
  if (largest! <= toleranceGrad || slope! > -toleranceChange) return [];
  let { first } = options;
  let found = yield { evaluate: 'along', at: [first] };
  let left = maxEvaluations - 2;
  for (let i = 1; ; i++, first = rate) {
    const probe = (step: number): Probe => ({ step, loss: found['loss']!, slope: found['slope']! });
    const search = searches ? strongWolfe({ from, first, most: MOST_TRIED, narrow }) : undefined;
    let asked = search?.next();
    let at = first;
    while (asked?.done === false) {
      if (asked.value !== at) {
        at = asked.value;
        left--;
        found = yield { evaluate: 'along', at: [at] };
      }
      asked = search!.next(probe(at));
    }
    const best = asked === undefined ? probe(first) : (asked.value as Probe);
    if (!Number.isFinite(best.loss) || best.step === 0) return [];
    // What follows goes on from the last probe.
    if (best.step !== at) found = yield { evaluate: 'along', at: [best.step] };
    if (i === maxIterations || left <= 0 || Math.abs(best.loss - from.loss) < toleranceChange) break;
    left--;
    found = yield { evaluate: 'onwards', at: [rate] };
    from = { step: 0, loss: best.loss, slope: found['begin']! };
    narrow = toleranceChange / found['length']!;
    if (found['largest']! <= toleranceGrad || found['moved']! <= toleranceChange || from.slope > -toleranceChange) return [];
  }
  yield { evaluate: 'arrive', at: [] };
  return [];
}
