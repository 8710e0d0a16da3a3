import { ConfigError, show } from '../core/errors.ts';
import { kept } from '../core/declaration.ts';
import { showShape, sizeOf, type Shape } from '../core/shape.ts';
import { all } from '../core/realm.ts';
import type { Tensor } from '../graph/tensor.ts';
import { reshape as reshapeOp } from '../op/move.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

export interface ReshapeOptions extends LayerOptions {
  /** Shape of a sample, without the batch axis; one axis may be -1. */
  targetShape: Shape;
}

const OPTIONS = LAYER.extend<ReshapeOptions>()({
  targetShape: kept((where, name, given: Shape) => {
    const fits = Array.isArray(given) && all(given, (d) => Number.isInteger(d) && (d >= 1 || d === -1));
    if (fits && given.filter((d) => d === -1).length <= 1) return given;
    throw new ConfigError(`${where}: ${name} must be an array of integers >= 1, one of which may be -1, received ${show(given)}.`);
  }),
});

/** Gives each sample another shape. */
export class Reshape extends Layer {
  readonly kind = 'reshape';
  readonly targetShape: Shape;

  constructor(options: ReshapeOptions) {
    const held = OPTIONS.read('reshape', options);
    super('reshape', held);
    this.targetShape = held.targetShape;
  }

  call(x: Tensor): Tensor {
    const size = sizeOf(x.shape.slice(1));
    const known = this.targetShape.reduce((product, d) => (d === -1 ? product : product * d), 1);
    const target = this.targetShape.map((d) => (d === -1 ? size / known : d));
    if (sizeOf(target) !== size || !target.every(Number.isInteger))
      throw this.wrongInput(
        `[*, ...] of ${known} elements a sample`,
        x.shape,
        `It becomes ${showShape([null, ...this.targetShape])}: the counts must agree.`,
      );
    return reshapeOp(x, [x.shape[0]!, ...target]);
  }
}

/** @shape [batch, ...] -> [batch, ...targetShape] */
export const reshape = (options: ReshapeOptions): Reshape => new Reshape(options);
