import type { Tensor, TensorLike } from '../graph/tensor.ts';

/** A penalty on a tensor, which training minimises together with the loss. */
export interface Regularizer {
  /** The factory's name, as saved. `loadModel` finds what makes a part of your own by it, in customObjects. */
  readonly kind: string;
  /** The options that make it again, in what JSON can hold. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The penalty. @shape [...] -> [] */
  call(x: TensorLike): Tensor;
}
