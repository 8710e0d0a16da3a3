import type { Tensor, TensorLike } from '../graph/tensor.ts';

/** What weights must fulfil: optimizers apply it after each of their steps. */
export interface Constraint {
  /** The factory's name, as saved. */
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** The weights as they may be. @shape as the weights */
  call(w: TensorLike): Tensor;
}
