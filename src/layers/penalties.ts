import type { Variable } from '../graph/variable.ts';
import type { Trace } from '../trace/trace.ts';

/** Adds what the regularizers of weights that learn ask for to the losses of a step, as Keras does: frozen weights cost
 *  nothing. */
export function addPenalties(layer: { readonly trainableWeights: readonly Variable[] }, t: Trace): void {
  for (const v of layer.trainableWeights) if (v.regularizer !== undefined) t.addLoss(v.regularizer.call(t.read(v)));
}
