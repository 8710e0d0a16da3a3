import { ConfigError, ShapeError, show } from '../core/errors.ts';
import { checkNumber } from '../core/options.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { asTensor, constant, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { Variable, zeroVariable } from '../graph/variable.ts';
import { add } from '../op/elementwise.ts';
import { assign, type Scaled } from '../op/update.ts';
import { applyEffects } from '../run/eager.ts';
import { clippingOf, type Clipping, type ClippingOptions } from './clipping.ts';

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
  readonly #clipping: Clipping;
  #weights: readonly Variable[] | undefined;

  constructor(kind: string, config: Readonly<Record<string, unknown>> & ClippingOptions, learningRate: unknown) {
    this.#config = config;
    this.#clipping = clippingOf(kind, config);
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

  /** Makes the state for weights, which lie one after another.
   *  @throws {ConfigError} if it was made for others */
  build(weights: readonly Variable[]): void {
    const known = this.#weights;
    if (known !== undefined && (known.length !== weights.length || known.some((w, i) => w !== weights[i]))) {
      throw new ConfigError(`${this.kind}: this optimizer holds the state of other weights (${show(known.map((w) => w.name))}) than ${show(weights.map((w) => w.name))}. Make a new optimizer for each model.`);
    }
    if (known === undefined) {
      const size = weights.reduce((sum, w) => sum + w.size, 0);
      this.slots.push(...this.slotNames().map((name) => zeroVariable(`optimizer/${name}`, [size])));
    }
    this.#weights = weights;
  }

  /** Gives up the state beside the weights. */
  release(): void {
    this.slots.length = 0;
    this.#weights = undefined;
  }

  /** The effects of one step. */
  update(weights: readonly Variable[], gradients: readonly Tensor[]): Tensor[] {
    return [...this.step(weights, this.#clipping(gradients)), assign(this.iterations, add(this.iterations.tensor, constant(Int32Array.of(1), [])))];
  }

  /** Takes one step at once, for training loops of your own: pairs of a gradient and the variable it belongs to, the
   *  same variables in the same order every time.
   *  @throws {ConfigError} if they are others than before
   *  @throws {ShapeError} if a gradient has another shape than its variable */
  applyGradients(pairs: readonly (readonly [TensorLike, Variable])[]): void {
    if (!Array.isArray(pairs) || pairs.length === 0) throw new ConfigError(`${this.kind}: applyGradients expects pairs [gradient, variable], received ${show(pairs)}.`);
    const gradients = pairs.map(([g]) => asTensor(g));
    const variables = pairs.map(([, v]) => v);
    variables.forEach((v, i) => {
      if (!(v instanceof Variable)) throw new ConfigError(`${this.kind}: pair ${i} of applyGradients has no variable but ${show(v)}. Make one with variable(tensor).`);
      if (!sameShape(v.shape, gradients[i]!.shape)) throw new ShapeError(`${this.kind}: the gradient of ${v.name} must have its shape ${showShape(v.shape)}, received ${showShape(gradients[i]!.shape)}.`);
    });
    this.build(variables);
    applyEffects(this.update(variables, gradients), variables);
  }

  getConfig(): Record<string, unknown> {
    return { ...this.#config, learningRate: this.learningRate };
  }

  protected abstract slotNames(): readonly string[];
  protected abstract step(weights: readonly Variable[], gradients: Scaled): Tensor[];
}
