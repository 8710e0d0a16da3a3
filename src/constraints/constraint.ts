import type { Tensor, TensorLike } from '../graph/tensor.ts';

/** A constraint on weights. Optimizers apply it after each step. */
export interface Constraint {
  /** The factory's name, as saved. */
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Returns weights that fulfil the constraint. @shape as the weights */
  call(w: TensorLike): Tensor;
}
