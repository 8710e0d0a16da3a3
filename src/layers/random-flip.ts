import { oneOf, or } from '../core/declaration.ts';
import type { Tensor } from '../graph/tensor.ts';
import { lessEqual } from '../op/elementwise.ts';
import { randomUniform } from '../op/random.ts';
import { transforms } from '../op/transforms.ts';
import { warp } from '../op/warp.ts';
import { LAYER } from './layer.ts';
import { RANDOM_IMAGE, RandomImage, type Draws, type RandomImageOptions } from './random-image.ts';

type Mode = 'horizontal' | 'vertical' | 'horizontalAndVertical';

export interface RandomFlipOptions extends RandomImageOptions {
  /** 'horizontal' for left and right, 'vertical' for top and bottom, 'horizontalAndVertical' for both at once
   *  (default 'horizontalAndVertical'). */
  mode?: Mode;
}

const OPTIONS = LAYER.extend<RandomFlipOptions>()({
  mode: or(oneOf(['horizontal', 'vertical', 'horizontalAndVertical']), 'horizontalAndVertical'),
  ...RANDOM_IMAGE,
});

/** Mirrors a random half of the images. */
export class RandomFlip extends RandomImage {
  readonly kind = 'randomFlip';
  readonly mode: Mode;

  constructor(options: RandomFlipOptions = {}) {
    const held = OPTIONS.read('randomFlip', options);
    super('random_flip', held);
    this.mode = held.mode;
  }

  transform(x: Tensor, draws: Draws): Tensor {
    const [batch, h, w] = x.shape as readonly [number, number, number];
    const across = this.mode === 'vertical' ? [0, 0, 0] : [-2, 0, w - 1];
    const down = this.mode === 'horizontal' ? [0, 0, 0] : [0, -2, h - 1];
    // One draw for both directions, as in Keras.
    const flipped = transforms(batch, [[lessEqual(randomUniform([batch, 1], draws('flip')), 0.5), [...across, ...down]]]);
    return warp(x, flipped, [h, w], { interpolation: 'nearest', fillMode: 'nearest', fillValue: 0 });
  }
}

/** Mirrors each image with probability 1/2 while training. With 'horizontalAndVertical' it is mirrored both ways or not at all, as in
 *  Keras.
 *  @shape [batch, height, width, channels], unchanged; channels behind the batch with 'channelsFirst'
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} on an input of other axes */
export const randomFlip = (options?: RandomFlipOptions): RandomFlip => new RandomFlip(options);
