import { Layer, ops, type Tensor } from '../../src/index.ts';

/** A layer with a setting. */
export class Scaled extends Layer {
  readonly kind = 'scaled';
  #scale = 1;

  constructor(name = 'scaled') {
    super(name);
  }

  set scale(by: number) {
    this.#scale = by;
    this.noteChange();
  }

  call(x: Tensor): Tensor {
    return ops.multiply(x, this.#scale);
  }
}
