import { boolean, integer, kept, oneOf, or, orNone, type Option } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { firstWhere, forEach, type Pieces } from '../core/pieces.ts';
import { all } from '../core/realm.ts';
import { mustBeTable } from '../core/shape.ts';
import type { Spec } from '../graph/symbolic.ts';
import type { Tensor } from '../graph/tensor.ts';
import { buckets } from '../preprocessing/buckets.ts';
import { stringsIn, wrongEntries, type HostData } from '../preprocessing/nested.ts';
import { isColumn } from '../preprocessing/table.ts';
import { ngrams, SPLIT, STANDARDIZE, tokensOf } from '../preprocessing/tokens.ts';
import { LOOKUP_MODES, Vocabulary, type LookupMode } from '../preprocessing/vocabulary.ts';
import { VocabularyLayer, vocabularyOption, weightsOption } from './index-lookup.ts';
import { LAYER, type BatchShape, type LayerOptions } from './layer.ts';

type Standardize = keyof typeof STANDARDIZE | ((text: string) => string);
type Split = keyof typeof SPLIT | ((text: string) => readonly string[]);

export interface TextVectorizationOptions extends LayerOptions {
  /** The most tokens that there are, padding and unknown ones included; `adapt` takes the most frequent ones (default: any number). */
  maxTokens?: number | null;
  /** What is done to each text first: letters of ASCII become small ones, its punctuation goes, or a function of your own, which a file
   *  cannot keep; null for nothing (default 'lowerAndStripPunctuation'). */
  standardize?: Standardize | null;
  /** How a text becomes tokens: at spaces, tabs and line ends, or by a function of your own, which a file cannot keep; null if rows
   *  of tokens are given (default 'whitespace'). */
  split?: Split | null;
  /** The widths of runs of tokens that are tokens themselves: all from 1 to a number, or those of an array (default: single tokens). */
  ngrams?: number | readonly number[] | null;
  /** What becomes of the indices of tokens: themselves, padded with 0 ('int'); or one row for a text, with 1 for each token that occurs
   *  ('multiHot'), how often it does ('count'), or that times the weight of the token ('tfIdf'); or a row for each, of texts that are
   *  one token each ('oneHot') (default 'int'). */
  outputMode?: LookupMode;
  /** The number of indices for a text in mode 'int', which is cut or padded (default: as many as the longest text of the data). */
  outputSequenceLength?: number | null;
  /** Whether encoded rows are `maxTokens` wide, however many tokens there are (default false). */
  padToMaxTokens?: boolean;
  /** The tokens, if they are known; otherwise `adapt` finds them. They may begin with '' and '[UNK]' (default: none). */
  vocabulary?: readonly string[] | null;
  /** The weight of each token of `vocabulary`, for 'tfIdf' (default: none). */
  idfWeights?: readonly number[] | null;
}

/** A word, or a function of the user's own. */
const wordOr = <W extends string, F extends (text: string) => unknown>(words: readonly W[]): Option<W | F, W | F> => ({
  check: (where, name, given) => (typeof given === 'function' ? given : oneOf(words).check(where, name, given)),
  store: (held) => {
    if (typeof held !== 'function') return held;
    throw new ConfigError(`textVectorization: a file cannot keep a function. Do its work on the texts before, or use ${words.join(', ')}.`);
  },
});

/** The option, for which null means that nothing is done. */
const orNothing = <T, const F extends T>(option: Option<T, T>, fallback: F): Option<T | null | undefined, T | null> => ({
  check: (where, name, given) => (given === null ? null : or(option, fallback).check(where, name, given)),
  store: (held) => (held === null ? null : option.store(held)),
});

const OPTIONS = LAYER.extend<TextVectorizationOptions>()({
  maxTokens: orNone(integer({ least: 2 })),
  standardize: orNothing(wordOr<keyof typeof STANDARDIZE, (text: string) => string>(words(STANDARDIZE)), 'lowerAndStripPunctuation'),
  split: orNothing(wordOr<keyof typeof SPLIT, (text: string) => readonly string[]>(words(SPLIT)), 'whitespace'),
  ngrams: orNone(
    kept((where, name, given: number | readonly number[]) => {
      const list: unknown = typeof given === 'number' ? [given] : given;
      if (Array.isArray(list) && list.length > 0 && all(list, (n) => Number.isInteger(n) && n >= 1)) return given;
      throw new ConfigError(`${where}: ${name} must be an integer >= 1, or an array of such, received ${show(given)}.`);
    }),
  ),
  outputMode: or(oneOf(LOOKUP_MODES), 'int'),
  outputSequenceLength: orNone(integer({ least: 1 })),
  padToMaxTokens: or(boolean(), false),
  vocabulary: vocabularyOption<string>(),
  idfWeights: weightsOption(),
});

function words<K extends string>(functions: Readonly<Record<K, unknown>>): readonly K[] {
  return Object.keys(functions) as K[];
}

/** Texts that are cut into tokens at once, and the bytes that one of them counts: it takes some microseconds. */
const TEXTS = 128;
const COUNTS = 1 << 14;

/** Texts in parts; other data as they are, for their form is to be checked as a whole. */
function* someOf(data: HostData): Pieces<readonly HostData[]> {
  const given: unknown = isColumn(data) ? data.values : data;
  if (!Array.isArray(given)) return [data];
  // A copy: whoever gave the list may shorten it between two parts.
  const texts = given.slice();
  if ((yield* firstWhere(texts.length, (i) => typeof texts[i] !== 'string')) >= 0) return [data];
  return Array.from({ length: Math.max(1, Math.ceil(texts.length / TEXTS)) }, (_, i) => texts.slice(i * TEXTS, (i + 1) * TEXTS));
}

