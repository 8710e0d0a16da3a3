import { kept, maybe, oneOf, options, or, text } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { SymbolicTensor, type Spec } from '../graph/symbolic.ts';
import type { Tensor } from '../graph/tensor.ts';
import { Layer, type BatchShape } from './layer.ts';

export interface InputOptions {
  /** Shape of one sample, without the batch axis; null for an axis of any size, such as time steps. */
  shape: BatchShape;
  /** What the values are read as (default 'float32'); 'int32' for class numbers, as an embedding takes. */
  dtype?: 'float32' | 'int32';
  /** What errors, summaries and records of inputs call it (default 'input'). */
  name?: string;
}

const OPTIONS = options<InputOptions>()({
  shape: kept((where, name, given: BatchShape) => {
    if (Array.isArray(given) && given.every((d) => d === null || (Number.isInteger(d) && d >= 1))) return given;
    const wanted = 'an array of integers >= 1, or null for an axis of any size';
    throw new ConfigError(`${where}: ${name} must be ${wanted}, received ${show(given)}.`);
  }),
  dtype: or(oneOf(['float32', 'int32']), 'float32'),
  name: maybe(text()),
});

/** Says what a model's samples look like; computes nothing. */
export class Input extends Layer {
  readonly kind = 'input';
  readonly #shape: BatchShape;
  readonly #dtype: 'float32' | 'int32';

  constructor(options: InputOptions) {
    const { shape, dtype, name } = OPTIONS.read('input', options);
    super('input', name === undefined ? {} : { name });
    this.#shape = shape;
    this.#dtype = dtype;
  }

  call(x: Tensor): Tensor {
    return x;
  }

  override get inputShape(): BatchShape {
    return this.#shape;
  }

  override get inputDtype(): 'float32' | 'int32' {
    return this.#dtype;
  }

  override inputSpecs(): readonly Spec[] {
    return [{ name: this.name, shape: [null, ...this.#shape], dtype: this.#dtype }];
  }

  override getConfig(): Record<string, unknown> {
    return { name: this.name, shape: this.#shape, ...(this.#dtype === 'float32' ? {} : { dtype: this.#dtype }) };
  }
}

/** What a model takes: apply layers to it for a functional model, or give it to `sequential` as the first layer.
 *  @shape [batch, ...shape] */
export function input(options: InputOptions): SymbolicTensor {
  const layer = new Input(options);
  return SymbolicTensor.record(layer, [], {}, layer.inputSpecs())[0]!;
}

/** What a model takes, as a layer: `input` makes one by itself. @shape [batch, ...shape], unchanged */
export const inputLayer = (options: InputOptions): Input => new Input(options);
