import { kept, or, orNone } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { Tensor } from '../graph/tensor.ts';
import type { CallArguments, Tensors, Trace } from '../trace/trace.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

/** What the function of a `lambda` is told besides its inputs: the option `arguments`, and these. */
export interface LambdaCall {
  /** Whether the layer is called in training. */
  readonly training: boolean;
  /** The mask of a single input, if it has one. @shape [batch, steps] */
  readonly mask: Tensor | undefined;
  readonly [name: string]: unknown;
}

/** A function over ops. @typeParam X  what it gets: a tensor, or the list of several inputs */
export type LambdaFunction<X extends Tensors = Tensor> = (inputs: X, call: LambdaCall) => Tensors;

/** The mask of the outputs: a tensor, or a function of all inputs and their masks. */
export type LambdaMask = Tensor | ((inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]) => Tensor | undefined);

export interface LambdaOptions<X extends Tensors = Tensor> extends LayerOptions {
  /** The function of the input, made of ops; of a list of tensors, if the layer is called with several. It is called once for each
   *  shape of inputs, to record its ops, and so must not depend on anything that changes later. */
  function: LambdaFunction<X>;
  /** The mask of the outputs, or a function that makes it (default: none, and a mask of the input ends here). */
  mask?: LambdaMask | null;
  /** Further values that the function gets by name, beside `mask` and `training` (default: none). */
  arguments?: Readonly<Record<string, unknown>>;
}

const OPTIONS = LAYER.extend<LambdaOptions<never>>()({
  function: kept((where, name, given: LambdaFunction<never>) => {
    if (typeof given === 'function') return given;
    throw new ConfigError(`${where}: ${name} must be a function over ops, such as (x) => ops.square(x), received ${show(given)}.`);
  }),
  mask: orNone(
    kept((where, name, given: LambdaMask) => {
      if (typeof given === 'function' || given instanceof Tensor) return given;
      throw new ConfigError(`${where}: ${name} must be a tensor, or a function of inputs and masks, received ${show(given)}.`);
    }),
  ),
  arguments: or(
    kept((where, name, given: Readonly<Record<string, unknown>>) => {
      if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given;
      throw new ConfigError(`${where}: ${name} must be an object of values by name, received ${show(given)}.`);
    }),
    {},
  ),
});

/** A function over ops as a layer. It has no weights: variables that the function reads are not trained, and a file cannot keep the
 *  function. A layer class of your own has both. */
export class Lambda extends Layer {
  readonly kind = 'lambda';
  override readonly supportsMasking: boolean;
  readonly #function: LambdaFunction<never>;
  readonly #mask: LambdaMask | undefined;
  readonly #arguments: Readonly<Record<string, unknown>>;

  constructor(options: LambdaOptions<never>) {
    const held = OPTIONS.read('lambda', options);
    super('lambda', held);
    this.#function = held.function;
    this.#mask = held.mask;
    this.#arguments = held.arguments;
    this.supportsMasking = held.mask !== undefined;
  }

  call(inputs: Tensors, t: Trace, { mask }: CallArguments): Tensors {
    return this.#function(inputs as never, { ...this.#arguments, mask, training: t.training });
  }

  override computeMask(inputs: readonly Tensor[], masks: readonly (Tensor | undefined)[]): Tensor | undefined {
    if (this.#mask === undefined) return super.computeMask(inputs, masks);
    return typeof this.#mask === 'function' ? this.#mask(inputs, masks) : this.#mask;
  }

  /** @throws {ConfigError} always: a file keeps no functions */
  override getConfig(): never {
    throw new ConfigError(
      `${this.name}: the function of a lambda cannot be saved. Make a class that extends Layer and does the same in its call, and give ` +
      'it to loadModel as one of customObjects.',
    );
  }
}

/** A layer of a function: `layers.lambda({ function: (x) => ops.square(x) })`.
 *  @shape what the function makes of its inputs
 *  @throws {ConfigError} on invalid options; when it is called, if the function answers with anything but tensors */
export const lambda = <X extends Tensors = Tensor>(options: LambdaOptions<X>): Lambda => new Lambda(options as LambdaOptions<never>);
