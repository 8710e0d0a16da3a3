import type { Place } from '../abi/program.ts';
import type { Tensor } from '../graph/tensor.ts';
import { offset, type Emitter, type Lowering } from './lowering.ts';

/** The attributes of the ops `attention` and `attention_dx`. */
export interface AttentionAttributes {
  readonly scale: number;
  readonly causal: boolean;
  /** 0 for none. */
  readonly window: number;
  readonly rate: number;
  readonly seed: number;
  readonly stream: number;
  /** Whether there is a mask among the inputs, and a counter of draws. */
  readonly masked: boolean;
  readonly drops: boolean;
}

/** The inputs of such an op. */
export interface AttentionParts {
  /** [batch, rows, heads, depth] */
  readonly q: Tensor;
  /** [batch, cols, groups, depth] */
  readonly k: Tensor;
  /** [batch, cols, groups, width] */
  readonly v: Tensor;
  /** Four axes that broadcast to [batch, heads, rows, cols]. */
  readonly mask: Tensor | undefined;
  readonly counter: Tensor | undefined;
  /** Further inputs: of `attention_dx` the node of `attention` and the gradient of its outputs. */
  readonly rest: readonly Tensor[];
  /** How many elements the outputs have. */
  readonly outputs: number;
}

export function attentionParts({ inputs, attrs }: Tensor): AttentionParts {
  const { masked, drops } = attrs as unknown as AttentionAttributes;
  const [q, k, v, ...more] = inputs as [Tensor, Tensor, Tensor, ...Tensor[]];
  const mask = masked ? more.shift() : undefined;
  const counter = drops ? more.shift() : undefined;
  return { q, k, v, mask, counter, rest: more, outputs: (q.size / q.shape[3]!) * v.shape[3]! };
}

/** The arguments that both kernels share. */
function shared(y: Tensor, to: Emitter): Record<string, number | Place | null> {
  const { scale, causal, window, rate, seed, stream } = y.attrs as unknown as AttentionAttributes;
  const { q, k, v, mask, counter } = attentionParts(y);
  const [batch, rows, heads, depth] = q.shape as [number, number, number, number];
  const [, cols, groups] = k.shape as [number, number, number];
  const steps = [0, 0, 0, 0];
  for (let axis = 3, step = 1; mask !== undefined && axis >= 0; step *= mask.shape[axis]!, axis--) {
    if (mask.shape[axis] !== 1) steps[axis] = step;
  }
  return {
    batch, rows, cols, groups, share: heads / groups, depth, width: v.shape[3]!, causal: Number(causal), window, scale, rate, seed, stream,
    q: to.at(q), k: to.at(k), v: to.at(v), mask: mask === undefined ? null : to.at(mask), maskB: steps[0]!, maskN: steps[1]!,
    maskT: steps[2]!, maskS: steps[3]!, counter: counter === undefined ? null : to.at(counter),
  };
}

export const lowerings: Readonly<Record<string, Lowering>> = {
  attention: (y, to) => to.emit('attention', { ...shared(y, to), y: to.at(y), lse: offset(to.at(y), attentionParts(y).outputs) }),
  attention_dx: (dx, to) => {
    const { q, k, rest, outputs } = attentionParts(dx);
    const [flat, dy] = rest as [Tensor, Tensor];
    to.emit('attention_dx', {
      ...shared(dx, to), y: to.at(flat), lse: offset(to.at(flat), outputs), dy: to.at(dy), dq: to.at(dx), dk: offset(to.at(dx), q.size),
      dv: offset(to.at(dx), q.size + k.size),
    });
  },
};
