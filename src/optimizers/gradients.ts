import type { Tensor } from '../graph/tensor.ts';
import { multiply } from '../op/elementwise.ts';
import { pack } from '../op/move.ts';
import type { Scaled } from '../op/update.ts';

/** The gradients of a group in one step, clipped and averaged as the options of the optimizer say. */
export class Gradients {
  readonly #scaled: Scaled;

  /** @param scaled  the gradients, in the order of the group's variables, and the factors of clipping */
  constructor(scaled: Scaled) {
    this.#scaled = scaled;
  }

  /** The whole gradient of the group: those of all its weights, one after another. Its elements are in the order of `group.read(t)`
   *  and of every slot. @shape [group.size] */
  flat(): Tensor {
    const { gradients, scales } = this.#scaled;
    if (scales.length === 1) return multiply(pack(gradients), scales[0]!);
    return pack(this.each());
  }

  /** The gradient of each weight, in the order of `group.variables`, for rules that look at one weight at a time, such as at its
   *  norm. @shape each as its weight */
  each(): readonly Tensor[] {
    const { gradients, scales } = this.#scaled;
    return scales.length === 0 ? gradients : gradients.map((g, i) => multiply(g, scales[scales.length === 1 ? 0 : i]!));
  }

  /** The gradients, and the factors of clipping that still have to be multiplied. Only for kernels, which do that themselves. A rule in
   *  ops uses `flat` or `each`. */
  static forKernel(gradients: Gradients): Scaled {
    return gradients.#scaled;
  }
}
