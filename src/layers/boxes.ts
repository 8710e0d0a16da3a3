import { constant, type Tensor } from '../graph/tensor.ts';
import { add, divide, less, lessEqual, logicalAnd, multiply, subtract } from '../op/elementwise.ts';
import { randomUniform } from '../op/random.ts';
import type { Draws } from './random-image.ts';

export interface Boxes {
  /** 1 within the box of an image, else 0. @shape [batch, height, width, 1] */
  readonly within: Tensor;
  /** The area of the box as a part of the image's. @shape [batch, 1, 1, 1] */
  readonly area: Tensor;
}

/** 0, 1, ... along an axis of images. */
const places = (size: number, shape: readonly number[]): Tensor => constant(Float32Array.from({ length: size }, (_, i) => i), shape);

/** A box at a random place in each image.
 *  @param across, down  its sides as parts of the image's. @shape [batch, 1, 1, 1] */
export function boxes(images: Tensor, across: Tensor, down: Tensor, draws: Draws): Boxes {
  const [batch, height, width] = images.shape as readonly [number, number, number];
  const side = (name: string, part: Tensor, at: Tensor, size: number): { within: Tensor; length: Tensor } => {
    const length = multiply(part, size);
    const start = multiply(randomUniform([batch, 1, 1, 1], draws(name)), subtract(size, length));
    return { within: logicalAnd(lessEqual(start, at), less(at, add(start, length))), length };
  };
  const x = side('left', across, places(width, [1, 1, width, 1]), width);
  const y = side('top', down, places(height, [1, height, 1, 1]), height);
  return { within: logicalAnd(x.within, y.within), area: divide(multiply(x.length, y.length), width * height) };
}
