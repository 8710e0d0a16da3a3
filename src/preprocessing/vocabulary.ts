import { ConfigError, DataError, show } from '../core/errors.ts';
import { mustBeTable, type Shape } from '../core/shape.ts';
import { forEach, listOf, sorted, type Pieces } from '../core/pieces.ts';
import { all } from '../core/realm.ts';
import type { Tensor } from '../graph/tensor.ts';
import { encodedShape, encodeIndices, type IndexMode } from './encode.ts';
import { TokenMap } from './token-map.ts';

/** Tokens that are taken between two looks at the time, and the bytes that one of them counts. */
const [FEW, COUNTS] = [1 << 10, 1 << 11];

/** What becomes of the indices of tokens; 'tfIdf' is a count that weighs the less the more documents have the token. */
export const LOOKUP_MODES = ['int', 'oneHot', 'multiHot', 'count', 'tfIdf'] as const;
export type LookupMode = (typeof LOOKUP_MODES)[number];

export interface VocabularyOptions<T> {
  readonly maxTokens: number | undefined;
  readonly numOovIndices: number;
  readonly maskToken: T | undefined;
  readonly oovToken: T;
  readonly vocabulary: readonly T[] | undefined;
  readonly idfWeights: readonly number[] | undefined;
  readonly outputMode: LookupMode;
  readonly padToMaxTokens: boolean;
  /** The one of several places for unknown tokens that a token gets. */
  readonly bucket: (token: T) => number;
}

/** What `adapt` found, as files keep it: tokens in the order of their places, and the weights of all places for 'tfIdf'. */
export interface Adapted<T> {
  readonly vocabulary: readonly T[];
  readonly idfWeights?: readonly number[];
}

/** Tokens and their places. Before the tokens stand the mask, in mode 'int' if there is one, and the places for unknown tokens.
 *  @source Keras 3, layers.StringLookup and IntegerLookup */
export class Vocabulary<T extends string | number> {
  readonly #name: string;
  readonly #options: VocabularyOptions<T>;
  #tokens: readonly T[] | undefined;
  #places = new TokenMap<T, number>();
  /** The weight of each place, mask and unknown ones included. */
  #weights: readonly number[] = [];

  /** @param name  of the layer, in errors */
  constructor(name: string, options: VocabularyOptions<T>) {
    this.#name = name;
    this.#options = options;
    const { maxTokens, padToMaxTokens, vocabulary, idfWeights, outputMode } = options;
    if (maxTokens !== undefined && maxTokens <= this.#first)
      throw new ConfigError(`${name}: maxTokens must be more than the ${this.#first} special tokens it counts, received ${maxTokens}.`);
    if (padToMaxTokens && maxTokens === undefined) throw new ConfigError(`${name}: padToMaxTokens needs maxTokens. Set it.`);
    if (idfWeights !== undefined && (vocabulary === undefined || outputMode !== 'tfIdf'))
      throw new ConfigError(`${name}: idfWeights belong to a vocabulary and to outputMode 'tfIdf'. Give all three, or leave them away.`);
    if (vocabulary !== undefined) this.set(vocabulary, idfWeights);
  }

  /** Places before that of the first unknown token. */
  get #mask(): number {
    return this.#options.maskToken !== undefined && this.#options.outputMode === 'int' ? 1 : 0;
  }

