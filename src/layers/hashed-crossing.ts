import { integer, oneOf, or } from '../core/declaration.ts';
import { ConfigError, DataError, show } from '../core/errors.ts';
import { firstWhere, forEach, type Pieces } from '../core/pieces.ts';
import { sameShape, showShape } from '../core/shape.ts';
import type { Spec } from '../graph/symbolic.ts';
import type { Tensor } from '../graph/tensor.ts';
import { encodedShape, encodeIndices } from '../preprocessing/encode.ts';
import { crossed } from '../preprocessing/buckets.ts';
import { entriesIn, inRows, wrongEntries, type Entries, type HostData } from '../preprocessing/nested.ts';
import { HostLayer } from './host-layer.ts';
import { LAYER, type BatchShape, type LayerOptions } from './layer.ts';

export interface HashedCrossingOptions extends LayerOptions {
  /** The number of bins. */
  numBins: number;
  /** What becomes of the number of the bin: itself ('int'), or a row with a 1 at its place ('oneHot') (default 'int'). */
  outputMode?: 'int' | 'oneHot';
}

const OPTIONS = LAYER.extend<HashedCrossingOptions>()({
  numBins: integer({ least: 1 }),
  outputMode: or(oneOf(['int', 'oneHot']), 'int'),
});

/** Puts what several columns say of a sample together into a bin. */
export class HashedCrossing extends HostLayer<readonly HostData[]> {
  readonly kind = 'hashedCrossing';
  readonly numBins: number;
  readonly outputMode: 'int' | 'oneHot';

  constructor(options: HashedCrossingOptions) {
    const held = OPTIONS.read('hashedCrossing', options);
    super('hashedCrossing', held);
    this.numBins = held.numBins;
    this.outputMode = held.outputMode;
  }

  override get inputDtype(): 'float32' | 'int32' {
    return this.outputMode === 'int' ? 'int32' : 'float32';
  }

  get knows(): boolean {
    return true;
  }

  override inputSpecs(): readonly Spec[] {
    return [{ name: this.name, ...this.converted([null, 1]) }];
  }

  converted([rows]: BatchShape): Pick<Spec, 'shape' | 'dtype'> {
    return { shape: encodedShape(this.outputMode, [rows!, 1], this.numBins), dtype: this.inputDtype };
  }

  *converting(data: readonly HostData[], rows: boolean): Pieces<Tensor> {
    if (!Array.isArray(data) || data.length < 2)
      throw new ConfigError(`${this.name}: expected an array of two columns or more, received ${show(data)}.`);
    const columns: Entries[] = [];
    for (const column of data.slice()) columns.push(yield* this.#column(column));
    const { shape } = columns[0]!;
    const other = columns.find((column) => !sameShape(column.shape, shape));
    if (other !== undefined) throw wrongEntries(this.name, `columns of the shape of the first, ${showShape(shape)}`, other);
    const bins = new Int32Array(columns[0]!.values.length);
    yield* forEach(bins.length, (i) => void (bins[i] = crossed(columns.map(({ values }) => values[i]!), this.numBins)));
    const places = rows ? inRows(columns[0]!).shape : shape;
    return yield* encodeIndices(this.name, this.outputMode, bins, places, this.numBins);
  }

  *#column(column: HostData): Pieces<Entries> {
    const entries = yield* entriesIn(this.name, column);
    const { values, shape } = entries;
    if (shape.length > 2 || (shape.length === 2 && shape[1] !== 1)) throw wrongEntries(this.name, 'columns of one value a row', entries);
    const wrong = yield* firstWhere(values.length, (row) => typeof values[row] === 'number' && !Number.isSafeInteger(values[row]));
    if (wrong >= 0) throw new DataError(`${this.name}: expected strings or whole numbers, received ${values[wrong]}.`);
    return entries;
  }
}

/** Puts what several columns say of a sample together into a bin, by a hash of all: `layer.apply([cities, ages])`. The hash joins the
 *  Fingerprint64 of FarmHash of each string, or the number itself, as in Keras: it is the same everywhere. It works on the host; first
 *  in a model, it takes the array of columns as its data.
 *  @shape columns [batch] or [batch, 1], of strings or whole numbers -> as the columns for 'int'; [batch, bins] for 'oneHot'
 *  @throws {ConfigError} on invalid options, or fewer than two columns
 *  @throws {ShapeError | DataError} on columns of other shapes or values */
export const hashedCrossing = (options: HashedCrossingOptions): HashedCrossing => new HashedCrossing(options);
