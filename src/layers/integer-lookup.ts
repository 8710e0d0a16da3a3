import { integer, oneOf, or, orNone } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import type { Pieces } from '../core/pieces.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { buckets } from '../preprocessing/buckets.ts';
import { inRows, integersIn, type Entries, type HostData } from '../preprocessing/nested.ts';
import { Vocabulary, type LookupMode } from '../preprocessing/vocabulary.ts';
import { IndexLookup, LOOKUP, vocabularyOption, type LookupOptions } from './index-lookup.ts';
import { LAYER } from './layer.ts';

export interface IntegerLookupOptions extends LookupOptions {
  /** The number for padding: index 0 in mode 'int', left out in other modes (default: none). */
  maskToken?: number | null;
  /** The number that `getVocabulary` and `invert` have for unknown ones (default -1). */
  oovToken?: number;
  /** The numbers, if they are known; otherwise `adapt` finds them. They may begin with the special ones (default: none). */
  vocabulary?: readonly number[] | null;
  /** How one of several places for unknown numbers is chosen: by the number modulo their count, or by the hash of its decimal digits
   *  (default 'floormod'). */
  oovMethod?: 'floormod' | 'farmhash';
}

const OPTIONS = LAYER.extend<IntegerLookupOptions>()({
  ...LOOKUP,
  maskToken: orNone(integer()),
  oovToken: or(integer(), -1),
  vocabulary: vocabularyOption<number>(),
  oovMethod: or(oneOf(['floormod', 'farmhash']), 'floormod'),
});

/** Turns whole numbers into indices of a vocabulary. */
export class IntegerLookup extends IndexLookup<number> {
  readonly kind = 'integerLookup';
  readonly outputMode: LookupMode;
  readonly invert: boolean;
  protected readonly vocabulary: Vocabulary<number>;
  protected readonly given: boolean;

  constructor(options: IntegerLookupOptions = {}) {
    const held = OPTIONS.read('integerLookup', options);
    super('integerLookup', held);
    this.outputMode = held.outputMode;
    this.invert = held.invert;
    this.given = held.vocabulary !== undefined;
    if (held.invert && held.outputMode !== 'int') throw new ConfigError(`${this.name}: invert needs outputMode 'int'.`);
    if (held.salt !== undefined && held.oovMethod !== 'farmhash')
      throw new ConfigError(`${this.name}: salt is the key of a hash. Set oovMethod to 'farmhash', or leave it away.`);
    const count = Math.max(held.numOovIndices, 1);
    const hashed = buckets(count, held.salt);
    const bucket = (token: number): number => (held.oovMethod === 'farmhash' ? hashed(String(token)) : ((token % count) + count) % count);
    this.vocabulary = new Vocabulary(this.name, { ...held, bucket });
  }

  protected tokensIn(data: HostData): Pieces<Entries<number>> {
    return integersIn(this.name, data);
  }

  override *converting(data: HostData, rows: boolean): Pieces<Tensor> {
    if (!this.invert) return yield* super.converting(data, rows);
    const read = yield* this.tokensIn(data);
    const { values, shape } = rows ? inRows(read) : read;
    return constant(Int32Array.from(this.vocabulary.at(values)), shape);
  }
}

/** Turns whole numbers into indices of a vocabulary, as int32 or encoded. It works on the host, on nested arrays or tensors with
 *  values: apply it to them, or put it first in a model. With `invert`, it turns indices into the numbers.
 *  @shape [...] -> [...] for 'int'; [..., tokens] for 'oneHot', without a last axis of 1 before; else [batch, steps] -> [batch, tokens],
 *    where a single axis is one sample unless a model reads it
 *  @throws {ConfigError} on invalid options, or if it is applied before there is a vocabulary
 *  @throws {DataError} on values that are no whole numbers, or on unknown ones if numOovIndices is 0 */
export const integerLookup = (options?: IntegerLookupOptions): IntegerLookup => new IntegerLookup(options);