  /** The place of the first token. */
  get #first(): number {
    return this.#mask + this.#options.numOovIndices;
  }

  get #specials(): T[] {
    const { maskToken, oovToken, numOovIndices } = this.#options;
    mustBeTable(this.#name, [this.#first]);
    return [...(this.#mask === 1 ? [maskToken!] : []), ...new Array<T>(numOovIndices).fill(oovToken)];
  }

  /** Tokens in the order of their places. @throws {ConfigError} before they are known */
  get tokens(): readonly T[] {
    if (this.#tokens !== undefined) return this.#tokens;
    throw new ConfigError(`${this.#name}: the vocabulary is not known yet. Call adapt, or give a vocabulary.`);
  }

  get known(): boolean {
    return this.#tokens !== undefined;
  }

  /** The tokens with the special ones before them, as Keras' get_vocabulary. */
  all({ includeSpecialTokens = true }: { includeSpecialTokens?: boolean } = {}): T[] {
    return [...(includeSpecialTokens ? this.#specials : []), ...this.tokens];
  }

  get size(): number {
    return this.#first + this.tokens.length;
  }

  /** The width of encoded rows; undefined before it is known. */
  get depth(): number | undefined {
    const { padToMaxTokens, maxTokens } = this.#options;
    return padToMaxTokens ? maxTokens : this.known ? this.size : undefined;
  }

  /** Sets tokens, which may begin with the special ones, and their weights.
   *  @throws {ConfigError} on none, too many or repeated tokens, on special ones elsewhere, or weights that do not fit */
  set(vocabulary: readonly T[], idfWeights?: readonly number[]): void {
    const { maskToken, maxTokens, outputMode } = this.#options;
    const name = this.#name;
    if (!Array.isArray(vocabulary) || vocabulary.length === 0)
      throw new ConfigError(`${name}: vocabulary must be an array of tokens, received ${show(vocabulary)}.`);
    const specials = this.#specials;
    const begins = specials.length > 0 && specials.every((token, i) => token === vocabulary[i]);
    const tokens = begins ? vocabulary.slice(specials.length) : vocabulary;
    this.#mustBeTokens(tokens);
    const seen = new Set<T>();
    const twice = tokens.find((token) => seen.size === seen.add(token).size);
    if (twice !== undefined) throw new ConfigError(`${name}: vocabulary has ${show(twice)} twice. Give each token once.`);
    if (maskToken !== undefined && tokens.includes(maskToken)) {
      const order = `[${specials.map((s) => show(s)).join(', ')}]`;
      const advice = `Leave special tokens away, or begin with ${order}.`;
      throw new ConfigError(`${name}: vocabulary has the mask token ${show(maskToken)} amidst other tokens. ${advice}`);
    }
    if (maxTokens !== undefined && this.#first + tokens.length > maxTokens)
      throw new ConfigError(
        `${name}: expected at most ${maxTokens} tokens, maxTokens, received ${tokens.length} besides ${this.#first} special ones.`,
      );
    if ((outputMode === 'tfIdf') !== (idfWeights !== undefined))
      throw new ConfigError(`${name}: a vocabulary and idfWeights are given together for outputMode 'tfIdf', and for no other.`);
    if (idfWeights !== undefined && idfWeights.length !== vocabulary.length)
      throw new ConfigError(`${name}: expected ${vocabulary.length} idfWeights, one a token, received ${idfWeights.length}.`);
    const mean = idfWeights === undefined ? 0 : idfWeights.reduce((sum, w) => sum + w, 0) / idfWeights.length;
    const before = new Array<number>(begins ? 0 : this.#first).fill(mean);
    this.#take(tokens, [...before, ...(idfWeights ?? [])]);
  }

  /** The vocabulary as it is now, whatever is found later. @throws {ConfigError} before there is one */
  asNow(): Vocabulary<T> {
    const now = new Vocabulary<T>(this.#name, { ...this.#options, vocabulary: undefined, idfWeights: undefined });
    now.#tokens = this.tokens;
    now.#places = this.#places;
    now.#weights = this.#weights;
    return now;
  }

  #mustBeTokens(tokens: readonly T[]): void {
    const texts = typeof this.#options.oovToken === 'string';
    const wrong = tokens.findIndex((token) => (texts ? typeof token !== 'string' : !Number.isSafeInteger(token)));
    if (wrong < 0) return;
    throw new ConfigError(`${this.#name}: vocabulary must have ${texts ? 'strings' : 'whole numbers'}, received ${show(tokens[wrong])}.`);
  }

  #take(tokens: readonly T[], weights: readonly number[], places?: TokenMap<T, number>): void {
    this.#tokens = [...tokens];
    this.#places = places ?? new TokenMap();
    if (places === undefined) for (const [i, token] of tokens.entries()) this.#places.set(token, this.#first + i);
    this.#weights = weights;
  }

  /** Takes the most frequent tokens of documents, in pieces; of equally frequent ones those that sort last come first.
   *  @param read  gives each document to `count`
   *  @throws {DataError} if there are none */
  *adapting(read: (count: (document: readonly T[]) => Pieces<void>) => Pieces<void>): Pieces<void> {
    const { maskToken, oovToken, maxTokens, outputMode } = this.#options;
    const counts = new TokenMap<T, number>();
    /** The documents that have a token, and the last of them. */
    const within = new TokenMap<T, readonly [count: number, last: number]>();
    let [total, seen] = [0, 0];
    yield* read(function* (document) {
      total++;
      for (const token of document) {
        if (++seen % FEW === 0) yield FEW * COUNTS;
        counts.set(token, (counts.get(token) ?? 0) + 1);
        if (outputMode !== 'tfIdf') continue;
        const [count, last] = within.get(token) ?? [0, 0];
        if (last < total) within.set(token, [count + 1, total]);
      }
    });
    if (counts.size === 0) throw new DataError(`${this.#name}: adapt expects tokens, received none.`);
    if (maskToken !== undefined) counts.delete(maskToken);
    counts.delete(oovToken);
    const entries = counts[Symbol.iterator]();
    const found = yield* listOf(counts.size, () => entries.next().value as [T, number]);
    const byCount = yield* sorted(found, ([a, n], [b, m]) => (m - n || descending(a, b)) < 0);
    const most = maxTokens === undefined ? byCount.length : Math.min(byCount.length, maxTokens - this.#first);
    const tokens = yield* listOf(most, (i) => byCount[i]![0]);
    const weight = (i: number): number => Math.fround(Math.log(1 + total / (1 + within.get(tokens[i]!)![0])));
    const weights = outputMode === 'tfIdf' ? yield* listOf(most, weight) : [];
    const mean = Math.fround(weights.reduce((sum, w) => sum + w, 0) / Math.max(weights.length, 1));
    const places = new TokenMap<T, number>();
    yield* forEach(most, (i) => void places.set(tokens[i]!, this.#first + i));
    this.#take(tokens, outputMode === 'tfIdf' ? [...new Array<number>(this.#first).fill(mean), ...weights] : [], places);
  }

  get state(): Adapted<T> {
    return { vocabulary: this.tokens, ...(this.#weights.length === 0 ? {} : { idfWeights: this.#weights }) };
  }

  /** @throws {ConfigError} on what adapt cannot have found: a file may come from anywhere */
  set state(state: Adapted<T>) {
    const { vocabulary, idfWeights = [] } = (state ?? {}) as Partial<Adapted<T>>;
    if (!Array.isArray(vocabulary) || !Array.isArray(idfWeights) || !all(idfWeights, (w) => Number.isFinite(w)))
      throw new ConfigError(`${this.#name}: expected a vocabulary that adapt found, received ${show(state)}.`);
    this.#mustBeTokens(vocabulary);
    const places = this.#options.outputMode === 'tfIdf' ? this.#first + vocabulary.length : 0;
    if (idfWeights.length !== places)
      throw new ConfigError(`${this.#name}: expected ${places} weights beside the vocabulary, received ${idfWeights.length}.`);
    this.#take(vocabulary, idfWeights);
  }

  /** The place of each token, in pieces. @throws as `place` */
  *placing(tokens: readonly T[]): Pieces<Int32Array> {
    void this.tokens;
    const places = new Int32Array(tokens.length);
    for (const [i, token] of tokens.entries()) {
      if (i % FEW === FEW - 1) yield FEW * COUNTS;
      places[i] = this.place(token);
    }
    return places;
  }

  /** The place of a token; -1 for the mask where it has none.
   *  @throws {DataError} on an unknown token if there is no place for such */
  place(token: T): number {
    const { maskToken, numOovIndices, outputMode, bucket } = this.#options;
    if (token === maskToken) return outputMode === 'int' ? 0 : -1;
    const place = this.#places.get(token);
    if (place !== undefined) return place;
    if (numOovIndices === 0)
      throw new DataError(
        `${this.#name}: ${show(token)} is not in the vocabulary, and numOovIndices is 0. Set it to 1 to let unknown tokens pass.`,
      );
    return this.#mask + (numOovIndices === 1 ? 0 : bucket(token));
  }

  /** The token at each place. Places without one have the token for unknown ones. */
  at(places: readonly number[]): T[] {
    const { maskToken, oovToken } = this.#options;
    const { tokens } = this;
    return places.map((place) => (place === 0 && maskToken !== undefined ? maskToken : (tokens[place - this.#first] ?? oovToken)));
  }

  get #mode(): IndexMode {
    return this.#options.outputMode === 'tfIdf' ? 'count' : this.#options.outputMode;
  }

  /** Places in the form that outputs have, in pieces. */
  *encoding(places: Int32Array, shape: Shape): Pieces<Tensor> {
    const depth = this.depth ?? this.size;
    if (this.#options.outputMode !== 'tfIdf') return yield* encodeIndices(this.#name, this.#mode, places, shape, depth);
    mustBeTable(this.#name, [depth]);
    const weights = new Float32Array(depth);
    weights.set(this.#weights);
    return yield* encodeIndices(this.#name, 'count', places, shape, depth, weights);
  }

  /** The shape of outputs for inputs of a shape; null for an axis of any size. @throws {ConfigError} while it depends on a vocabulary
   *  that is not known yet */
  encodedShape(shape: readonly (number | null)[]): (number | null)[] {
    return this.#mode === 'int' ? [...shape] : encodedShape(this.#mode, shape, this.depth ?? this.size);
  }
}

/** The order of tokens from the last to the first: of numbers, or of the bytes of texts in UTF-8. */
const descending = <T extends string | number>(a: T, b: T): number =>
  typeof a === 'number' ? (b as number) - a : compareBytes(b as string, a);

/** The order of the bytes is that of the characters, which is that of the units of UTF-16 but for surrogates: these stand for characters
 *  above all others. */
function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}
const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xe000;
const rank = (unit: number): number => (isSurrogate(unit) ? unit + 0x10000 : unit);
