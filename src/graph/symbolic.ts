import { showShape } from '../core/shape.ts';
import type { DType } from '../core/dtype.ts';

/** What a tensor will be like: its shape, in which axes of any size are null, the batch first, and its dtype. */
export interface Spec {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  readonly dtype: DType;
}

/** A call of a layer as it is recorded while a model is put together. */
export interface RecordedCall<Part extends object = object> {
  readonly layer: Part;
  readonly inputs: readonly SymbolicTensor[];
  /** Constants, and symbolic tensors, by name. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly outputs: readonly SymbolicTensor[];
}

/** What layers are applied to while a functional model is put together: a tensor of any number of rows, without values.
 *  It begins with `input({ shape })`; a layer's `apply` gives the next one. Ops work on tensors, not on these. */
export class SymbolicTensor implements Spec {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  readonly dtype: DType;
  #call: RecordedCall | undefined;

  constructor({ name, shape, dtype }: Spec) {
    this.name = name;
    this.shape = shape;
    this.dtype = dtype;
  }

  /** The call that gives this tensor. */
  get call(): RecordedCall {
    return this.#call!;
  }

  /** Records a call, whose outputs are symbolic tensors like these. */
  static record(
    layer: object,
    inputs: readonly SymbolicTensor[],
    args: Readonly<Record<string, unknown>>,
    specs: readonly Spec[],
  ): readonly SymbolicTensor[] {
    const outputs = specs.map((spec) => new SymbolicTensor(spec));
    const call = { layer, inputs, args, outputs };
    for (const output of outputs) output.#call = call;
    return outputs;
  }

  toString(): string {
    return `SymbolicTensor ${this.name} ${showShape(this.shape)}`;
  }
}
