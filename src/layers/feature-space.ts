import { integer, kept, oneOf, or, orNone } from '../core/declaration.ts';
import { ConfigError, DataError, show, unknownName } from '../core/errors.ts';
import { checkInteger, checkKeys } from '../core/options.ts';
import { atOnce, forEach, inTurns, listOf, type Pieces } from '../core/pieces.ts';
import { mustBeTable } from '../core/shape.ts';
import type { Spec } from '../graph/symbolic.ts';
import { constant, Tensor } from '../graph/tensor.ts';
import { crossed } from '../preprocessing/buckets.ts';
import { encodeIndices } from '../preprocessing/encode.ts';
import type { HostData } from '../preprocessing/nested.ts';
import { Table } from '../preprocessing/table.ts';
import type { TableLike } from '../preprocessing/table-like.ts';
import { columnIn, featureOf, featureOptions, type Feature, type FeatureOptions, type FeatureType } from './features.ts';
import { HostLayer } from './host-layer.ts';
import { LAYER, type BatchShape, type LayerOptions } from './layer.ts';

/** Features that are put together into bins by a hash. */
export interface CrossOptions {
  /** Names of features that become indices. */
  featureNames: readonly string[];
  /** The number of bins (default: that of the space). */
  crossingDim?: number;
  /** What becomes of the number of the bin (default 'oneHot'). */
  outputMode?: 'oneHot' | 'int';
}

export interface FeatureSpaceOptions extends LayerOptions {
  /** What each column holds: a type, such as 'stringCategorical', or an object with a type and its options. */
  features: Readonly<Record<string, FeatureType | FeatureOptions>>;
  /** Whether encoded features become one row ('concat'), or a record of tensors ('dict'), which no model takes (default 'concat'). */
  outputMode?: 'concat' | 'dict';
  /** Features that are crossed: lists of names, or objects (default: none). */
  crosses?: readonly (readonly string[] | CrossOptions)[] | null;
  /** The number of bins of a cross (default 32). */
  crossingDim?: number;
  /** The number of bins of hashed features (default 32). */
  hashingDim?: number;
  /** The number of bins of discretized features (default 32). */
  numDiscretizationBins?: number;
}

const OPTIONS = LAYER.extend<FeatureSpaceOptions>()({
  features: kept((where, name, given: FeatureSpaceOptions['features']) => {
    if (typeof given === 'object' && given !== null && !Array.isArray(given) && Object.keys(given).length > 0) return given;
    throw new ConfigError(`${where}: ${name} must be an object with a type for each column, received ${show(given)}.`);
  }),
  outputMode: or(oneOf(['concat', 'dict']), 'concat'),
  crosses: orNone(
    kept((where, name, given: readonly (readonly string[] | CrossOptions)[]) => {
      if (Array.isArray(given)) return given;
      throw new ConfigError(`${where}: ${name} must be an array of lists of names, received ${show(given)}.`);
    }),
  ),
  crossingDim: or(integer({ least: 1 }), 32),
  hashingDim: or(integer({ least: 1 }), 32),
  numDiscretizationBins: or(integer({ least: 1 }), 32),
});

/** A tensor of one column, and how it is encoded. */
interface Part {
  readonly outputMode: 'float' | 'oneHot' | 'int';
  readonly width: number;
}

/** Encodes the columns of a table. */
export class FeatureSpace extends HostLayer<TableLike> {
  readonly kind = 'featureSpace';
  readonly outputMode: 'concat' | 'dict';
  #features: ReadonlyMap<string, Feature>;
  /** Makes a feature that knows nothing yet. */
  readonly #feature: (name: string) => Feature;
  readonly #crosses: ReadonlyMap<string, Part & { readonly names: readonly string[] }>;

