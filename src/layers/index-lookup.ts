import { boolean, integer, kept, oneOf, or, orNone, type Optional } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { atOnce, forEach, inTurns, type Pieces } from '../core/pieces.ts';
import { all } from '../core/realm.ts';
import type { Spec } from '../graph/symbolic.ts';
import type { Salt } from '../preprocessing/buckets.ts';
import { inRows, piecesOf, type Entries, type HostData } from '../preprocessing/nested.ts';
import { LOOKUP_MODES, type Adapted, type LookupMode, type Vocabulary } from '../preprocessing/vocabulary.ts';
import { HostLayer } from './host-layer.ts';
import type { BatchShape, LayerOptions } from './layer.ts';
import type { Tensor } from '../graph/tensor.ts';

/** The options that lookups of strings and of whole numbers share. */
export interface LookupOptions extends LayerOptions {
  /** The most tokens that there are, special ones included; `adapt` takes the most frequent ones (default: any number). */
  maxTokens?: number | null;
  /** The number of places for tokens that are not in the vocabulary: with several, a hash chooses one; with 0, such tokens are errors
   *  (default 1). */
  numOovIndices?: number;
  /** The weight of each token of `vocabulary`, for 'tfIdf' (default: none). */
  idfWeights?: readonly number[] | null;
  /** Whether to look up the token at each index instead (default false). */
  invert?: boolean;
  /** What becomes of indices: themselves ('int'); a row with a 1 at its place ('oneHot'); one row for a sample, with 1 for each token
   *  that occurs ('multiHot'), how often it does ('count'), or that times the weight of the token ('tfIdf') (default 'int'). */
  outputMode?: LookupMode;
  /** Whether encoded rows are `maxTokens` wide, however many tokens there are (default false). */
  padToMaxTokens?: boolean;
  /** A key for the hash: one number or two. The hash is then SipHash-2-4 instead of FarmHash's fingerprint (default: none). */
  salt?: Salt | null;
}

export const saltOption = (): Optional<Salt, Salt | undefined> =>
  orNone(
    kept((where, name, given: Salt) => {
      const pair: unknown = typeof given === 'number' ? [given, given] : given;
      if (Array.isArray(pair) && pair.length === 2 && all(pair, (k) => Number.isSafeInteger(k))) return given;
      throw new ConfigError(`${where}: ${name} must be a whole number, or an array of two, received ${show(given)}.`);
    }),
  );

/** An array of finite numbers. */
export const weightsOption = (): Optional<readonly number[], readonly number[] | undefined> =>
  orNone(
    kept((where, name, given: readonly number[]) => {
      if (Array.isArray(given) && all(given, (w) => Number.isFinite(w))) return given;
      throw new ConfigError(`${where}: ${name} must be an array of finite numbers, received ${show(given)}.`);
    }),
  );

/** An array of tokens, which the vocabulary checks further. */
export const vocabularyOption = <T>(): Optional<readonly T[], readonly T[] | undefined> =>
  orNone(
    kept((where, name, given: readonly T[]) => {
      if (Array.isArray(given)) return given;
      throw new ConfigError(`${where}: ${name} must be an array of tokens, received ${show(given)}.`);
    }),
  );

/** The declarations of these options. */
export const LOOKUP: {
  readonly maxTokens: Optional<number, number | undefined>;
  readonly numOovIndices: Optional<number, number>;
  readonly idfWeights: Optional<readonly number[], readonly number[] | undefined>;
  readonly invert: Optional<boolean, boolean>;
  readonly outputMode: Optional<LookupMode, LookupMode>;
  readonly padToMaxTokens: Optional<boolean, boolean>;
  readonly salt: Optional<Salt, Salt | undefined>;
} = {
  maxTokens: orNone(integer({ least: 2 })),
  numOovIndices: or(integer({ least: 0 }), 1),
  idfWeights: weightsOption(),
  invert: or(boolean(), false),
  outputMode: or(oneOf(LOOKUP_MODES), 'int'),
  padToMaxTokens: or(boolean(), false),
  salt: saltOption(),
};

/** A layer that has a vocabulary, given or found by `adapt`. */
export abstract class VocabularyLayer<T extends string | number> extends HostLayer {
  protected abstract readonly vocabulary: Vocabulary<T>;
  abstract readonly outputMode: LookupMode;
  /** Whether the layer was given its vocabulary. */
  protected abstract readonly given: boolean;

