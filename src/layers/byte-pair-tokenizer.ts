import { boolean, integer, kept, or, orNone, text } from '../core/declaration.ts';
import { ConfigError, DataError, show } from '../core/errors.ts';
import { atOnce, forEach, inTurns, type Pieces } from '../core/pieces.ts';
import { all } from '../core/realm.ts';
import { mustBeTable } from '../core/shape.ts';
import type { Spec } from '../graph/symbolic.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { ByteAlphabet } from '../preprocessing/byte-alphabet.ts';
import { learnBytePairs } from '../preprocessing/byte-pairs.ts';
import { piecesOf, stringsIn, wrongEntries, type HostData } from '../preprocessing/nested.ts';
import {
  checkTokenizer, openTokenizer, tokenCount, tokenizerOf, tokenNumber, type Tokenizer, type TokenizerJson,
} from '../preprocessing/tokenizer-json.ts';
import { HostLayer } from './host-layer.ts';
import { LAYER, type BatchShape, type LayerOptions } from './layer.ts';

export interface BytePairTokenizerOptions extends LayerOptions {
  /** What a published tokenizer.json holds, of the model 'BPE'; without it, `adapt` finds the pairs (default: none). */
  tokenizer?: TokenizerJson | null;
  /** The number of tokens that `adapt` makes, special ones and the 256 bytes included (default 8192). */
  vocabularySize?: number;
  /** The number of tokens for a text, which is cut or padded (default: as many as the longest text of the data). */
  sequenceLength?: number | null;
  /** Whether a text that begins without a space is read as if it had one, so that its first word is like the others; for `adapt`
   *  (default false). */
  addPrefixSpace?: boolean;
  /** The token with which texts are padded. `adapt` gives it the number 0, which `embedding` with maskZero leaves out
   *  (default '[PAD]'). */
  padToken?: string;
  /** Further tokens that stand for themselves wherever they occur in a text, such as '<|end|>'; for `adapt` (default: none). */
  specialTokens?: readonly string[] | null;
}

/** What a character of a text counts when its tokens are found, in bytes that are read. */
const CHARACTER = 1 << 11;

const OPTIONS = LAYER.extend<BytePairTokenizerOptions>()({
  tokenizer: orNone(kept(checkTokenizer)),
  vocabularySize: or(integer({ least: 1 }), 8192),
  sequenceLength: orNone(integer({ least: 1 })),
  addPrefixSpace: or(boolean(), false),
  padToken: or(text(), '[PAD]'),
  specialTokens: orNone(
    kept((where, name, given: readonly string[]) => {
      if (Array.isArray(given) && all(given, (token) => typeof token === 'string' && token !== '')) return given;
      throw new ConfigError(`${where}: ${name} must be an array of strings that are not empty, received ${show(given)}.`);
    }),
  ),
});

/** Turns texts into numbers of tokens by pairs of bytes. */
export class BytePairTokenizer extends HostLayer {
  readonly kind = 'bytePairTokenizer';
  readonly sequenceLength: number | undefined;
  readonly #given: boolean;
  readonly #learning: { readonly size: number; readonly special: readonly string[]; readonly addPrefixSpace: boolean };
  readonly #padToken: string;
  #json: TokenizerJson | undefined;
  #opened: Tokenizer | undefined;

  constructor(options: BytePairTokenizerOptions = {}) {
    const held = OPTIONS.read('bytePairTokenizer', options);
    super('bytePairTokenizer', held);
    const { tokenizer, padToken, specialTokens = [], vocabularySize: size, addPrefixSpace } = held;
    const special = [...new Set([padToken, ...specialTokens])];
    const byte = special.find((token) => ByteAlphabet.all.includes(token));
    if (tokenizer === undefined && byte !== undefined)
      throw new ConfigError(`${this.name}: the special token ${show(byte)} is a token of the alphabet already. Choose a longer one.`);
    if (tokenizer === undefined && size < special.length + 256)
      throw new ConfigError(
        `${this.name}: vocabularySize must be at least ${special.length + 256}, for 256 bytes and ${special.length} special tokens, ` +
        `received ${size}.`,
      );
    this.sequenceLength = held.sequenceLength;
    this.#given = tokenizer !== undefined;
    this.#json = tokenizer;
    this.#padToken = padToken;
    this.#learning = { size, special, addPrefixSpace };
  }

  /** Finds the pairs of bytes that occur most often in texts. They replace those found before.
   *  @param data  texts; or an iterable, such as a generator, of pieces of them
   *  @throws {ConfigError} if the layer was given its tokenizer
   *  @throws {DataError} on other data than texts */
  adapt(data: HostData | Iterable<HostData>): void {
    atOnce(this.adapting(data));
  }

  /** As `adapt`, in pieces, between which the event loop turns. The data must be left alone until the promise settles. */
  adaptAsync(data: HostData | Iterable<HostData>): Promise<void> {
    return inTurns(this.adapting(data));
  }

