import { number, or, type Option } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import { l1l2 } from '../regularizers/norms.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

export interface ActivityRegularizationOptions extends LayerOptions {
  /** The factor of the sum of absolute values (default 0). */
  l1?: number;
  /** The factor of the sum of squares (default 0). */
  l2?: number;
}

const factor = (): Option<number, number> => number({ least: 0 });
const OPTIONS = LAYER.extend<ActivityRegularizationOptions>()({ l1: or(factor(), 0), l2: or(factor(), 0) });

/** Gives its input back, and adds the penalty l1 * sum(|x|) + l2 * sum(x^2), divided by the batch size, to the loss. */
export class ActivityRegularization extends Layer {
  readonly kind = 'activityRegularization';
  override readonly supportsMasking: boolean = true;

  constructor(options: ActivityRegularizationOptions = {}) {
    const held = OPTIONS.read('activityRegularization', options);
    if (held.activityRegularizer !== undefined && held.activityRegularizer !== null) {
      throw new ConfigError(
        'activityRegularization: the layer is an activityRegularizer itself. Give l1 and l2 alone, or another layer that regularizer.',
      );
    }
    super('activity_regularization', Object.assign(held, { activityRegularizer: l1l2({ l1: held.l1, l2: held.l2 }) }));
  }

  override stepwise(): boolean {
    return true;
  }

  call(x: Tensor): Tensor {
    return x;
  }

  override getConfig(): Record<string, unknown> {
    const { activityRegularizer: _, ...config } = super.getConfig(); // follows from l1 and l2
    return config;
  }
}

/** A penalty on what goes through. @shape as the input
 *  @throws {ConfigError} on invalid options */
export const activityRegularization = (options?: ActivityRegularizationOptions): ActivityRegularization =>
  new ActivityRegularization(options);
