import { ConfigError } from '../core/errors.ts';
import type { Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { zeroVariable, type Variable } from '../graph/variable.ts';
import type { Traceable } from './traceable.ts';

/** What layers keep of the steps of sequences between calls of a model: keys and values, states. */
export class StepCache {
  /** Number of sequences. */
  readonly batch: number;
  /** Steps of a sequence that there is memory for. */
  readonly capacity: number;
  readonly #kept = new Map<Traceable, Map<string, Variable>>();
  /** The fewest steps that a layer has room for, and the error of a sequence of more. */
  #room: { readonly steps: number; readonly error: (steps: number) => Error } | undefined;

  constructor(batch: number, capacity: number) {
    this.batch = batch;
    this.capacity = capacity;
  }

  get variables(): readonly Variable[] {
    return [...this.#kept.values()].flatMap((named) => [...named.values()]);
  }

  /** Notes that a layer has room for so many steps, which may be fewer than the capacity. */
  limit(steps: number, error: (steps: number) => Error): void {
    if (steps < (this.#room?.steps ?? Infinity)) this.#room = { steps, error };
  }

  /** Throws the error of a layer that has no room for so many steps. */
  mustHold(steps: number): void {
    if (this.#room !== undefined && steps > this.#room.steps) throw this.#room.error(steps);
  }

  /** The variable of a layer under a name, made of zeros when it is first asked for. */
  variable(layer: Traceable, name: string, shape: Shape): Variable {
    let named = this.#kept.get(layer);
    if (named === undefined) this.#kept.set(layer, (named = new Map()));
    let variable = named.get(name);
    if (variable === undefined) named.set(name, (variable = zeroVariable(`${layer.name}/${name}`, shape)));
    return variable;
  }
}

/** A call of a model on the next steps of sequences: first on those that are given, from position 0 on, then on one more step of each. */
export class Stage {
  readonly cache: StepCache;
  /** The position of each sequence's step; undefined in the first call. @shape [batch] int32 */
  readonly positions: Tensor | undefined;
  /** 1 where a step of the first call counts: shorter sequences end before; undefined if all count. @shape [batch, steps] */
  readonly counts: Tensor | undefined;
  /** How often each layer was called so far. */
  readonly #calls = new Map<Traceable, number>();

  constructor(cache: StepCache, at: { readonly positions?: Tensor; readonly counts?: Tensor | undefined }) {
    this.cache = cache;
    this.positions = at.positions;
    this.counts = at.counts;
  }

  /** Notes the call of a layer. @throws {ConfigError} if the layer does not say that it can go on step by step */
  enter(layer: Traceable, inputs: readonly Tensor[], training: boolean): void {
    const answer = layer.stepwise?.(inputs, training);
    if (answer !== true) throw this.refusal(layer, typeof answer === 'string' ? answer : 'it may look at other steps than its own');
    this.#calls.set(layer, (this.#calls.get(layer) ?? 0) + 1);
  }

  /** What the layer that is being called keeps under a name. A layer that is used twice keeps it twice. */
  keep(layer: Traceable, name: string, shape: Shape): Variable {
    return this.cache.variable(layer, `${name}${this.#calls.get(layer)!}`, shape);
  }

  refusal(layer: Traceable, why: string): ConfigError {
    return new ConfigError(
      `generate: ${layer.name} cannot go on step by step: ${why}. Give generate cache: false, which computes all steps anew for each ` +
        'token; a layer or a model of your own that treats each step by itself says so by its method stepwise.',
    );
  }
}
