import { ConfigError, DataError, show, unknownName } from '../core/errors.ts';
import { camelCase, checkKeys } from '../core/options.ts';
import { firstWhere, forEach, type Pieces } from '../core/pieces.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { entriesIn, inRows, wrongEntries, type Entries, type HostData } from '../preprocessing/nested.ts';
import { discretization } from './discretization.ts';
import { hashing } from './hashing.ts';
import { integerLookup } from './integer-lookup.ts';
import { normalization } from './normalization.ts';
import { rescaling } from './rescaling.ts';
import { stringLookup } from './string-lookup.ts';

/** What a feature becomes: a row with a 1 at its place, or its index. */
interface Encoded {
  outputMode?: 'oneHot' | 'int';
}

interface Categorical extends Encoded {
  maxTokens?: number;
  numOovIndices?: number;
}

/** A feature whose options are not those that its name alone means. */
export type FeatureOptions =
  | { type: 'float' }
  | { type: 'floatRescaled'; scale?: number; offset?: number }
  | { type: 'floatNormalized' }
  | ({ type: 'floatDiscretized'; numBins?: number; binBoundaries?: readonly number[] } & Encoded)
  | ({ type: 'integerCategorical' } & Categorical)
  | ({ type: 'stringCategorical' } & Categorical)
  | ({ type: 'integerHashed'; numBins?: number } & Encoded)
  | ({ type: 'stringHashed'; numBins?: number } & Encoded);

export type FeatureType = FeatureOptions['type'];

/** The options of each type besides type and outputMode. */
const TYPES: Readonly<Record<FeatureType, readonly string[]>> = {
  float: [],
  floatRescaled: ['scale', 'offset'],
  floatNormalized: [],
  floatDiscretized: ['numBins', 'binBoundaries', 'outputMode'],
  integerCategorical: ['maxTokens', 'numOovIndices', 'outputMode'],
  stringCategorical: ['maxTokens', 'numOovIndices', 'outputMode'],
  integerHashed: ['numBins', 'outputMode'],
  stringHashed: ['numBins', 'outputMode'],
};

/** The sizes that features have unless they say others. */
export interface Sizes {
  readonly hashingDim: number;
  readonly numDiscretizationBins: number;
}

/** One column and what becomes of it. */
export interface Feature {
  /** Whether values become indices: only such can be crossed. */
  readonly indexed: boolean;
  readonly outputMode: 'float' | 'oneHot' | 'int';
  /** The number of indices, where they are such. */
  readonly width: number;
  /** Whether `adapt` must come before. */
  readonly ready: boolean;
  /** Finds what must be known, in pieces. */
  adapting(column: HostData): Pieces<void>;
  /** Converts a column, in pieces. @shape [rows, 1] int32 where values become indices, else float32 */
  converting(column: HostData): Pieces<Tensor>;
  /** What adapt found, for a file. */
  state: unknown;
}

/** The options of a feature in full. @throws {ConfigError} on unknown types or options */
export function featureOptions(where: string, name: string, given: unknown): FeatureOptions {
  const options = (typeof given === 'string' ? { type: given } : given) as { readonly type: unknown } | null;
  const at = `${where}: feature '${name}'`;
  if (typeof options !== 'object' || options === null)
    throw new ConfigError(`${at} must be a type such as 'floatNormalized', or an object with a type and options, received ${show(given)}.`);
  const type = (typeof options.type === 'string' ? camelCase(options.type) : '') as FeatureType;
  if (!Object.hasOwn(TYPES, type)) unknownName(`type of ${at}`, options.type, Object.keys(TYPES));
  checkKeys(at, options, ['type', ...TYPES[type]]);
  const { outputMode = 'oneHot' } = options as Encoded;
  if (!['oneHot', 'int'].includes(outputMode)) unknownName(`outputMode of ${at}`, outputMode, ['oneHot', 'int']);
  return { ...options, type } as FeatureOptions;
}

/** A layer that reads a column. */
interface Reader {
  converting(column: HostData, rows: boolean): Pieces<Tensor>;
  adapting?(column: HostData): Pieces<void>;
  restore?(state: never): void;
  getConfig(): Record<string, unknown>;
}

