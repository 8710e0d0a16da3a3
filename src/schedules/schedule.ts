import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';

/** A learning rate that depends on the number of steps done. */
export interface Schedule {
  /** The factory's name, as saved. `loadModel` finds what makes a part of your own by it, in customObjects. */
  readonly kind: string;
  /** The options that make it again, in what JSON can hold. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The rate of the step that comes after `step` others. It is computed at once for a number, and in the graph for a symbolic
   *  tensor. @shape [] */
  at(step: TensorLike): Tensor;
}

/** A schedule from its formula. */
export function schedule(kind: string, config: object, formula: (step: Tensor) => Tensor): Schedule {
  return { kind, config: { ...config }, at: (step) => formula(asTensor(step)) };
}
