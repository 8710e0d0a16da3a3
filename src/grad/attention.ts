import type { Tensor } from '../graph/tensor.ts';
import { attentionParts } from '../lower/attention.ts';
import { apart } from '../op/attention.ts';
import { composedFrom } from '../op/composed-attention.ts';
import { unpack } from '../op/move.ts';
import type { PullBack } from './parts-rule.ts';

/** The derivative of `attention_dx`: that of the same gradients made of other ops, which need the matrix of scores.
 *  @param g  the gradient of its flat result */
export function throughAttention(y: Tensor, g: Tensor, pullBack: PullBack): (Tensor | null)[] {
  const parts = attentionParts(y);
  const [q, k, v] = [apart(parts.q), apart(parts.k), apart(parts.v)];
  const output = composedFrom(y, q, k, v);
  const dy = apart(parts.rest[1]!, output.shape);
  const gradients = pullBack([[output, dy]], [q, k, v]);
  const [dq, dk, dv, ddy] = pullBack(
    unpack(g, gradients).map((part, i) => [gradients[i]!, part] as const),
    [q, k, v, dy],
  );
  // The outputs among the inputs are functions of queries, keys and values, through which the gradient has gone here.
  return [dq!, dk!, dv!, ...y.inputs.slice(3, -1).map(() => null), ddy!];
}
