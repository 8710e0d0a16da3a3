import { ConfigError } from '../core/errors.ts';
import { checkNumber } from '../core/options.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { Variable, zeroVariable } from '../graph/variable.ts';
import { add } from '../op/elementwise.ts';
import { assign } from '../op/update.ts';

/** Changes weights by their gradients. Its state, too, is variables, so that training goes on where it stopped. */
export abstract class Optimizer {
  /** The factory's name, as saved. */
  abstract readonly kind: string;
  /** Steps done, int32. */
  readonly iterations: Variable = zeroVariable('optimizer/iterations', [], 'int32');
  /** State beside the weights, flat over all of them; made by `build`. */
  readonly slots: Variable[] = [];
  protected readonly rate: Variable;
  readonly #config: Readonly<Record<string, unknown>>;
  #size: number | undefined;

  constructor(kind: string, config: Readonly<Record<string, unknown>>, learningRate: unknown) {
    this.#config = config;
    this.rate = new Variable('optimizer/learningRate', constant(Float32Array.of(checkNumber(kind, 'learningRate', learningRate, { least: 0 })), []), false);
  }

  /** The step size; may be set between epochs, by callbacks too. */
  get learningRate(): number {
    return this.rate.read()[0]!;
  }

  set learningRate(value: number) {
    this.rate.assign(constant(Float32Array.of(checkNumber(this.kind, 'learningRate', value, { least: 0 })), []));
  }

  /** All of the optimizer's variables. */
  get variables(): Variable[] {
    return [this.iterations, this.rate, ...this.slots];
  }

  /** Makes the state for weights of `size` elements in all.
   *  @throws {ConfigError} if it was made for others */
  build(size: number): void {
    if (this.#size !== undefined && this.#size !== size) {
      throw new ConfigError(`${this.kind}: this optimizer holds the state of ${this.#size} weights and cannot serve a model of ${size}. Make a new optimizer for each model.`);
    }
    if (this.#size === undefined) this.slots.push(...this.slotNames().map((name) => zeroVariable(`optimizer/${name}`, [size])));
    this.#size = size;
  }

  /** The effects of one step. */
  update(weights: readonly Variable[], gradients: readonly Tensor[]): Tensor[] {
    return [...this.step(weights, gradients), assign(this.iterations, add(this.iterations.tensor, constant(Int32Array.of(1), [])))];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.#config, learningRate: this.learningRate };
  }

  protected abstract slotNames(): readonly string[];
  protected abstract step(weights: readonly Variable[], gradients: readonly Tensor[]): Tensor[];
}