  /** Gives the documents in a piece of data to `use`, in pieces: each is a list of tokens.
   *  @param whole  whether the piece is all data */
  protected abstract reading(piece: HostData, whole: boolean, use: (document: readonly T[]) => Pieces<void>): Pieces<void>;

  /** Finds the vocabulary: the most frequent tokens first. It replaces the one found before.
   *  @param data  tokens, as the layer is applied to; or an iterable, such as a generator, of pieces of them. For 'tfIdf', a row is a
   *    document, and a piece of one axis is one, too
   *  @throws {ConfigError} if the layer was given its vocabulary
   *  @throws {DataError} on other data, or none */
  adapt(data: HostData | Iterable<HostData>): void {
    atOnce(this.adapting(data));
  }

  /** As `adapt`, in pieces, between which the event loop turns. The data must be left alone until the promise settles. */
  adaptAsync(data: HostData | Iterable<HostData>): Promise<void> {
    return inTurns(this.adapting(data));
  }

  *adapting(data: HostData | Iterable<HostData>): Pieces<void> {
    if (this.given)
      throw new ConfigError(`${this.name}: adapt finds the vocabulary, but the layer was given its own. Make it without one.`);
    const read = function* (this: VocabularyLayer<T>, count: (document: readonly T[]) => Pieces<void>): Pieces<void> {
      for (const piece of piecesOf<HostData>(this.name, data)) yield* this.reading(piece, piece === data, count);
    };
    yield* this.vocabulary.adapting(read.bind(this));
    this.noteChange();
  }

  /** All tokens at the places of their indices, special ones included unless `includeSpecialTokens` is false.
   *  @throws {ConfigError} before there is a vocabulary */
  getVocabulary(options: { includeSpecialTokens?: boolean } = {}): T[] {
    return this.vocabulary.all(options);
  }

  /** The number of tokens, special ones included. @throws {ConfigError} before there is a vocabulary */
  vocabularySize(): number {
    return this.vocabulary.size;
  }

  /** Puts what `adapt` found in an earlier life in its place. */
  restore(state: Adapted<T>): void {
    this.vocabulary.state = state;
    this.noteChange();
  }

  override get inputDtype(): 'float32' | 'int32' {
    return this.outputMode === 'int' ? 'int32' : 'float32';
  }

  get knows(): boolean {
    return this.outputMode === 'int' || this.vocabulary.depth !== undefined;
  }

  override inputSpecs(): readonly Spec[] | undefined {
    const shape = this.inputShape;
    return shape === undefined || !this.knows ? undefined : [{ name: this.name, ...this.converted([null, ...shape]) }];
  }

  override getConfig(): Record<string, unknown> {
    const found = this.given || !this.vocabulary.known ? {} : { adapted: this.vocabulary.state };
    return { ...super.getConfig(), ...found };
  }
}

/** Looks up tokens of nested arrays. */
export abstract class IndexLookup<T extends string | number> extends VocabularyLayer<T> {
  /** Reads tokens, in pieces. */
  protected abstract tokensIn(data: HostData): Pieces<Entries<T>>;

  protected *reading(piece: HostData, whole: boolean, use: (document: readonly T[]) => Pieces<void>): Pieces<void> {
    const { values, shape } = yield* this.tokensIn(piece);
    // Keras takes a piece of one axis for one document, and all data of one axis for a token each.
    const width = shape.length < 2 && !whole ? values.length : values.length / (shape[0] ?? 1);
    for (let i = 0; i < values.length; i += width) yield* use(values.slice(i, i + width));
  }

  converted(shape: BatchShape): Pick<Spec, 'shape' | 'dtype'> {
    return { shape: this.vocabulary.encodedShape(shape), dtype: this.inputDtype };
  }

  *converting(data: HostData, rows: boolean): Pieces<Tensor> {
    // `adapt` may be called between two pieces.
    const vocabulary = this.vocabulary.asNow();
    const read = yield* this.tokensIn(data);
    const { values, shape } = rows ? inRows(read) : read;
    const places = new Int32Array(values.length);
    yield* forEach(values.length, (i) => void (places[i] = vocabulary.place(values[i]!)));
    return yield* vocabulary.encoding(places, shape);
  }
}
