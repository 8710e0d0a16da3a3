import type { Tensor, TensorLike } from '../graph/tensor.ts';

/** A penalty on a tensor, which training minimises together with the loss. */
export interface Regularizer {
  /** The factory's name, as saved. */
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** The penalty. @shape [...] -> [] */
  call(x: TensorLike): Tensor;
}
