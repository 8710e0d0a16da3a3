import type { Tensor, TensorLike } from '../graph/tensor.ts';

/** A penalty on a tensor, which training makes small together with the loss. */
export interface Regularizer {
  /** The factory's name, as saved. */
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** The penalty. @shape [...] -> [] */
  call(x: TensorLike): Tensor;
}
