import { number, or, type Options } from '../core/declaration.ts';
import { ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import type { Tensor, TensorLike } from '../graph/tensor.ts';
import type { Attended, AttentionOptions } from '../op/composed-attention.ts';
import { add, multiply, tanh, where } from '../op/elementwise.ts';
import { expandDims, squeeze } from '../op/move.ts';
import { sum } from '../op/reduce.ts';
import type { CallArguments, Tensors, Trace } from '../trace/trace.ts';
import { attentionCall, overKeys, type AttentionCall } from './attention-call.ts';
import { Layer, LAYER, type LayerOptions } from './layer.ts';
import { SEED, type SeedOptions } from './noise.ts';

export interface ScoredAttentionOptions extends LayerOptions, SeedOptions {
  /** Fraction of the scores to drop while training (default 0). */
  dropout?: number;
}

/** The options of `attention` and `additiveAttention`. */
export const SCORED: Omit<
  Options<ScoredAttentionOptions, { readonly dropout: number; readonly seed: number | undefined }, LayerOptions>,
  'read'
> = LAYER.extend<ScoredAttentionOptions>()({ dropout: or(number({ least: 0, most: 1 }), 0), ...SEED });

/** Attention with one head and no projections. */
export abstract class ScoredAttention extends Layer {
  override readonly supportsMasking: boolean = true;
  readonly dropout: number;
  readonly #options: ScoredAttentionOptions;
  readonly #seed: number | undefined;

  constructor(defaultName: string, options: ScoredAttentionOptions) {
    super(defaultName, options);
    this.#options = options;
    const { dropout, seed } = SCORED.pick(defaultName, options);
    this.dropout = dropout;
    this.#seed = seed;
  }

  /** What queries make of keys and values.
   *  @shape query [batch, queries, dim], key [batch, keys, dim], value [batch, keys, 1, width] */
  protected abstract attend(query: Tensor, key: Tensor, value: Tensor, t: Trace, options: AttentionOptions): Attended;

  /** The outputs alone, computed block by block where that can be. */
  protected output(query: Tensor, key: Tensor, value: Tensor, t: Trace, options: AttentionOptions): Tensor {
    return this.attend(query, key, value, t, options).output;
  }

  call(inputs: Tensors, t: Trace, args: CallArguments): Tensors {
    const given = attentionCall(this, inputs, t, args, false);
    this.#check(given);
    const { query, key, value, queryMask, keyMask } = given;
    const draws = t.training && this.dropout > 0;
    const draw = draws ? { ...t.draw('dropout'), ...(this.#seed === undefined ? {} : { seed: this.#seed }) } : undefined;
    const seeing = {
      causal: given.useCausalMask,
      ...(keyMask === undefined ? {} : { mask: overKeys(keyMask) }),
      ...(draw === undefined ? {} : { dropout: { rate: this.dropout, draw } }),
      precision: this.computeDtype,
    };
    const parts = [query, key, expandDims(value, 2), t, seeing] as const;
    const found = given.returnAttentionScores ? this.attend(...parts) : { output: this.output(...parts) };
    const outputs = squeeze(found.output, { axis: 2 });
    const output = queryMask === undefined ? outputs : where(expandDims(queryMask, 2), outputs, 0);
    if (given.carried !== undefined) t.setMask(output, given.carried);
    return 'kept' in found ? [output, squeeze(found.kept, { axis: 1 })] : output;
  }

  #check({ query, key, value }: AttentionCall): void {
    const [batch, , dim] = query.shape;
    const [ofKey, ofValue] = [key.shape, value.shape];
    const fits =
      [query, key, value].every((x) => x.rank === 3) && ofKey[0] === batch && ofKey[2] === dim && ofValue[0] === batch &&
      ofValue[1] === ofKey[1];
    if (fits) return;
    const received = [query, value, key].map((x) => showShape(x.shape)).join(', ');
    throw new ShapeError(
      `${this.name}: expected query [batch, queries, dim], value [batch, keys, width] and key [batch, keys, dim], received ${received}.`,
    );
  }

  override computeMask(): undefined {
    return undefined; // `call` gives the output the mask of the queries, and the scores none
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), ...SCORED.store(SCORED.pick(this.name, this.#options)) };
  }
}

/** Sums of factor tanh(within(query + key)) over the features.
 *  @shape query [batch, queries, dim], key [batch, keys, dim], factor [dim] or [] -> [batch, 1, queries, keys] */
export function additiveScores(query: Tensor, key: Tensor, within: (sums: Tensor) => Tensor, factor: TensorLike): Tensor {
  const sums = add(expandDims(query, 2), expandDims(key, 1));
  return expandDims(sum(multiply(factor, tanh(within(sums))), { axis: -1 }), 1);
}