/** Turns texts into indices of tokens, or into rows that tell which tokens they have. */
export class TextVectorization extends VocabularyLayer<string> {
  readonly kind = 'textVectorization';
  readonly outputMode: LookupMode;
  readonly outputSequenceLength: number | undefined;
  protected readonly vocabulary: Vocabulary<string>;
  protected readonly given: boolean;
  readonly #standardize: Standardize | null;
  readonly #split: Split | null;
  readonly #widths: readonly number[] | undefined;

  constructor(options: TextVectorizationOptions = {}) {
    const held = OPTIONS.read('textVectorization', options);
    super('textVectorization', held);
    const { standardize, split, ngrams: widths } = held;
    this.outputMode = held.outputMode;
    this.outputSequenceLength = held.outputSequenceLength;
    this.given = held.vocabulary !== undefined;
    if (held.outputSequenceLength !== undefined && held.outputMode !== 'int')
      throw new ConfigError(`${this.name}: outputSequenceLength is for outputMode 'int', and it is '${held.outputMode}'. Leave it away.`);
    this.#standardize = standardize;
    this.#split = split;
    this.#widths = typeof widths === 'number' ? Array.from({ length: widths }, (_, i) => i + 1) : widths;
    this.vocabulary = new Vocabulary(this.name, { ...held, numOovIndices: 1, maskToken: '', oovToken: '[UNK]', bucket: buckets(1) });
  }

  override inputSpecs(): readonly Spec[] | undefined {
    return this.knows ? [{ name: this.name, ...this.converted([null]) }] : undefined;
  }

  converted([rows]: BatchShape): Pick<Spec, 'shape' | 'dtype'> {
    const shape = this.vocabulary.encodedShape([rows!, this.outputSequenceLength ?? null]);
    return { shape, dtype: this.inputDtype };
  }

  protected *reading(piece: HostData, _whole: boolean, use: (document: readonly string[]) => Pieces<void>): Pieces<void> {
    for (const part of yield* someOf(piece)) {
      for (const tokens of yield* this.#documents(part)) yield* use(tokens);
    }
  }

  /** The tokens of each text. */
  *#documents(data: HostData): Pieces<string[][]> {
    const { values, shape } = yield* stringsIn(this.name, data);
    const single = shape.length < 2 || (shape.length === 2 && shape[1] === 1);
    if (!single && (this.#split !== null || shape.length !== 2))
      throw wrongEntries(this.name, 'one text a row, or rows of tokens with split: null', { values, shape });
    const width = single ? 1 : shape[1]!;
    const documents: string[][] = [];
    for (let i = 0; i < values.length; i += width) {
      const tokens = this.#split === null ? values.slice(i, i + width).map((text) => this.#standard(text)) : yield* this.#cut(values[i]!);
      documents.push(this.#widths === undefined ? tokens : yield* ngrams(tokens, this.#widths));
      if (documents.length % TEXTS === 0) yield TEXTS * COUNTS;
    }
    return documents;
  }

  /** The tokens of a text. Functions of the user's get it as a whole. */
  *#cut(text: string): Pieces<string[]> {
    const split = this.#split!;
    if (typeof split === 'function') return [...split(this.#standard(text))].map((token) => this.#mustBeText('split', token));
    if (typeof this.#standardize === 'function') return SPLIT[split](this.#standard(text));
    return yield* tokensOf(text, (part) => this.#standard(part), split);
  }

  #standard(text: string): string {
    const standardize = this.#standardize;
    if (typeof standardize === 'function') return this.#mustBeText('standardize', standardize(text));
    return standardize === null ? text : STANDARDIZE[standardize](text);
  }

  #mustBeText(which: string, text: unknown): string {
    if (typeof text === 'string') return text;
    const wanted = which === 'split' ? 'an array of strings' : 'a string';
    throw new ConfigError(`${this.name}: expected ${which} to give ${wanted}, received ${show(text)}.`);
  }

  *converting(data: HostData, rows: boolean): Pieces<Tensor> {
    // `adapt` may be called between two pieces.
    const vocabulary = this.vocabulary.asNow();
    const places: Int32Array[] = [];
    for (const part of yield* someOf(data)) {
      for (const tokens of yield* this.#documents(part)) places.push(yield* vocabulary.placing(tokens));
    }
    const length = this.outputSequenceLength ?? places.reduce((most, p) => Math.max(most, p.length), rows ? 1 : 0);
    mustBeTable(this.name, [places.length, length]);
    // Padding counts nothing in encoded rows.
    const padded = new Int32Array(places.length * length).fill(this.outputMode === 'int' ? 0 : -1);
    yield* forEach(places.length, (i) => {
      const own = places[i]!;
      // Faster than `set` of so few.
      for (let k = 0; k < own.length && k < length; k++) padded[i * length + k] = own[k]!;
    });
    return yield* vocabulary.encoding(padded, [places.length, length]);
  }
}

/** Turns texts into indices of tokens, as int32, or into rows that tell which tokens they have. It works on the host, on arrays of
 *  strings: apply it to them, or put it first in a model, which then takes strings. Index 0 is padding, which `embedding` with maskZero
 *  leaves out, and 1 stands for unknown tokens.
 *  @shape [batch] or [batch, 1] -> [batch, outputSequenceLength or the most tokens of a text] for 'int'; [batch, tokens] for 'multiHot',
 *    'count' and 'tfIdf'
 *  @throws {ConfigError} on invalid options, or if it is applied before there is a vocabulary
 *  @throws {ShapeError | DataError} on other data than texts */
export const textVectorization = (options?: TextVectorizationOptions): TextVectorization => new TextVectorization(options);
