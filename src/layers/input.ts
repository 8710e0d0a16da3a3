import { maybe, oneOf, options, or, sampleShape, text } from '../core/declaration.ts';
import { SymbolicTensor, type Spec } from '../graph/symbolic.ts';
import type { Tensor } from '../graph/tensor.ts';
import { Layer, type BatchShape } from './layer.ts';

export interface InputOptions {
  /** Shape of one sample, without the batch axis; null for an axis of any size, such as time steps. */
  shape: BatchShape;
  /** The dtype of the values (default 'float32'); 'int32' for class numbers, as for an embedding; 'string' for a layer that takes
   *  strings, such as textVectorization. */
  dtype?: 'float32' | 'int32' | 'string';
  /** The name in errors, summaries and records of inputs (default 'input'). */
  name?: string;
}

const OPTIONS = options<InputOptions>()({
  shape: sampleShape(),
  dtype: or(oneOf(['float32', 'int32', 'string']), 'float32'),
  name: maybe(text()),
});

/** Describes a model's samples; computes nothing. */
export class Input extends Layer {
  readonly kind = 'input';
  readonly #shape: BatchShape;
  readonly #dtype: 'float32' | 'int32' | 'string';

  constructor(options: InputOptions) {
    const { shape, dtype, name } = OPTIONS.read('input', options);
    super('input', name === undefined ? {} : { name });
    this.#shape = shape;
    this.#dtype = dtype;
  }

  override stepwise(): boolean {
    return true;
  }

  call(x: Tensor): Tensor {
    return x;
  }

  override get inputShape(): BatchShape {
    return this.#shape;
  }

  override get inputDtype(): 'float32' | 'int32' {
    return this.#dtype === 'string' ? 'float32' : this.#dtype; // strings become what the layer behind makes of them
  }

  override inputSpecs(): readonly Spec[] {
    return [{ name: this.name, shape: [null, ...this.#shape], dtype: this.#dtype }];
  }

  override getConfig(): Record<string, unknown> {
    return { name: this.name, shape: this.#shape, ...(this.#dtype === 'float32' ? {} : { dtype: this.#dtype }) };
  }
}

/** An input of a model. Apply layers to it for a functional model, or give it to `sequential` as the first layer.
 *  @shape [batch, ...shape] */
export function input(options: InputOptions): SymbolicTensor {
  const layer = new Input(options);
  return SymbolicTensor.record(layer, [], {}, layer.inputSpecs())[0]!;
}

/** An input of a model, as a layer. `input` makes this layer itself. @shape [batch, ...shape], unchanged */
export const inputLayer = (options: InputOptions): Input => new Input(options);
