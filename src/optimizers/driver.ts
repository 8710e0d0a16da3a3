import { ConfigError } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import { atOnce, type Pieces } from '../core/pieces.ts';
import { differentiating } from '../grad/differentiate.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { walking } from '../graph/walk.ts';
import { pack } from '../op/move.ts';
import type { LearningRate } from '../schedules/registry.ts';
import type { Trace } from '../trace/trace.ts';
import type { Group } from './group.ts';
import { Optimizer } from './optimizer.ts';

/** Numbers that a program of a driver gives to `descend`, by name. @shape each [] */
export type Answers = Readonly<Record<string, Tensor>>;
/** The same, as `descend` receives them. */
export type Numbers = Readonly<Record<string, number>>;

/** A request of `descend`: the name of an evaluation, and the numbers that it receives. */
export interface Request {
  readonly evaluate: string;
  readonly at: readonly number[];
}

/** The loss of the batch. Each call computes it with the newest weights of the trace; random draws are the same throughout a step.
 *  @shape [] */
export interface Objective {
  (): Tensor;
  /** As a call, recorded in pieces. */
  inPieces(): Pieces<Tensor>;
  /** The outputs of the model in the last call, by which the loss can be differentiated. @throws {ConfigError} before the first call */
  readonly outputs: readonly Tensor[];
}

/** A program that `descend` may ask for on the current batch. It may change the driver's own variables. Weights that it moves count for
 *  calls of `loss()` behind the move, and are forgotten when it ends.
 *  A generator function is recorded in pieces, between which the event loop turns. In it, `yield* loss.inPieces()` and
 *  `yield* this.gradientInPieces(t, value)` stand for `loss()` and `this.gradientOf(t, value)`.
 *  @param loss  computes the loss with the newest weights of the trace */
export type Evaluation = (t: Trace, loss: Objective, ...at: Tensor[]) => Answers | Pieces<Answers>;

/** The course of a step: a generator that yields requests, receives their numbers, and returns the numbers for `accept`. */
export type Descent = AsyncGenerator<Request, readonly number[], Numbers>;

/** An optimizer whose step evaluates the loss of a batch more than once, as a line search does. The generator `descend` runs on
 *  the host; it asks for evaluations and receives their numbers. Only the last program of a step changes weights. So after a
 *  cancelled step, and for a prediction during a step, the weights are those of the step before; what the driver has learned in its own
 *  variables stays, such as the curvature that `lbfgs` remembers. All numbers that it asks with, receives and returns are rounded to
 *  float32.
 *
 *  It works with `fit` and `trainOnBatch`. Use it with one batch of all rows, or with large batches. A class of your own is loaded as
 *  that of an optimizer is.
 *
 *  A driver of your own extends this class with `begin`, `evaluations`, `descend` and `accept`. `gradientOf` differentiates the
 *  loss, `moveTo` gives the weights their values, `group` has the weights as one row and the slots that `slotNames` names.
 *  @example
 *  class Halving extends optimizers.Driver {
 *    readonly kind = 'halving';
 *    readonly evaluations = {
 *      moved: (t: Trace, loss: () => Tensor, step: Tensor) => (this.accept(t, step), { loss: loss() }),
 *    };
 *    constructor() {
 *      super('halving', {}, [], 1);
 *    }
 *    begin(t: Trace, loss: Tensor): optimizers.Answers {
 *      t.update(this.group.slot('gradient'), this.gradientOf(t, loss));
 *      return { loss };
 *    }
 *    async *descend({ loss }: optimizers.Numbers): optimizers.Descent {
 *      for (let step = this.learningRate; step > 1e-6; step /= 2) {
 *        if ((yield { evaluate: 'moved', at: [step] }).loss < loss) return [step];
 *      }
 *      return [0];
 *    }
 *    accept(t: Trace, step: Tensor): void {
 *      const { group } = this;
 *      this.moveTo(t, ops.subtract(group.read(t), ops.multiply(step, t.read(group.slot('gradient')))));
 *    }
 *    protected slotNames(): readonly string[] {
 *      return ['gradient'];
 *    }
 *  } */
export abstract class Driver extends Optimizer {
  /** @param own  the names of its options besides `learningRate`; those of rules, such as weightDecay, are not for it
   *  @throws {ConfigError} on other options */
  constructor(kind: string, options: { readonly learningRate?: LearningRate }, own: readonly string[], learningRate: number) {
    checkKeys(kind, options, ['learningRate', ...own]);
    super(kind, options, own, learningRate);
  }

  /** Functions that `descend` may ask for. */
  abstract readonly evaluations: Readonly<Record<string, Evaluation>>;

  /** Begins a step at the present weights. It may change the driver's own variables.
   *  @param loss  of the batch; metrics are measured with it. @shape []
   *  @param objective  as evaluations receive it, after the call that gave `loss`
   *  @returns the numbers for `descend`. It may be a generator function, as evaluations may */
  abstract begin(t: Trace, loss: Tensor, weights: readonly Variable[], objective: Objective): Answers | Pieces<Answers>;

  /** Chooses a step by evaluations. It must not wait for calls of the model, which wait for the end of the step.
   *  @param begun  the numbers from `begin`
   *  @returns the numbers for `accept` */
  abstract descend(begun: Numbers): Descent;

  /** Ends a step: gives the weights their new values, with `moveTo`. It may be a generator function, as evaluations may. */
  abstract accept(t: Trace, ...at: Tensor[]): void | Pieces<void>;

  /** The weights, as one row, and the slots. @throws {ConfigError} before the driver sees its weights */
  protected get group(): Group {
    const [group] = this.groups;
    if (group === undefined) throw new ConfigError(`${this.kind}: the driver has not seen its weights yet. Give it to compile first.`);
    return group;
  }

  /** The gradient of a loss, by the newest weights. @shape [group.size]
   *  @throws {ShapeError} if the loss is no scalar
   *  @throws {ConfigError} if the loss was computed with other weights than the newest, or without any */
  protected gradientOf(t: Trace, loss: Tensor): Tensor {
    return atOnce(this.gradientInPieces(t, loss));
  }

  /** As `gradientOf`, recorded in pieces. */
  protected *gradientInPieces(t: Trace, loss: Tensor): Pieces<Tensor> {
    const weights = this.group.variables.map((v) => t.read(v));
    const known = new Set(yield* walking([loss]));
    if (!weights.some((w) => known.has(w)))
      throw new ConfigError(
        `${this.kind}: the loss does not depend on the newest weights. Call loss() after moveTo, then gradientOf before the next moveTo.`,
      );
    return pack(yield* differentiating(loss, weights));
  }

  /** Gives the weights new values, and applies their constraints. @shape flat [group.size], in the order of `group.read(t)` */
  protected moveTo(t: Trace, flat: Tensor): void {
    this.group.write(t, flat);
    this.constrain(t);
  }

  protected step(): void {
    throw new ConfigError(
      `${this.kind}: a step evaluates the loss of a batch several times, and one gradient does not tell it. ` +
        'Give it to the compile of a model, and train with fit or trainOnBatch.',
    );
  }
}
