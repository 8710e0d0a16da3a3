import { kept, or, orNone, text } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import type { Pieces } from '../core/pieces.ts';
import type { TensorLike, Tensor } from '../graph/tensor.ts';
import { buckets } from '../preprocessing/buckets.ts';
import { integersIn, nest, stringsIn, type Entries, type HostData, type NestedStrings } from '../preprocessing/nested.ts';
import { Vocabulary, type LookupMode } from '../preprocessing/vocabulary.ts';
import { IndexLookup, LOOKUP, vocabularyOption, type LookupOptions } from './index-lookup.ts';
import { LAYER } from './layer.ts';

export interface StringLookupOptions extends LookupOptions {
  /** The token for padding: index 0 in mode 'int', left out in other modes (default: none). */
  maskToken?: string | null;
  /** The token that `getVocabulary` and `invert` have for unknown ones (default '[UNK]'). */
  oovToken?: string;
  /** The tokens, if they are known; otherwise `adapt` finds them. They may begin with the special ones (default: none). */
  vocabulary?: readonly string[] | null;
}

export interface InverseStringLookupOptions extends StringLookupOptions {
  /** Whether to look up the token at each index instead (default false). */
  invert: true;
}

const OPTIONS = LAYER.extend<StringLookupOptions>()({
  ...LOOKUP,
  maskToken: orNone(
    kept((where, name, given: string) => {
      if (typeof given === 'string') return given;
      throw new ConfigError(`${where}: ${name} must be a string, received ${show(given)}.`);
    }),
  ),
  oovToken: or(text(), '[UNK]'),
  vocabulary: vocabularyOption<string>(),
});

/** Turns strings into indices of a vocabulary. */
export class StringLookup extends IndexLookup<string> {
  readonly kind = 'stringLookup';
  readonly outputMode: LookupMode;
  readonly invert: boolean;
  protected readonly vocabulary: Vocabulary<string>;
  protected readonly given: boolean;

  constructor(options: StringLookupOptions = {}) {
    const held = OPTIONS.read('stringLookup', options);
    super('stringLookup', held);
    this.outputMode = held.outputMode;
    this.invert = held.invert;
    this.given = held.vocabulary !== undefined;
    this.vocabulary = new Vocabulary(this.name, { ...held, bucket: buckets(Math.max(held.numOovIndices, 1), held.salt) });
    if (held.invert && held.outputMode !== 'int') throw new ConfigError(`${this.name}: invert needs outputMode 'int'.`);
  }

  protected tokensIn(data: HostData): Pieces<Entries<string>> {
    return stringsIn(this.name, data);
  }

  override *converting(data: HostData, rows: boolean): Pieces<Tensor> {
    if (!this.invert) return yield* super.converting(data, rows);
    if (rows)
      throw new ConfigError(`${this.name}: invert gives strings, which no model takes. Apply the layer to what the model predicts.`);
    const { values, shape } = yield* integersIn(this.name, data);
    return nest({ values: this.vocabulary.at(values), shape }) as Tensor; // the factory's types say that these are strings
  }
}

/** A lookup of the strings at indices. */
export interface InverseStringLookup extends Omit<StringLookup, 'apply'> {
  /** The strings at indices. @throws {DataError} on indices that are no whole numbers */
  apply(indices: TensorLike): NestedStrings;
}

/** Turns strings into indices of a vocabulary, as int32 or encoded. It works on the host, on nested arrays of strings: apply it to
 *  them, or put it first in a model, which then takes strings. With `invert`, it turns indices into strings.
 *  @shape [...] -> [...] for 'int'; [..., tokens] for 'oneHot', without a last axis of 1 before; else [batch, steps] -> [batch, tokens],
 *    where a single axis is one sample unless a model reads it
 *  @throws {ConfigError} on invalid options, or if it is applied before there is a vocabulary
 *  @throws {DataError} on other data than strings, or on unknown ones if numOovIndices is 0 */
export function stringLookup(options: InverseStringLookupOptions): InverseStringLookup;
export function stringLookup(options?: StringLookupOptions): StringLookup;
export function stringLookup(options: StringLookupOptions = {}): StringLookup | InverseStringLookup {
  return new StringLookup(options);
}