  constructor(options: FeatureSpaceOptions) {
    const held = OPTIONS.read('featureSpace', options);
    super('featureSpace', held);
    this.outputMode = held.outputMode;
    const all = Object.entries(held.features).map(([name, given]) => [name, featureOptions(this.name, name, given)] as const);
    const optionsOf = new Map(all.toSorted(([a], [b]) => (a < b ? -1 : 1)));
    this.#feature = (name) => featureOf(`${this.name}: ${name.replaceAll('/', ' ')}`, optionsOf.get(name)!, held);
    this.#features = new Map([...optionsOf.keys()].map((name) => [name, this.#feature(name)]));
    const crosses = (held.crosses ?? []).map((cross) => this.#cross(cross, held.crossingDim));
    this.#crosses = new Map(crosses.toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const left = [...this.#features, ...this.#crosses].find(([, { outputMode }]) => outputMode === 'int');
    if (left !== undefined && this.outputMode === 'concat')
      throw new ConfigError(
        `${this.name}: '${left[0]}' has outputMode 'int', and indices do not stand beside floats. Use 'oneHot', or 'dict' for the space.`,
      );
  }

  #cross(given: readonly string[] | CrossOptions, dim: number): readonly [string, Part & { readonly names: readonly string[] }] {
    const where = `${this.name}: a cross`;
    const options = (Array.isArray(given) ? { featureNames: given } : given) as CrossOptions;
    checkKeys(where, options, ['featureNames', 'crossingDim', 'outputMode']);
    const { featureNames: names, crossingDim = dim, outputMode = 'oneHot' } = options;
    if (!Array.isArray(names) || names.length < 2)
      throw new ConfigError(`${where} must have the names of two features or more, received ${show(names)}.`);
    for (const name of names) {
      const feature = this.#features.get(name) ?? unknownName(`feature of ${where}`, name, [...this.#features.keys()]);
      if (!feature.indexed)
        throw new ConfigError(`${where} needs features that become indices, and '${name}' is of floats. Discretize it.`);
    }
    if (!['oneHot', 'int'].includes(outputMode)) unknownName(`outputMode of ${where}`, outputMode, ['oneHot', 'int']);
    return [names.join('_X_'), { names, width: checkInteger(where, 'crossingDim', crossingDim, 1), outputMode }];
  }

  override get readsTables(): boolean {
    return true;
  }

