import { ConfigError } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { Trace } from '../trace/trace.ts';
import { Optimizer } from './optimizer.ts';

/** What a program of a driver tells its course, by name. @shape each [] */
export type Answers = Readonly<Record<string, Tensor>>;
export type Numbers = Readonly<Record<string, number>>;

/** What the course of a step asks for: an evaluation by name, and the numbers that it is given. */
export interface Request {
  readonly evaluate: string;
  readonly at: readonly number[];
}

/** A function to evaluate on the batch at hand. It may change the driver's own variables. What it makes of weights is seen
 *  by the loss that it asks for, and by nothing else.
 *  @param loss  the loss with the newest weights of the trace; what it draws is what the step drew before. @shape [] */
export type Evaluation = (t: Trace, loss: () => Tensor, ...at: Tensor[]) => Answers;

/** An optimizer whose step evaluates the loss of a batch more than once, as a line search does. Its course is on the host:
 *  a generator, which asks for evaluations and is given their numbers. Only the last program of a step changes weights, so
 *  that a step that is cancelled, or a prediction beside it, finds the model as the step before left it.
 *
 *  It is for `fit` and `trainOnBatch`, on one batch that holds all rows, or on large ones. */
export abstract class Driver extends Optimizer {
  /** Functions that the course may ask for. */
  abstract readonly evaluations: Readonly<Record<string, Evaluation>>;

  /** Begins a step, where the weights are. @param loss  of the batch; metrics are measured with it. @shape [] */
  abstract begin(t: Trace, loss: Tensor, weights: readonly Variable[]): Answers;

  /** The course of a step.
   *  @returns what `accept` is given */
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
