import { integer, or, orNone } from '../core/declaration.ts';
import { cast, log, notEqual, where } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import { sparseSoftmaxCrossEntropy } from '../op/softmax.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { classesLast, clipped, FROM_LOGITS, logitsOf, type LogitsOptions } from './crossentropy.ts';
import { loss, LOSS, type Loss } from './loss.ts';

export interface SparseCategoricalCrossentropyOptions extends LogitsOptions {
  /** A class number that marks what has no part in the loss nor in its mean; it need be no class, such as 255 (default: none). */
  ignoreClass?: number | null;
  /** The axis along which the classes lie (default -1). */
  axis?: number;
}

const OPTIONS = LOSS.extend<SparseCategoricalCrossentropyOptions>()({
  ...FROM_LOGITS,
  ignoreClass: orNone(integer()),
  axis: or(integer(), -1),
});

/** -ln p[label] over the classes; labels are whole numbers from 0. If a softmax of the model made p, the loss is computed from its
 *  logits. Other p are clipped to [1e-7, 1 - 1e-7], then divided by their sum. A label that is no class gives NaN. */
export function sparseCategoricalCrossentropy(options: SparseCategoricalCrossentropyOptions = {}): Loss {
  return loss('sparseCategoricalCrossentropy', OPTIONS, options, 'classes', ({ fromLogits, ignoreClass, axis }) => {
    const crossentropy = (labels: Tensor, yPred: Tensor, kept?: Tensor): Tensor => {
      // What is ignored may be no number. It is replaced before the formula, so that its derivative is 0.
      const shown = (x: Tensor): Tensor => (kept === undefined ? x : where(reshape(kept, [...kept.shape, 1]), x, 0));
      const given = classesLast('sparseCategoricalCrossentropy', yPred, axis);
      const found = logitsOf(given, fromLogits);
      const logits = found === undefined ? log(clipped(shown(given))) : shown(found);
      if (kept === undefined) return sparseSoftmaxCrossEntropy(logits, labels);
      const label = cast(where(kept, cast(labels, 'float32'), 0), 'int32');
      return where(kept, sparseSoftmaxCrossEntropy(logits, label), 0);
    };
    const classes = { axis, ignored: ignoreClass };
    if (ignoreClass === undefined) return { values: (labels, yPred) => crossentropy(labels, yPred), classes };
    const counts = (labels: Tensor): Tensor => notEqual(labels, constant(Int32Array.of(ignoreClass), []));
    return { values: (labels, yPred) => crossentropy(labels, yPred, counts(labels)), counts, classes };
  });
}
