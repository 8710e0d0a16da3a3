import { integer, kept, oneOf, or, orNone } from '../core/declaration.ts';
import { ConfigError, DataError, show } from '../core/errors.ts';
import { forEach, type Pieces } from '../core/pieces.ts';
import type { Spec } from '../graph/symbolic.ts';
import type { Tensor } from '../graph/tensor.ts';
import { buckets, type Salt } from '../preprocessing/buckets.ts';
import { encodedShape, encodeIndices, INDEX_MODES, type IndexMode } from '../preprocessing/encode.ts';
import { entriesIn, inRows, type HostData } from '../preprocessing/nested.ts';
import { HostLayer } from './host-layer.ts';
import { saltOption } from './index-lookup.ts';
import { LAYER, type BatchShape, type LayerOptions } from './layer.ts';

export interface HashingOptions extends LayerOptions {
  /** The number of bins. */
  numBins: number;
  /** The value for padding, which gets bin 0 for itself (default: none). */
  maskValue?: string | number | null;
  /** A key for the hash: one number or two. The hash is then SipHash-2-4 instead of FarmHash's fingerprint (default: none). */
  salt?: Salt | null;
  /** What becomes of the number of the bin: itself ('int'); a row with a 1 at its place ('oneHot'); one row for a sample, with 1 for
   *  each bin that occurs ('multiHot') or how often it does ('count') (default 'int'). */
  outputMode?: IndexMode;
}

const OPTIONS = LAYER.extend<HashingOptions>()({
  numBins: integer({ least: 1 }),
  maskValue: orNone(
    kept((where, name, given: string | number) => {
      if (typeof given === 'string' || Number.isSafeInteger(given)) return given;
      throw new ConfigError(`${where}: ${name} must be a string or a whole number, received ${show(given)}.`);
    }),
  ),
  salt: saltOption(),
  outputMode: or(oneOf(INDEX_MODES), 'int'),
});

/** Puts strings or whole numbers into bins by their hash. */
export class Hashing extends HostLayer {
  readonly kind = 'hashing';
  readonly numBins: number;
  readonly outputMode: IndexMode;
  readonly #bin: (value: string | number) => number;

  constructor(options: HashingOptions) {
    const held = OPTIONS.read('hashing', options);
    super('hashing', held);
    const { numBins, maskValue, salt } = held;
    this.numBins = numBins;
    this.outputMode = held.outputMode;
    const masks = maskValue !== undefined && numBins > 1;
    const bucket = buckets(masks ? numBins - 1 : numBins, salt);
    const text = (value: string | number): string => {
      if (typeof value === 'string') return value;
      const whole = Math.trunc(value) + 0; // no -0
      if (Number.isSafeInteger(whole)) return String(whole);
      throw new DataError(`${this.name}: expected strings, or numbers that are exact without their fraction, received ${value}.`);
    };
    this.#bin = masks ? (value) => (value === maskValue ? 0 : 1 + bucket(text(value))) : (value) => bucket(text(value));
  }

  override get inputDtype(): 'float32' | 'int32' {
    return this.outputMode === 'int' ? 'int32' : 'float32';
  }

  get knows(): boolean {
    return true;
  }

  override inputSpecs(): readonly Spec[] | undefined {
    const shape = this.inputShape;
    return shape === undefined ? undefined : [{ name: this.name, ...this.converted([null, ...shape]) }];
  }

  converted(shape: BatchShape): Pick<Spec, 'shape' | 'dtype'> {
    return { shape: encodedShape(this.outputMode, shape, this.numBins), dtype: this.inputDtype };
  }

  *converting(data: HostData, rows: boolean): Pieces<Tensor> {
    const read = yield* entriesIn(this.name, data);
    const { values, shape } = rows ? inRows(read) : read;
    const bins = new Int32Array(values.length);
    yield* forEach(values.length, (i) => void (bins[i] = this.#bin(values[i]!)));
    return yield* encodeIndices(this.name, this.outputMode, bins, shape, this.numBins);
  }
}

/** Puts strings or whole numbers into bins by their hash, which needs no vocabulary; different values may come into one bin. A
 *  number is hashed as its decimal digits, without a fraction. The hash is the Fingerprint64 of FarmHash, or SipHash-2-4 under a salt,
 *  modulo the number of bins, as in Keras: the same everywhere. It works on the host, on nested arrays or tensors with values: apply it
 *  to them, or put it first in a model.
 *  @shape [...] -> [...] for 'int'; [..., bins] for 'oneHot', without a last axis of 1 before; else [batch, steps] -> [batch, bins],
 *    where a single axis is one sample unless a model reads it
 *  @throws {ConfigError} on invalid options
 *  @throws {DataError} on values that are neither strings nor finite numbers below 2^53 */
export const hashing = (options: HashingOptions): Hashing => new Hashing(options);
