import { ShapeError } from '../core/errors.ts';
import { checkBoolean, checkKeys } from '../core/options.ts';
import { showShape } from '../core/shape.ts';
import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { cast, logicalAnd } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import type { CallArguments, Tensors, Trace } from '../trace/trace.ts';
import type { ApplyOptions } from './apply.ts';
import type { Layer } from './layer.ts';
import { severalInputs } from './merge.ts';

/** What the call of an attention layer takes besides [query, value] or [query, value, key]. Masks are 1 where a step counts. */
export interface AttentionArguments extends ApplyOptions {
  /** Which steps of the queries count (default: the mask that the queries carry). @shape [batch, queries] */
  readonly queryMask?: TensorLike | undefined;
  /** Which steps of the values count (default: the mask that the values carry). @shape [batch, keys] */
  readonly valueMask?: TensorLike | undefined;
  /** Whether query i sees only the keys 0 to i (default false). */
  readonly useCausalMask?: boolean | undefined;
  /** Whether to answer with [outputs, scores] (default false). Scores are the shares that multiply the values. */
  readonly returnAttentionScores?: boolean | undefined;
}

export interface MultiHeadAttentionArguments extends AttentionArguments {
  /** Which steps of the keys count (default: the mask that the keys carry). @shape [batch, keys] */
  readonly keyMask?: TensorLike | undefined;
  /** Which keys each query sees. @shape [batch, queries, keys] or [batch, heads, queries, keys], sizes may be 1 */
  readonly attentionMask?: TensorLike | undefined;
}

/** A call of an attention layer, read. */
export interface AttentionCall {
  readonly query: Tensor;
  readonly value: Tensor;
  /** The values, unless keys were given. */
  readonly key: Tensor;
  readonly queryMask: Tensor | undefined;
  /** The mask that the outputs carry: that of the queries, but not one that was given as `queryMask`, as in Keras. */
  readonly carried: Tensor | undefined;
  /** Which keys count, by the masks of values and keys. @shape [batch, keys] */
  readonly keyMask: Tensor | undefined;
  readonly attentionMask: Tensor | undefined;
  readonly useCausalMask: boolean;
  readonly returnAttentionScores: boolean;
}

const COMMON = ['mask', 'training', 'queryMask', 'valueMask', 'useCausalMask', 'returnAttentionScores'];
const OF_HEADS = [...COMMON, 'keyMask', 'attentionMask'];

/** The inputs of an attention layer, by name.
 *  @throws {ShapeError} if there are not two or three */
export function attentionInputs(layer: Layer, inputs: Tensors): { readonly query: Tensor; readonly value: Tensor; readonly key?: Tensor } {
  const list = severalInputs(layer, inputs);
  if (list.length === 2 || list.length === 3) {
    const [query, value, key] = list as [Tensor, Tensor, Tensor?];
    return { query, value, ...(key === undefined ? {} : { key }) };
  }
  throw new ShapeError(`${layer.name}: expected [query, value] or [query, value, key], received ${list.length} inputs.`);
}

/** Reads a call.
 *  @param ofHeads  whether the layer takes `keyMask` and `attentionMask`
 *  @throws {ShapeError} if there are not two or three inputs, or a mask has not the steps of its input
 *  @throws {ConfigError} on unknown arguments */
export function attentionCall(layer: Layer, inputs: Tensors, t: Trace, args: CallArguments, ofHeads: boolean): AttentionCall {
  checkKeys(layer.name, args, ofHeads ? OF_HEADS : COMMON);
  const { query, value, key } = attentionInputs(layer, inputs);
  const maskOf = (name: string, x: Tensor, given: unknown): Tensor | undefined => {
    const mask = given === undefined || given === null ? t.maskOf(x) : asTensor(given as TensorLike);
    if (mask === undefined) return undefined;
    if (mask.rank === 2 && x.rank === 3 && mask.shape.every((d, i) => d === x.shape[i])) return cast(mask, 'float32');
    const expected = x.rank === 3 ? `a ${name} of shape ${showShape(x.shape.slice(0, 2))}` : `no ${name} with inputs of ${x.rank} axes`;
    throw new ShapeError(
      `${layer.name}: expected ${expected}, received ${showShape(mask.shape)}. Give what a query sees as attentionMask.`,
    );
  };
  const flag = (name: string): boolean => checkBoolean(layer.name, name, args[name] ?? false);
  const carried = maskOf('mask', query, args.mask);
  const ofValues = maskOf('valueMask', value, args['valueMask']);
  const ofKeys = ofHeads && key !== undefined ? maskOf('keyMask', key, args['keyMask']) : undefined;
  const attentionMask = args['attentionMask'] as TensorLike | null | undefined;
  return {
    query,
    value,
    key: key ?? value,
    queryMask: args['queryMask'] === undefined || args['queryMask'] === null ? carried : maskOf('queryMask', query, args['queryMask']),
    carried,
    keyMask: ofValues === undefined || ofKeys === undefined ? (ofValues ?? ofKeys) : logicalAnd(ofValues, ofKeys),
    attentionMask: attentionMask === undefined || attentionMask === null ? undefined : cast(attentionMask, 'float32'),
    useCausalMask: flag('useCausalMask'),
    returnAttentionScores: flag('returnAttentionScores'),
  };
}

/** A mask of steps as one of scores, whose keys they are. @shape [batch, keys] -> [batch, 1, 1, keys] */
export const overKeys = (mask: Tensor): Tensor => reshape(mask, [mask.shape[0]!, 1, 1, mask.shape[1]!]);
