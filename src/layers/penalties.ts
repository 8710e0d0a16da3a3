import { mustBePenalty } from '../graph/answers.ts';
import type { Variable } from '../graph/variable.ts';
import type { Trace } from '../trace/trace.ts';

/** Adds the penalties of trainable weights to the losses of a step. Frozen weights have no penalty, as in Keras. */
export function addPenalties(layer: { readonly trainableWeights: readonly Variable[] }, t: Trace): void {
  for (const v of layer.trainableWeights) {
    if (v.regularizer !== undefined) t.addLoss(mustBePenalty(v.name, v.regularizer.kind, v.regularizer.call(t.read(v))));
  }
}
