import { ConfigError, show } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import { showShape, sizeOf, type Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { reshape as reshapeOp } from '../op/move.ts';
import { Layer, LAYER_OPTIONS, type LayerOptions } from './layer.ts';

export interface ReshapeOptions extends LayerOptions {
  /** Shape of a sample, without the batch axis; one axis may be -1. */
  targetShape: Shape;
}

/** Gives each sample another shape. */
export class Reshape extends Layer {
  readonly kind = 'reshape';
  readonly targetShape: Shape;

  constructor(options: ReshapeOptions) {
    checkKeys('reshape', options, [...LAYER_OPTIONS, 'targetShape']);
    super('reshape', options);
    const { targetShape } = options;
    if (
      !Array.isArray(targetShape) ||
      !targetShape.every((d) => Number.isInteger(d) && (d >= 1 || d === -1)) ||
      targetShape.filter((d) => d === -1).length > 1
    ) {
      throw new ConfigError(
        `reshape: targetShape must be an array of integers >= 1, one of which may be -1, received ${show(targetShape)}.`,
      );
    }
    this.targetShape = targetShape;
  }

  call(x: Tensor): Tensor {
    const size = sizeOf(x.shape.slice(1));
    const known = this.targetShape.reduce((product, d) => (d === -1 ? product : product * d), 1);
    const target = this.targetShape.map((d) => (d === -1 ? size / known : d));
    if (sizeOf(target) !== size || !target.every(Number.isInteger)) {
      throw this.wrongInput(
        `[*, ...] of ${known} elements a sample`,
        x.shape,
        `It becomes ${showShape([null, ...this.targetShape])}: the counts must agree.`,
      );
    }
    return reshapeOp(x, [x.shape[0]!, ...target]);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), targetShape: this.targetShape };
  }
}

/** @shape [batch, ...] -> [batch, ...targetShape] */
export const reshape = (options: ReshapeOptions): Reshape => new Reshape(options);
