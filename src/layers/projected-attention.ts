import { boolean, integer, number, or, orNone, type Options } from '../core/declaration.ts';
import { ConfigError, ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import type { Constraint, ConstraintLike } from '../constraints/index.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Initializer, InitializerLike } from '../initializers/index.ts';
import { attention } from '../op/attention.ts';
import { composedAttention, type AttentionOptions } from '../op/composed-attention.ts';
import { multiply, where } from '../op/elementwise.ts';
import { expandDims } from '../op/move.ts';
import type { Regularizer, RegularizerLike } from '../regularizers/index.ts';
import type { CallArguments, Tensors, Trace } from '../trace/trace.ts';
import { attentionCall, type AttentionCall } from './attention-call.ts';
import { buildWithin } from './build-within.ts';
import { keepSteps, type Past } from './earlier-steps.ts';
import { EinsumDense } from './einsum-dense.ts';
import { HeadRows } from './head-rows.ts';
import { Layer, LAYER, type BatchShape, type LayerOptions } from './layer.ts';
import { SEED, type SeedOptions } from './noise.ts';
import { weight } from './weight-parts.ts';

/** Options of the projections of an attention layer, each of which has weights of its own. */
export interface ProjectedAttentionOptions extends LayerOptions, SeedOptions {
  /** Fraction of the shares of the values to drop while training (default 0). */
  dropout?: number;
  /** Whether projections add a bias (default true). */
  useBias?: boolean;
  /** Whether each head's result is multiplied by the sigmoid of a projection of the query (default false). */
  useGate?: boolean;
  /** Query i sees only the keys j with |i - j| below this (default: all). */
  slidingWindow?: number | null;
  /** Whether scores are computed block by block, without the matrix of all of them: true refuses calls that ask for the scores, false
   *  computes the matrix (default: block by block unless a call asks for the scores). */
  flashAttention?: boolean | null;
  /** How kernels begin (default 'glorotUniform'). */
  kernelInitializer?: InitializerLike;
  /** How biases begin (default 'zeros'). */
  biasInitializer?: InitializerLike;
  /** The penalty on kernels (default: none). */
  kernelRegularizer?: RegularizerLike | null;
  /** The penalty on biases (default: none). */
  biasRegularizer?: RegularizerLike | null;
  /** The constraint on kernels after each step (default: nothing). */
  kernelConstraint?: ConstraintLike | null;
  /** The constraint on biases after each step (default: nothing). */
  biasConstraint?: ConstraintLike | null;
}

/** These options, as a layer holds them. */
interface HeldProjectedOptions {
  readonly dropout: number;
  readonly useBias: boolean;
  readonly useGate: boolean;
  readonly slidingWindow: number | undefined;
  readonly flashAttention: boolean | undefined;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
  readonly kernelRegularizer: Regularizer | undefined;
  readonly biasRegularizer: Regularizer | undefined;
  readonly kernelConstraint: Constraint | undefined;
  readonly biasConstraint: Constraint | undefined;
  readonly seed: number | undefined;
}

type Projected = Omit<Options<ProjectedAttentionOptions, HeldProjectedOptions, LayerOptions>, 'read'>;

/** The options of `multiHeadAttention` and `groupQueryAttention`. */
export const PROJECTED: Projected = LAYER.extend<ProjectedAttentionOptions>()({
  dropout: or(number({ least: 0, most: 1 }), 0),
  useBias: or(boolean(), true),
  useGate: or(boolean(), false),
  slidingWindow: orNone(integer({ least: 1 })),
  flashAttention: orNone(boolean()),
  ...weight('kernel', 'glorotUniform'),
  ...weight('bias', 'zeros'),
  ...SEED,
});

/** How many heads there are, and how wide. */
export interface Heads {
  readonly queryHeads: number;
  /** Heads of keys and values; query heads are a multiple of it. */
  readonly keyHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
}

/** A projection within an attention layer, which heeds the masks of its inputs itself. */
class Projection extends EinsumDense {
  override computeMask(): undefined {
    return undefined;
  }
}

/** Attention with several heads over projections of queries, keys and values. */
export abstract class ProjectedAttention extends Layer {
  override readonly supportsMasking: boolean = true;
  /** The penalty on outputs is that of each projection, as in Keras. */
  override readonly activityRegularizer: undefined = undefined;
  readonly heads: Heads;
  /** Kernel [features, heads, keyDim] and bias [heads, keyDim]. */
  queryDense: EinsumDense | undefined;
  keyDense: EinsumDense | undefined;
  gateDense: EinsumDense | undefined;
  valueDense: EinsumDense | undefined;
  /** Kernel [heads, valueDim, ...output] and bias [...output]. */
  outputDense: EinsumDense | undefined;
  readonly #given: ProjectedAttentionOptions;
  readonly #held: HeldProjectedOptions;

  constructor(defaultName: string, options: ProjectedAttentionOptions, heads: Heads) {
    super(defaultName, options);
    this.#given = options;
    this.#held = PROJECTED.pick(defaultName, options);
    this.heads = heads;
  }

  /** The sizes behind the steps in the output. */
  protected abstract outputSizes(query: BatchShape): readonly number[];

  /** The axes over which the softmax goes together.
   *  @param rank  that of the inputs */
  protected abstract axesOf(rank: number): readonly number[];

  override build(query: BatchShape, value?: BatchShape, key: BatchShape | undefined = value): void {
    if (value === undefined || key === undefined)
      throw new ShapeError(`${this.name}: expected [query, value] or [query, value, key], received one input.`);
    this.#checkBuild(query, value, key);
    const { queryHeads, keyHeads, keyDim, valueDim } = this.heads;
    const { useGate } = this.#held;
    const into = (name: string, shape: BatchShape, heads: number, width: number, activation?: 'sigmoid'): EinsumDense =>
      this.#projection(name, shape, 1, [heads, width], activation);
    this.queryDense = into('query', query, queryHeads, keyDim);
    this.keyDense = into('key', key, keyHeads, keyDim);
    this.gateDense = useGate ? into('gate', query, queryHeads, valueDim, 'sigmoid') : undefined;
    this.valueDense = into('value', value, keyHeads, valueDim);
    this.outputDense = this.#projection('attentionOutput', [...query.slice(0, -1), queryHeads, valueDim], 2, this.outputSizes(query));
    const inputs = [query, key, ...(useGate ? [query] : []), value, [...query.slice(0, -1), queryHeads, valueDim]];
    buildWithin(this, inputs.map((shape) => [shape]));
  }

  /** A projection over the last `bound` axes of an input of this shape.
   *  @source the equations of Keras: MultiHeadAttention */
  #projection(name: string, input: BatchShape, bound: number, sizes: readonly number[], activation?: 'sigmoid'): EinsumDense {
    const letters = (from: number, count: number): string => [...'abcdefghijklmnopqrstuvwxyz'].slice(from, from + count).join('');
    const free = letters(0, input.length - bound);
    const summed = letters(free.length, bound);
    const made = letters(input.length, sizes.length);
    const { useBias, kernelInitializer, biasInitializer, ...held } = this.#held;
    return new Projection({
      name, equation: `${free}${summed},${summed}${made}->${free}${made}`,
      outputShape: [...input.slice(1, -bound).map(() => null), ...sizes],
      biasAxes: useBias ? made : null, activation: activation ?? null, kernelInitializer, biasInitializer,
      kernelRegularizer: held.kernelRegularizer ?? null, biasRegularizer: held.biasRegularizer ?? null,
      kernelConstraint: held.kernelConstraint ?? null, biasConstraint: held.biasConstraint ?? null,
      activityRegularizer: this.#given.activityRegularizer ?? null, dtype: this.dtypePolicy, trainable: this.trainable,
    });
  }

  override stepwise(): boolean {
    return true;
  }

  call(inputs: Tensors, t: Trace, args: CallArguments): Tensors {
    const given = attentionCall(this, inputs, t, args, true);
    const { query, key, value, queryMask } = given;
    const { flashAttention } = this.#held;
    if (flashAttention === true && given.returnAttentionScores)
      throw new ConfigError(`${this.name}: with flashAttention true there are no scores to return. Leave the option away.`);
    const rows = new HeadRows(this.name, query.shape, value.shape, this.axesOf(query.rank), this.heads.queryHeads);
    const gate = this.gateDense && t.call(this.gateDense, query);
    const [q, k, v] = [t.call(this.queryDense!, query), t.call(this.keyDense!, key), t.call(this.valueDense!, value)];
    const projected = [q, k, v].map((x) => rows.ofInput(x)) as [Tensor, Tensor, Tensor];
    const past = this.#past(given, projected, t);
    if (past !== undefined) [projected[1], projected[2]] = [past.keys, past.values];
    const own = this.#seeing(rows, given, t);
    const seeing = past === undefined ? own : { ...own, causal: false, window: undefined, mask: past.mask };
    // Products of bfloat16 need the matrix of scores.
    const byBlocks = flashAttention !== false && !given.returnAttentionScores && this.computeDtype === 'float32';
    const found = byBlocks ? { output: attention(...projected, seeing) } : composedAttention(...projected, seeing);
    const heads = rows.toOutput(found.output);
    const seen = queryMask === undefined ? heads : where(expandDims(queryMask, [2, 3]), heads, 0);
    const output = t.call(this.outputDense!, gate === undefined ? seen : multiply(seen, gate));
    if (given.carried !== undefined) t.setMask(output, given.carried);
    if (!given.returnAttentionScores || !('shares' in found)) return output;
    const shares = queryMask === undefined ? found.shares : where(expandDims(queryMask, [1, 3]), found.shares, 0);
    return [output, rows.toScores(shares)];
  }

  /** Keys and values of earlier steps, if the call goes on from such. Keeps those of this call.
   *  @throws {ConfigError} if steps would see later ones, or what cannot be kept */
  #past(given: AttentionCall, [, keys, values]: readonly [Tensor, Tensor, Tensor], t: Trace): Past | undefined {
    const { stage } = t;
    if (stage === undefined) return undefined;
    const refused =
      given.query !== given.value || given.query !== given.key ? 'its queries, keys and values are not of one sequence' :
      !given.useCausalMask ? 'its steps see later ones. Call it with useCausalMask: true' :
      given.query.rank !== 3 ? 'its inputs have more axes than batch, steps and features' :
      given.attentionMask !== undefined ? 'it has an attentionMask' :
      given.returnAttentionScores ? 'it is asked for scores' : undefined;
    if (refused !== undefined) throw stage.refusal(this, refused);
    return keepSteps(this, t, stage, keys, values, given.keyMask, this.#held.slidingWindow);
  }

  /** What queries see, and what is dropped. */
  #seeing(rows: HeadRows, given: AttentionCall, t: Trace): AttentionOptions {
    const { dropout: rate, seed, slidingWindow } = this.#held;
    const draw = t.training && rate > 0 ? { ...t.draw('dropout'), ...(seed === undefined ? {} : { seed }) } : undefined;
    if (given.useCausalMask || slidingWindow !== undefined) rows.mustHaveOneAxis();
    return {
      scale: 1 / Math.sqrt(this.heads.keyDim),
      causal: given.useCausalMask,
      window: slidingWindow,
      mask: rows.maskOf(given.attentionMask, given.keyMask),
      ...(draw === undefined ? {} : { dropout: { rate, draw } }),
      precision: this.computeDtype,
    };
  }

  #checkBuild(query: BatchShape, value: BatchShape, key: BatchShape): void {
    const rank = query.length;
    const fits =
      rank >= 3 && value.length === rank && key.length === rank && value.slice(1, -1).every((d, i) => d === key[i + 1]) &&
      [query, value, key].every((shape) => typeof shape.at(-1) === 'number');
    if (fits) return;
    const received = [query, value, key].map(showShape).join(', ');
    throw this.wrongInput(
      '[*, steps, features]', query, `Query, value and key need as many axes, value and key the same steps; they are ${received}.`,
    );
  }

  override computeMask(): undefined {
    return undefined; // `call` gives the output the mask of the queries, and the scores none
  }

  override getConfig(): Record<string, unknown> {
    const { activityRegularizer } = LAYER.pick(this.name, this.#given);
    return { ...super.getConfig(), ...PROJECTED.store(this.#held), ...LAYER.store({ ...NOTHING, activityRegularizer }) };
  }
}

/** No option of those that every layer has. */
const NOTHING = { name: undefined, trainable: undefined, inputShape: undefined, dtype: undefined };
