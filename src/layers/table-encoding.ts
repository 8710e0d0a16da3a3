import { ConfigError, MyelinError } from '../core/errors.ts';
import { atOnce, inTurns, type Pieces } from '../core/pieces.ts';
import type { Spec } from '../graph/symbolic.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { widthOf, type ColumnFeature } from '../preprocessing/column-features.ts';
import { encodeColumns, type EncodedColumns } from '../preprocessing/encode-columns.ts';
import { fittingColumns } from '../preprocessing/fit-columns.ts';
import { storedColumns } from '../preprocessing/stored-columns.ts';
import { tableIn, type TableLike } from '../preprocessing/table-like.ts';
import { HostLayer } from './host-layer.ts';
import { LAYER, type BatchShape, type LayerOptions } from './layer.ts';

const OPTIONS = LAYER.extend<LayerOptions>()({});

/** Encodes the columns of a table by what it finds in them. */
export class TableEncoding extends HostLayer<TableLike> {
  readonly kind = 'tableEncoding';
  #columns: readonly ColumnFeature[] | undefined;

  constructor(options: LayerOptions = {}) {
    super('tableEncoding', OPTIONS.read('tableEncoding', options));
  }

  override get readsTables(): boolean {
    return true;
  }

  get knows(): boolean {
    return this.#columns !== undefined;
  }

  /** What becomes of each column, in their order. @throws {ConfigError} before `adapt` */
  get columns(): readonly ColumnFeature[] {
    if (this.#columns !== undefined) return this.#columns;
    throw new ConfigError(`${this.name}: it must see a table first. Call adapt with one that has the columns to read, without the target.`);
  }

  /** Finds what the columns hold: means and deviations of numbers, categories of texts, where values are missing. It replaces what was
   *  found before. All columns of the table will be read, so leave out the target: `layer.adapt(table.without('species'))`.
   *  @throws {DataError} if no column differs from row to row, or values are too large */
  adapt(table: TableLike): void {
    atOnce(this.adapting(table));
  }

  /** As `adapt`, in pieces, between which the event loop turns. The data must be left alone until the promise settles. */
  adaptAsync(table: TableLike): Promise<void> {
    return inTurns(this.adapting(table));
  }

  *adapting(table: TableLike): Pieces<void> {
    this.#columns = yield* fittingColumns(yield* tableIn(this.name, table));
    this.noteChange();
  }

  /** Puts what `adapt` found in an earlier life in its place. */
  restore(columns: readonly ColumnFeature[]): void {
    try {
      this.#columns = storedColumns(columns);
    } catch (error) {
      if (error instanceof MyelinError) error.message = `${this.name}: ${error.message}`;
      throw error;
    }
    this.noteChange();
  }

  *#encoded(table: TableLike): Pieces<EncodedColumns> {
    const names = this.columns.map(({ name }) => name);
    return yield* encodeColumns(this.columns, yield* tableIn(this.name, table, names));
  }

  /** For each column the number of values of a kind that `adapt` did not see, missing ones or texts, which tell the model nothing.
   *  Columns without such values have no entry.
   *  @throws {DataError} on tables that lack a column, or on values that do not fit */
  unseen(table: TableLike): Readonly<Record<string, number>> {
    return atOnce(this.#encoded(table)).unseen;
  }

  converted([rows]: BatchShape): Pick<Spec, 'shape' | 'dtype'> {
    return { shape: [rows!, widthOf(this.columns)], dtype: 'float32' };
  }

  override inputSpecs(): readonly Spec[] | undefined {
    return this.knows ? [{ name: this.name, ...this.converted([null]) }] : undefined;
  }

  *converting(table: TableLike): Pieces<Tensor> {
    const { data, shape } = yield* this.#encoded(table);
    return constant(data, shape);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...(this.#columns === undefined ? {} : { adapted: this.#columns }) };
  }
}

/** Encodes the columns of a table by what it finds in them: `adapt(table)` comes before. A column of numbers becomes (value - mean) /
 *  deviation, 0 where a value is missing; a column of texts becomes a number for each text, 1 at its place: for the 50 most frequent, and
 *  one for all others if there are more. Where values were missing, a number more is 1 for them. A column without differences, or of more
 *  than 50 texts that all differ, is left out. A text that `adapt` did not see is 0 at all places. featureSpace is for columns whose
 *  encoding you choose yourself.
 *
 *  Tables are what `datasets.readCsv` gives, rows of named values, or columns by name; columns that `adapt` did not see are not looked
 *  at. It works on the host: apply it to tables, or put it first in a model, which then takes tables.
 *  @shape [rows, width]
 *  @throws {ConfigError} on invalid options, or if it is applied before adapt
 *  @throws {DataError} on tables that lack a column, or on values that do not fit */
export const tableEncoding = (options?: LayerOptions): TableEncoding => new TableEncoding(options);
