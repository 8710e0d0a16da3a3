import { boolean, maybe, options, orNone, shape, text, type Options } from '../core/declaration.ts';
import type { Shape } from '../core/shape.ts';
import type { Regularizer } from '../regularizers/index.ts';
import { regularizer, type RegularizerLike } from '../regularizers/registry.ts';
import { policy, type DtypePolicy } from './dtype-policy.ts';

export interface LayerOptions {
  /** What errors, summaries and weights call the layer; without '/' (default: after its kind). */
  name?: string;
  /** Whether the optimizer changes the weights (default true). */
  trainable?: boolean;
  /** Shape of one sample, on the first layer of a sequential model. */
  inputShape?: Shape;
  /** What the layer computes in (default: what `setDtypePolicy` says, 'float32' if nothing). */
  dtype?: DtypePolicy;
  /** The penalty on what the layer puts out, divided by the batch's size (default: none). */
  activityRegularizer?: RegularizerLike | null;
}

/** What a layer holds of the options that all layers have. */
interface HeldLayerOptions {
  readonly name: string | undefined;
  readonly trainable: boolean | undefined;
  readonly inputShape: Shape | undefined;
  readonly dtype: DtypePolicy | undefined;
  readonly activityRegularizer: Regularizer | undefined;
}

/** What every layer's declaration extends. */
export const LAYER: Omit<Options<LayerOptions, HeldLayerOptions>, 'read'> = options<LayerOptions>()({
  name: maybe(text()),
  trainable: orNone(boolean()),
  inputShape: maybe(shape()),
  dtype: orNone(policy()),
  activityRegularizer: orNone(regularizer()),
});
