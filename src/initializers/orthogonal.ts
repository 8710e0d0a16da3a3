import { number, options, or, stored } from '../core/declaration.ts';
import { ShapeError } from '../core/errors.ts';
import { forEach } from '../core/pieces.ts';
import { MOST_IN_TABLE, mustBeTable, showShape, sizeOf, type Shape } from '../core/shape.ts';
import { constant } from '../graph/tensor.ts';
import { randomNormal } from '../op/random.ts';
import { SEED, slowInitializer, type Initializer, type SeedOptions } from './initializer.ts';
import { orthonormalColumns } from './orthonormal.ts';

export interface OrthogonalOptions extends SeedOptions {
  /** The factor of all values (default 1). */
  gain?: number;
}

/** Products of a value by a value that take some milliseconds. */
const SOME = 1 << 22;

function takesLong(shape: Shape): boolean {
  if (shape.length < 2 || sizeOf(shape) > MOST_IN_TABLE) return false;
  const [rows, columns] = [sizeOf(shape.slice(0, -1)), shape.at(-1)!];
  return rows * columns * Math.min(rows, columns) > SOME;
}

const OPTIONS = options<OrthogonalOptions>()({ gain: or(number(), 1), ...SEED });

/** A random matrix whose columns are orthonormal, or whose rows are if there are fewer of them. All axes but the last are the rows.
 *  @throws {ShapeError} when it makes a weight with fewer than two axes
 *  @source Saxe, McClelland & Ganguli 2014, Exact solutions to the nonlinear dynamics of learning in deep linear neural networks */
export function orthogonal(options: OrthogonalOptions = {}): Initializer {
  const held = OPTIONS.read('orthogonal', options);
  const make: Parameters<typeof slowInitializer>[2] = function* (shape, at) {
    if (shape.length < 2) throw new ShapeError(`orthogonal: expected a shape of two axes or more, received ${showShape(shape)}.`);
    mustBeTable('orthogonal', shape);
    const [rows, columns] = [sizeOf(shape.slice(0, -1)), shape.at(-1)!];
    const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)];
    const q = yield* orthonormalColumns(randomNormal([long, short], at).data, long, short);
    const place = (i: number): number => (rows < columns ? (i % columns) * short + Math.floor(i / columns) : i);
    const values = new Float32Array(q.length);
    yield* forEach(q.length, (i) => void (values[i] = held.gain * q[place(i)]!));
    return constant(values, shape);
  };
  return slowInitializer('orthogonal', stored(held), make, held.seed, takesLong);
}
