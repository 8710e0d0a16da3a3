import { ConfigError } from '../core/errors.ts';
import { checkNumber } from '../core/options.ts';
import type { SavedPart } from '../core/saved.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { Variable } from '../graph/variable.ts';
import { rateIn } from '../schedules/rate.ts';
import { savedSchedule } from '../schedules/registry.ts';
import type { Schedule } from '../schedules/schedule.ts';
import type { Trace } from '../trace/trace.ts';

/** The learning rate of an optimizer: a number that may be set, or what a schedule gives for the number of gradients seen. */
export class LearningRateState {
  readonly variable: Variable;
  readonly #kind: string;
  readonly #schedule: Schedule | undefined;

  /** @param kind  the optimizer, as errors name it */
  constructor(kind: string, rate: number | Schedule) {
    this.#kind = kind;
    this.#schedule = typeof rate === 'number' ? undefined : rate;
    this.variable = new Variable('optimizer/learningRate', constant(Float32Array.of(typeof rate === 'number' ? rate : 0), []), false);
  }

  /** The present rate. @param seen  the number of gradients seen */
  read(seen: number): number {
    return this.#schedule === undefined ? this.variable.read()[0]! : this.#rateOf(this.#schedule.at(seen)).item();
  }

  /** The rate of the step that is recorded. @shape seen and result [] */
  at(t: Trace, seen: () => Tensor): Tensor {
    return this.#schedule === undefined ? t.read(this.variable) : this.#rateOf(this.#schedule.at(seen()));
  }

  #rateOf(answer: unknown): Tensor {
    return rateIn(`${this.#kind}: learningRate`, answer);
  }

  /** @throws {ConfigError} if the rate follows a schedule, or the value is no rate */
  set(value: number): void {
    if (this.#schedule !== undefined)
      throw new ConfigError(
        `${this.#kind}: the learning rate follows a schedule (${this.#schedule.kind}) and cannot be set. Make the optimizer with a number.`,
      );
    this.variable.assign(constant(Float32Array.of(checkNumber(this.#kind, 'learningRate', value, { least: 0 })), []));
  }

  /** What a file keeps. */
  get config(): number | SavedPart {
    return this.#schedule === undefined ? this.variable.read()[0]! : savedSchedule(this.#schedule);
  }
}
