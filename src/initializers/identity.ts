import { number, options, or, stored } from '../core/declaration.ts';
import { ShapeError } from '../core/errors.ts';
import { mustBeTable, showShape } from '../core/shape.ts';
import { constant } from '../graph/tensor.ts';
import { initializer, type Initializer } from './initializer.ts';

export interface IdentityOptions {
  /** The value on the diagonal (default 1). */
  gain?: number;
}

const OPTIONS = options<IdentityOptions>()({ gain: or(number(), 1) });

/** A matrix with `gain` on its diagonal and 0 elsewhere; it need not be square.
 *  @throws {ShapeError} when it makes a weight that has not two axes */
export function identity(options: IdentityOptions = {}): Initializer {
  const held = OPTIONS.read('identity', options);
  return initializer('identity', stored(held), (shape) => {
    if (shape.length !== 2) throw new ShapeError(`identity: expected the shape of a matrix, received ${showShape(shape)}.`);
    const [rows, columns] = shape as [number, number];
    mustBeTable('identity', shape);
    const values = new Float32Array(rows * columns);
    for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = held.gain;
    return constant(values, shape);
  });
}
