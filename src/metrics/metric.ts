import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { multiply } from '../op/elementwise.ts';
import { sum } from '../op/reduce.ts';
import { reshape } from '../op/move.ts';
import type { Targets } from '../losses/loss.ts';

/** A weighted mean over all samples seen: of a batch's values in a training program, or fed by hand. */
export class Metric {
  readonly kind: string;
  /** The key in a history. */
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly targets: Targets;
  /** Value of each sample. */
  readonly values: (yTrue: Tensor, yPred: Tensor) => Tensor;
  #total = 0;
  #count = 0;

  constructor(kind: string, config: object & { name?: string }, targets: Targets, values: (yTrue: Tensor, yPred: Tensor) => Tensor) {
    this.kind = kind;
    this.name = config.name ?? kind;
    this.config = { ...config };
    this.targets = targets;
    this.values = values;
  }

  updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight?: TensorLike): void {
    const values = this.values(asTensor(yTrue, this.targets === 'classes' ? 'int32' : 'float32'), asTensor(yPred));
    const weight = sampleWeight === undefined ? undefined : reshape(sampleWeight, values.shape);
    this.#total += sum(weight === undefined ? values : multiply(values, weight)).item();
    this.#count += weight === undefined ? values.size : sum(weight).item();
  }

  /** The mean so far; 0 before any sample. */
  result(): number {
    return this.#count === 0 ? 0 : this.#total / this.#count;
  }

  resetState(): void {
    this.#total = 0;
    this.#count = 0;
  }
}
