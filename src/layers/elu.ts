import { elu as activate } from '../activations/index.ts';
import { number, or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

export interface ELUOptions extends LayerOptions {
  /** The value far below 0, negated (default 1). */
  alpha?: number;
}

const OPTIONS = LAYER.extend<ELUOptions>()({ alpha: or(number(), 1) });

/** x above 0, alpha (e^x - 1) up to it. @source Clevert et al. 2016 */
export class ELU extends Layer {
  readonly kind = 'elu';
  override readonly supportsMasking: boolean = true;
  readonly alpha: number;

  constructor(options: ELUOptions = {}) {
    const held = OPTIONS.read('elu', options);
    super('elu', held);
    this.alpha = held.alpha;
  }

  override stepwise(): boolean {
    return true;
  }

  call(x: Tensor): Tensor {
    return activate(x, { alpha: this.alpha });
  }
}

/** @shape as the input @throws {ConfigError} on an alpha that is no finite number */
export const elu = (options?: ELUOptions): ELU => new ELU(options);
