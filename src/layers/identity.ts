import type { Tensors } from '../trace/trace.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';

const OPTIONS = LAYER.extend<LayerOptions>()({});

/** Gives its input back. */
export class Identity extends Layer {
  readonly kind = 'identity';
  override readonly supportsMasking: boolean = true;

  constructor(options: LayerOptions = {}) {
    super('identity', OPTIONS.read('identity', options));
  }

  override stepwise(): boolean {
    return true;
  }

  call(x: Tensors): Tensors {
    return x;
  }
}

/** A layer that changes nothing, to take the place of one that does. @shape as the input */
export const identity = (options?: LayerOptions): Identity => new Identity(options);