/** @param name  in errors: the space and the column */
export function featureOf(name: string, options: FeatureOptions, { hashingDim, numDiscretizationBins }: Sizes): Feature {
  switch (options.type) {
    case 'float':
      return floats(name, (x) => x);
    case 'floatRescaled': {
      const layer = rescaling({ name, scale: options.scale ?? 1, offset: options.offset ?? 0 });
      return floats(name, (x) => layer.apply(x));
    }
    case 'floatNormalized':
      return new Normalized(name);
    case 'floatDiscretized': {
      const { binBoundaries, numBins = binBoundaries === undefined ? numDiscretizationBins : undefined } = options;
      const layer = discretization({ name, ...(binBoundaries && { binBoundaries }), ...(numBins !== undefined && { numBins }) });
      const reader: Reader = {
        *converting(column) {
          return layer.apply(yield* numbersOf(name, column));
        },
        *adapting(column) {
          yield* layer.adapting(yield* numbersOf(name, column));
        },
        restore: (state) => layer.restore(state),
        getConfig: () => layer.getConfig(),
      };
      return new Indexed(options, reader, () => numBins ?? binBoundaries!.length + 1, numBins === undefined);
    }
    case 'integerCategorical':
    case 'stringCategorical': {
      const { maxTokens, numOovIndices = 1, type } = options;
      const given = { name, numOovIndices, ...(maxTokens !== undefined && { maxTokens }) };
      const layer = type === 'integerCategorical' ? integerLookup(given) : stringLookup(given);
      return new Indexed(options, layer as Reader, () => layer.vocabularySize(), false);
    }
    default: {
      const { numBins = hashingDim } = options;
      return new Indexed(options, hashing({ name, numBins }) as Reader, () => numBins, true);
    }
  }
}

/** A column of single numbers. @shape [rows, 1] */
function* numbersOf(name: string, column: HostData): Pieces<Tensor> {
  const { values, shape } = yield* columnIn(name, column);
  const wrong = yield* firstWhere(values.length, (row) => typeof values[row] !== 'number');
  if (wrong >= 0) throw new DataError(`${name}: expected numbers, received ${show(values[wrong])}.`);
  const numbers = new Float32Array(values.length);
  yield* forEach(values.length, (row) => void (numbers[row] = values[row] as number));
  return constant(numbers, shape);
}

/** A column with one value a row, in pieces. @shape [rows, 1] */
export function* columnIn(name: string, column: HostData): Pieces<Entries> {
  const entries = inRows(yield* entriesIn(name, column));
  if (entries.shape.length !== 2 || entries.shape[1] !== 1) throw wrongEntries(name, 'one value a row', entries);
  return entries;
}

/** A feature that needs no data before. */
const floats = (name: string, f: (x: Tensor) => Tensor): Feature => ({
  indexed: false, outputMode: 'float', width: 1, ready: true, state: undefined,
  *adapting() {},
  *converting(column) {
    return f(yield* numbersOf(name, column));
  },
});

class Normalized implements Feature {
  readonly indexed = false;
  readonly outputMode = 'float';
  readonly width = 1;
  readonly #name: string;
  #moments: { readonly mean: number[]; readonly variance: number[] } | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  get ready(): boolean {
    return this.#moments !== undefined;
  }

  *adapting(column: HostData): Pieces<void> {
    const layer = normalization({ name: this.#name });
    yield* layer.adapting(yield* numbersOf(this.#name, column));
    this.#moments = { mean: [...layer.mean!.read()], variance: [...layer.variance!.read()] };
  }

  *converting(column: HostData): Pieces<Tensor> {
    return normalization({ name: this.#name, ...this.#moments }).apply(yield* numbersOf(this.#name, column));
  }

  get state(): unknown {
    return this.#moments;
  }

  set state(state: unknown) {
    const { mean, variance } = (state ?? {}) as { mean?: unknown; variance?: unknown };
    const single = (moment: unknown): moment is [number] => Array.isArray(moment) && moment.length === 1 && Number.isFinite(moment[0]);
    if (!single(mean) || !single(variance))
      throw new ConfigError(`${this.#name}: expected a mean and a variance that adapt found, received ${show(state)}.`);
    this.#moments = { mean, variance };
  }
}

class Indexed implements Feature {
  readonly indexed = true;
  readonly outputMode: 'oneHot' | 'int';
  readonly #reader: Reader;
  readonly #width: () => number;
  readonly #ready: boolean;

  /** @param ready  whether it needs no data before */
  constructor({ outputMode = 'oneHot' }: Encoded, reader: Reader, width: () => number, ready: boolean) {
    this.outputMode = outputMode;
    this.#reader = reader;
    this.#width = width;
    this.#ready = ready;
  }

  get ready(): boolean {
    return this.#ready || this.state !== undefined;
  }

  get width(): number {
    return this.#width();
  }

  *adapting(column: HostData): Pieces<void> {
    if (!this.#ready) yield* this.#reader.adapting!(column);
  }

  converting(column: HostData): Pieces<Tensor> {
    return this.#reader.converting(column, false);
  }

  get state(): unknown {
    return this.#reader.getConfig()['adapted'];
  }

  set state(state: unknown) {
    this.#reader.restore?.(state as never); // hashes know nothing
  }
}
