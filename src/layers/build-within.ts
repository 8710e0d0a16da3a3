import { hashSeed } from '../core/seed.ts';
import { placeholder } from '../graph/tensor.ts';
import type { BatchShape, Layer } from './layer.ts';

/** Builds the layers within another one for inputs of these shapes, in their order. Their weights are drawn from the seeds that the outer
 *  layer gives them.
 *  @param shapes  for each layer within the shapes of its inputs */
export function buildWithin(layer: Layer, shapes: readonly (readonly BatchShape[])[]): void {
  layer.sublayers().forEach(([, inner], i) => {
    inner.takeSeed(hashSeed(layer.seed, i));
    inner.buildFor(shapes[i]!.map((shape) => placeholder(shape.map((d) => d ?? 1))));
  });
}
