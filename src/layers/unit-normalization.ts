import { axes, or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { cast } from '../op/elementwise.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';
import { unitLength } from './unit-length.ts';
import { stepsApart } from './steps-apart.ts';

export interface UnitNormalizationOptions extends LayerOptions {
  /** The axis or axes that are normalised together (default -1). */
  axis?: number | readonly number[];
}

const OPTIONS = LAYER.extend<UnitNormalizationOptions>()({ axis: or(axes(), -1) });

/** Divides the values along the given axes by their Euclidean norm. A norm below 1e-12 counts as 1e-12, so that zeros stay zeros. */
export class UnitNormalization extends Layer {
  readonly kind = 'unitNormalization';
  override readonly supportsMasking: boolean = true;
  readonly axis: number | readonly number[];

  constructor(options: UnitNormalizationOptions = {}) {
    const held = OPTIONS.read('unitNormalization', options);
    super('unit_normalization', held);
    this.axis = held.axis;
  }

  override stepwise([x]: readonly Tensor[]): boolean {
    return stepsApart(this.name, this.axis, x!);
  }

  call(x: Tensor): Tensor {
    return unitLength(cast(x, 'float32'), this.axis, 1e-12);
  }
}

/** Brings the Euclidean norm along an axis to 1.
 *  @shape as the input
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input without these axes */
export const unitNormalization = (options?: UnitNormalizationOptions): UnitNormalization => new UnitNormalization(options);
