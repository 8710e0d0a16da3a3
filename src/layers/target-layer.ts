import { ConfigError } from '../core/errors.ts';
import { atOnce, type Pieces } from '../core/pieces.ts';
import type { Tensor, TensorLike } from '../graph/tensor.ts';
import type { HostData } from '../preprocessing/nested.ts';
import { Layer, type LayerOptions } from './layer.ts';

/** The last layer of a model, which reads targets on the host before the loss sees them, and may tell predictions in their terms. In the
 *  graph it gives its input back. */
export abstract class TargetLayer extends Layer {
  override readonly supportsMasking: boolean = true;

  constructor(defaultName: string, options: LayerOptions) {
    super(defaultName, options);
    if (this.activityRegularizer !== undefined)
      throw new ConfigError(`${this.name}: activityRegularizer is for outputs that are learnt. Give it to the layer before.`);
  }

  call(x: Tensor): Tensor {
    return x;
  }

  /** Targets as the loss takes them.
   *  @throws {ConfigError} before `adapt`
   *  @throws {DataError} on targets that do not fit; names the row */
  encode(targets: HostData): TensorLike {
    return atOnce(this.encoding(targets));
  }

  /** As `encode`, in pieces. */
  abstract encoding(targets: HostData): Pieces<TensorLike>;

  /** Predictions in the terms of the targets, where these are numbers. */
  decode(predictions: Tensor): Tensor {
    return atOnce(this.decoding(predictions));
  }

  /** As `decode`, in pieces. */
  // eslint-disable-next-line require-yield
  *decoding(predictions: Tensor): Pieces<Tensor> {
    return predictions;
  }
}
