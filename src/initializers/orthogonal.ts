import { number, options, or, stored } from '../core/declaration.ts';
import type { TypedArray } from '../core/dtype.ts';
import { ShapeError } from '../core/errors.ts';
import { atOnce, forEach, inTurns, type Pieces } from '../core/pieces.ts';
import { MOST_IN_TABLE, mustBeTable, showShape, sizeOf, type Shape } from '../core/shape.ts';
import { constant, placeholder } from '../graph/tensor.ts';
import { randomNormal, type Draw } from '../op/random.ts';
import { evaluateLater } from '../run/eager.ts';
import { drawsSlowly, initializer, SEED, type Initializer, type SeedOptions } from './initializer.ts';
import { orthonormalColumns } from './orthonormal.ts';

export interface OrthogonalOptions extends SeedOptions {
  /** The factor of all values (default 1). */
  gain?: number;
}

/** Products of a value by a value that take some milliseconds. */
const SOME = 1 << 22;

function takesLong(shape: Shape): boolean {
  if (shape.length < 2 || sizeOf(shape) > MOST_IN_TABLE) return false;
  const { long, short } = sidesOf(shape);
  return long * short * short > SOME;
}

const OPTIONS = options<OrthogonalOptions>()({ gain: or(number(), 1), ...SEED });

/** A random matrix whose columns are orthonormal, or whose rows are if there are fewer of them. All axes but the last are the rows.
 *  @throws {ShapeError} when it makes a weight with fewer than two axes
 *  @source Saxe, McClelland & Ganguli 2014, Exact solutions to the nonlinear dynamics of learning in deep linear neural networks */
export function orthogonal(options: OrthogonalOptions = {}): Initializer {
  const held = OPTIONS.read('orthogonal', options);
  const fromNormal = function* (normal: ArrayLike<number>, shape: Shape): Pieces<Float32Array> {
    const { rows, columns, long, short } = sidesOf(shape);
    const q = yield* orthonormalColumns(normal, long, short);
    const place = (i: number): number => (rows < columns ? (i % columns) * short + Math.floor(i / columns) : i);
    const values = new Float32Array(q.length);
    yield* forEach(q.length, (i) => void (values[i] = held.gain * q[place(i)]!));
    return values;
  };
  const make: Parameters<typeof initializer>[2] = (shape, at) => {
    if (shape.length < 2) throw new ShapeError(`orthogonal: expected a shape of two axes or more, received ${showShape(shape)}.`);
    mustBeTable('orthogonal', shape);
    const { long, short } = sidesOf(shape);
    return constant(atOnce(fromNormal(randomNormal([long, short], at).data, shape)), shape);
  };
  const later = async (shape: Shape, at: Draw): Promise<TypedArray> => {
    const { long, short } = sidesOf(shape);
    const counter = placeholder([2], 'int32');
    const from = held.seed === undefined ? at : { seed: held.seed, stream: 0 };
    const feeds = new Map([[counter, constant(Int32Array.of(0, 0), [2])]]);
    const normal = await evaluateLater(randomNormal([long, short], { ...from, counter }), feeds);
    return inTurns(fromNormal(normal, shape));
  };
  return drawsSlowly(initializer('orthogonal', stored(held), make, held.seed), { takesLong, later });
}

interface Sides {
  readonly rows: number;
  readonly columns: number;
  readonly long: number;
  readonly short: number;
}

/** The sides of the matrix of a weight: all axes but the last are its rows. */
function sidesOf(shape: Shape): Sides {
  const [rows, columns] = [sizeOf(shape.slice(0, -1)), shape.at(-1)!];
  return { rows, columns, long: Math.max(rows, columns), short: Math.min(rows, columns) };
}