  *adapting(data: HostData | Iterable<HostData>): Pieces<void> {
    if (this.#given)
      throw new ConfigError(`${this.name}: adapt finds the pairs, but the layer was given a tokenizer. Make it without one.`);
    const { size, special, addPrefixSpace } = this.#learning;
    const read = function* (this: BytePairTokenizer, use: (text: string) => Pieces<void>): Pieces<void> {
      for (const piece of piecesOf<HostData>(this.name, data)) {
        for (const one of yield* this.#texts(piece)) {
          yield* use(addPrefixSpace && !/^\s/.test(one) ? ` ${one}` : one);
        }
      }
    };
    this.restore(tokenizerOf(yield* learnBytePairs(read.bind(this), size, special), special, addPrefixSpace));
  }

  /** Puts what `adapt` found in an earlier life in its place. @throws {ConfigError} if that is no tokenizer */
  restore(json: TokenizerJson): void {
    this.#json = checkTokenizer(this.name, 'adapted', json);
    this.#opened = undefined;
    this.noteChange();
  }

  /** The tokenizer as a tokenizer.json holds it. @throws {ConfigError} before there is one */
  get tokenizer(): TokenizerJson {
    if (this.#json === undefined)
      throw new ConfigError(`${this.name}: has no tokens yet. Call adapt(texts) first, or give it a tokenizer.`);
    return this.#json;
  }

  /** The number of tokens. @throws {ConfigError} before there are any */
  vocabularySize(): number {
    return tokenCount(this.tokenizer);
  }

  /** The number of a token. @throws {DataError} if there is no such token */
  tokenToId(token: string): number {
    const id = tokenNumber(this.tokenizer, token);
    if (id === undefined) throw new DataError(`${this.name}: there is no token ${show(token)}.`);
    return id;
  }

  /** The numbers of the tokens of a text, which is neither cut nor padded. */
  encode(text: string): number[] {
    if (typeof text !== 'string') throw new DataError(`${this.name}: expected a text, received ${show(text)}.`);
    return [...this.#open().encode(text, { add_special_tokens: true }).ids];
  }

  /** The text of numbers of tokens, without special ones. @throws {DataError} on numbers of no token */
  detokenize(ids: Iterable<number>): string {
    const numbers = [...ids];
    const count = this.vocabularySize();
    const wrong = numbers.find((id) => !(Number.isInteger(id) && id >= 0 && id < count));
    if (wrong !== undefined) throw new DataError(`${this.name}: expected numbers of tokens, 0 to ${count - 1}, received ${show(wrong)}.`);
    const asWritten = { skip_special_tokens: true, clean_up_tokenization_spaces: false };
    return numbers.length === 0 ? '' : this.#open().decode(numbers, asWritten);
  }

  override get inputDtype(): 'int32' {
    return 'int32';
  }

  get knows(): boolean {
    return true;
  }

  override inputSpecs(): readonly Spec[] {
    return [{ name: this.name, ...this.converted([null]) }];
  }

  converted([rows]: BatchShape): Pick<Spec, 'shape' | 'dtype'> {
    return { shape: [rows!, this.sequenceLength ?? null], dtype: 'int32' };
  }

  *converting(data: HostData, rows: boolean): Pieces<Tensor> {
    const texts = yield* this.#texts(data);
    const encoded: number[][] = [];
    for (const text of texts) {
      encoded.push(this.encode(text));
      yield text.length * CHARACTER;
    }
    const length = this.sequenceLength ?? encoded.reduce((most, ids) => Math.max(most, ids.length), rows ? 1 : 0);
    mustBeTable(this.name, [encoded.length, length]);
    const padded = new Int32Array(encoded.length * length);
    const padding = encoded.some((ids) => ids.length < length) ? this.#padding() : 0;
    yield* forEach(encoded.length, (i) =>
      void padded.fill(padding, i * length, (i + 1) * length).set(encoded[i]!.slice(0, length), i * length));
    return constant(padded, [encoded.length, length]);
  }

  override getConfig(): Record<string, unknown> {
    const found = this.#given || this.#json === undefined ? {} : { adapted: this.#json };
    return { ...super.getConfig(), ...found };
  }

  #open(): Tokenizer {
    return (this.#opened ??= openTokenizer(this.name, this.tokenizer));
  }

  #padding(): number {
    const id = tokenNumber(this.tokenizer, this.#padToken);
    if (id !== undefined) return id;
    throw new ConfigError(
      `${this.name}: the tokenizer has no token ${show(this.#padToken)} to pad texts with. Name one of its own as padToken.`,
    );
  }

  *#texts(data: HostData): Pieces<readonly string[]> {
    const { values, shape } = yield* stringsIn(this.name, data);
    if (shape.length > 2 || (shape.length === 2 && shape[1] !== 1)) throw wrongEntries(this.name, 'one text a row', { values, shape });
    return values;
  }
}

/** Turns texts into numbers of tokens, as int32, by pairs of bytes: every text can be written, whatever its language. It works on the host:
 *  apply it to texts, or put it first in a model, which then takes strings. `adapt` learns the tokens from texts; or give it those of a
 *  published tokenizer.json. It needs the package @huggingface/tokenizers.
 *  @shape [batch] or [batch, 1] -> [batch, sequenceLength or the most tokens of a text]
 *  @throws {ConfigError} on invalid options, if it is applied before there are tokens, or without the package
 *  @throws {ShapeError | DataError} on other data than texts
 *  @source Sennrich, Haddow & Birch 2016, Neural Machine Translation of Rare Words with Subword Units; on bytes as Radford et al. 2019 */
export const bytePairTokenizer = (options?: BytePairTokenizerOptions): BytePairTokenizer => new BytePairTokenizer(options);
