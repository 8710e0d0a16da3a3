import { ConfigError } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { LearningRate } from '../schedules/registry.ts';
import type { Trace } from '../trace/trace.ts';
import { Optimizer } from './optimizer.ts';

/** Numbers that a program of a driver gives to `descend`, by name. @shape each [] */
export type Answers = Readonly<Record<string, Tensor>>;
export type Numbers = Readonly<Record<string, number>>;

/** A request of `descend`: the name of an evaluation, and the numbers that it receives. */
export interface Request {
  readonly evaluate: string;
  readonly at: readonly number[];
}

/** A function that is evaluated on the current batch. It may change the driver's own variables. Changes of weights affect only
 *  the loss that it computes afterwards.
 *  @param loss  computes the loss with the newest weights of the trace; random draws are the same throughout a step. @shape [] */
export type Evaluation = (t: Trace, loss: () => Tensor, ...at: Tensor[]) => Answers;

/** An optimizer whose step evaluates the loss of a batch more than once, as a line search does. The generator `descend` runs on
 *  the host; it asks for evaluations and receives their numbers. Only the last program of a step changes weights. So after a
 *  cancelled step, and for a prediction during a step, the weights are those of the step before.
 *
 *  It works with `fit` and `trainOnBatch`. Use it with one batch of all rows, or with large batches. A class of your own is loaded as
 *  that of an optimizer is. */
export abstract class Driver extends Optimizer {
  /** @param own  the names of its options besides `learningRate`; those of rules, such as weightDecay, are not for it
   *  @throws {ConfigError} on other options */
  constructor(kind: string, options: { readonly learningRate?: LearningRate }, own: readonly string[], learningRate: number) {
    checkKeys(kind, options, ['learningRate', ...own]);
    super(kind, options, own, learningRate);
  }

  /** Functions that `descend` may ask for. */
  abstract readonly evaluations: Readonly<Record<string, Evaluation>>;

  /** Begins a step at the present weights.
   *  @param loss  of the batch; metrics are measured with it. @shape []
   *  @returns the numbers for `descend` */
  abstract begin(t: Trace, loss: Tensor, weights: readonly Variable[]): Answers;

  /** Chooses a step by evaluations.
   *  @param begun  the numbers from `begin`
   *  @returns the numbers for `accept` */
  abstract descend(begun: Numbers): AsyncGenerator<Request, readonly number[], Numbers>;

  /** Ends a step: gives the weights their new values. */
  abstract accept(t: Trace, ...at: Tensor[]): void;

  protected step(): void {
    throw new ConfigError(
      `${this.kind}: a step evaluates the loss of a batch several times, and one gradient does not tell it. ` +
        'Give it to the compile of a model, and train with fit or trainOnBatch.',
    );
  }
}