  get knows(): boolean {
    return [...this.#features.values()].every((feature) => feature.ready);
  }

  /** Finds what the features must know: means, bounds, vocabularies. It replaces what was found before.
   *  @throws {DataError} on tables that lack a column or have others, or on values that do not fit. Then all that was found before stays */
  adapt(table: TableLike): void {
    atOnce(this.adapting(table));
  }

  /** As `adapt`, in pieces, between which the event loop turns. The data must be left alone until the promise settles. */
  adaptAsync(table: TableLike): Promise<void> {
    return inTurns(this.adapting(table));
  }

  *adapting(table: TableLike): Pieces<void> {
    const columns = yield* this.#columns(table);
    const features = new Map<string, Feature>();
    for (const name of this.#features.keys()) {
      const feature = this.#feature(name);
      yield* feature.adapting(columns.get(name)!);
      features.set(name, feature);
    }
    this.#features = features;
    this.noteChange();
  }

  /** Puts what `adapt` found in an earlier life in its place. */
  restore(states: Readonly<Record<string, unknown>>): void {
    for (const [name, state] of Object.entries(states)) {
      const feature = this.#features.get(name) ?? unknownName(`feature of ${this.name}`, name, [...this.#features.keys()]);
      feature.state = state;
    }
    this.noteChange();
  }

  /** Columns by name, from all forms of tables. */
  *#columns(given: TableLike): Pieces<ReadonlyMap<string, HostData>> {
    const table = given instanceof Table ? Object.fromEntries(given.columns.map((column) => [column.name, column])) : given;
    if (typeof table !== 'object' || table === null || table instanceof Tensor || ArrayBuffer.isView(table))
      throw new DataError(`${this.name}: expected rows of named values, or columns by name, received ${show(table)}.`);
    // A copy: whoever gave the list may shorten it between two pieces.
    const rows = Array.isArray(table) ? (table.slice() as Readonly<Record<string, string | number>>[]) : undefined;
    const names = [...this.#features.keys()];
    const listed = rows ?? [table];
    yield* forEach(listed.length, (i) => {
      const row = listed[i];
      const at = `${this.name}: ${rows === undefined ? 'the table' : `row ${i}`}`;
      if (typeof row !== 'object' || row === null) throw new DataError(`${at}: expected named values, received ${show(row)}.`);
      const lost = names.find((name) => !Object.hasOwn(row, name));
      const more = Object.keys(row).find((name) => !this.#features.has(name));
      if (lost !== undefined) throw new DataError(`${at} has no '${lost}'. The features are ${names.join(', ')}.`);
      if (more !== undefined) throw new DataError(`${at} has '${more}', which is no feature. Leave it out, or add it to the features.`);
    });
    const columns = new Map<string, HostData>();
    for (const name of names) {
      const column = rows === undefined
        ? (table as Readonly<Record<string, HostData>>)[name]! : yield* listOf(rows.length, (i) => rows[i]![name]!);
      columns.set(name, column as HostData);
    }
    return columns;
  }

  /** Encodes each feature, in pieces. @shape [rows, width], or [rows, 1] for indices and floats */
  *#encoded(table: TableLike): Pieces<Map<string, Tensor>> {
    if (!this.knows) throw new ConfigError(`${this.name}: its features must see data first. Call adapt.`);
    const columns = yield* this.#columns(table);
    const raw = new Map<string, Tensor>();
    for (const [name, feature] of this.#features) {
      const column = yield* columnIn(`${this.name}: ${name}`, columns.get(name)!);
      raw.set(name, yield* feature.converting((yield* listOf(column.values.length, (i) => [column.values[i]])) as HostData));
    }
    const rows = [...raw.values()][0]!.shape[0]!;
    const short = [...raw].find(([, { shape }]) => shape[0] !== rows);
    if (short !== undefined)
      throw new DataError(`${this.name}: expected ${rows} values in every column, received ${short[1].shape[0]} of '${short[0]}'.`);
    for (const [name, { names, width }] of this.#crosses) {
      const parts = names.map((part) => raw.get(part)!.data);
      const bins = new Int32Array(rows);
      yield* forEach(rows, (i) => void (bins[i] = crossed(parts.map((p) => p[i]!), width)));
      raw.set(name, constant(bins, [rows, 1]));
    }
    const encoded = new Map<string, Tensor>();
    for (const [name, { outputMode, width }] of this.#parts()) {
      const { data, shape } = raw.get(name)!;
      encoded.set(
        name, outputMode === 'oneHot' ? yield* encodeIndices(this.name, 'oneHot', data as Int32Array, shape, width) : raw.get(name)!,
      );
    }
    return encoded;
  }

  #parts(): (readonly [string, Part])[] {
    return [...this.#features, ...this.#crosses];
  }

  converted([rows]: BatchShape): Pick<Spec, 'shape' | 'dtype'> {
    if (!this.knows) throw new ConfigError(`${this.name}: its features must see data first. Call adapt.`);
    return { shape: [rows!, this.#parts().reduce((sum, [, { width }]) => sum + width, 0)], dtype: 'float32' };
  }

  override inputSpecs(): readonly Spec[] | undefined {
    return this.knows && this.outputMode === 'concat' ? [{ name: this.name, ...this.converted([null]) }] : undefined;
  }

  *converting(table: TableLike, rows: boolean): Pieces<Tensor> {
    const encoded = yield* this.#encoded(table);
    if (this.outputMode === 'dict') {
      if (rows) throw new ConfigError(`${this.name}: a model takes one row a sample. Set outputMode to 'concat'.`);
      return Object.fromEntries(encoded) as unknown as Tensor; // the factory's types say that this is a record
    }
    const parts = [...encoded.values()];
    const width = parts.reduce((sum, { shape }) => sum + shape[1]!, 0);
    const [{ shape }] = parts as [Tensor];
    mustBeTable(this.name, [shape[0]!, width]);
    const all = new Float32Array(shape[0]! * width);
    let at = 0;
    for (const part of parts) {
      const wide = part.shape[1]!;
      const begin = at;
      yield* forEach(shape[0]!, (i) => all.set(part.data.subarray(i * wide, (i + 1) * wide), i * width + begin));
      at += wide;
    }
    return constant(all, [shape[0]!, width]);
  }

  override getConfig(): Record<string, unknown> {
    const states = [...this.#features].flatMap(([name, { state }]) => (state === undefined ? [] : [[name, state] as const]));
    return { ...super.getConfig(), ...(states.length === 0 ? {} : { adapted: Object.fromEntries(states) }) };
  }
}

/** A feature space that leaves features apart. */
export interface DictFeatureSpace extends Omit<FeatureSpace, 'apply'> {
  /** Encodes each feature of a table. @shape [rows, width] each, [rows, 1] for indices and floats */
  apply(table: TableLike): Record<string, Tensor>;
}

export interface DictFeatureSpaceOptions extends FeatureSpaceOptions {
  /** Whether encoded features become one row ('concat'), or a record of tensors ('dict'), which no model takes (default 'concat'). */
  outputMode: 'dict';
}

/** Encodes the columns of a table, given as rows of named values or as columns by name: features in the order of their names, then
 *  crosses in theirs. `adapt(table)` comes before, if a feature must know data. It works on the host: apply it to tables, or put it first
 *  in a sequential model, which then takes tables.
 *  @shape [rows, width]: 1 for a feature of floats, else the number of indices
 *  @throws {ConfigError} on invalid options, or if it is applied before adapt
 *  @throws {DataError} on tables that lack a column or have others, or on values that do not fit */
export function featureSpace(options: DictFeatureSpaceOptions): DictFeatureSpace;
export function featureSpace(options: FeatureSpaceOptions): FeatureSpace;
export function featureSpace(options: FeatureSpaceOptions): FeatureSpace | DictFeatureSpace {
  return new FeatureSpace(options) as FeatureSpace & DictFeatureSpace;
}
