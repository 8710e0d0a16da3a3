import { boolean, maybe, options, orNone, sampleShape, text, type Options } from '../core/declaration.ts';
import type { Regularizer } from '../regularizers/index.ts';
import { regularizer, type RegularizerLike } from '../regularizers/registry.ts';
import { policy, type DtypePolicy } from './dtype-policy.ts';

export interface LayerOptions {
  /** The name in errors, summaries and weights, without '/' (default: after its kind). */
  name?: string;
  /** Whether the optimizer changes the weights (default true). */
  trainable?: boolean;
  /** Shape of one sample, on the first layer of a sequential model; null for an axis of any size, such as time steps. */
  inputShape?: readonly (number | null)[];
  /** The number formats in which the layer computes (default: what `setDtypePolicy` says, 'float32' if nothing). */
  dtype?: DtypePolicy;
  /** The penalty on the layer's outputs, divided by the batch size (default: none). */
  activityRegularizer?: RegularizerLike | null;
}

/** The options of every layer, as a layer holds them. */
interface HeldLayerOptions {
  readonly name: string | undefined;
  readonly trainable: boolean | undefined;
  readonly inputShape: readonly (number | null)[] | undefined;
  readonly dtype: DtypePolicy | undefined;
  readonly activityRegularizer: Regularizer | undefined;
}

/** Every layer's declaration extends this one. */
export const LAYER: Omit<Options<LayerOptions, HeldLayerOptions>, 'read'> = options<LayerOptions>()({
  name: maybe(text()),
  trainable: orNone(boolean()),
  inputShape: maybe(sampleShape()),
  dtype: orNone(policy()),
  activityRegularizer: orNone(regularizer()),
});
