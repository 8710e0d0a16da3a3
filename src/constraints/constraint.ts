import type { Tensor, TensorLike } from '../graph/tensor.ts';

/** A constraint on weights. Optimizers apply it after each step. */
export interface Constraint {
  /** The factory's name, as saved. `loadModel` finds what makes a part of your own by it, in customObjects. */
  readonly kind: string;
  /** The options that make it again, in what JSON can hold. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Returns weights that fulfil the constraint. @shape as the weights */
  call(w: TensorLike): Tensor;
}
