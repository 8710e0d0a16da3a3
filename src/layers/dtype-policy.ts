import { kept, type Option } from '../core/declaration.ts';
import { unknownName } from '../core/errors.ts';
import type { Precision } from '../op/gemm.ts';

/** The number formats in which a layer computes. `float32` uses float32 for everything. `mixed_bfloat16` rounds the operands of
 *  matrix products and of convolutions, forward and backward, to bfloat16; weights, gradients, slots, sums and values between layers
 *  are float32, and so are depthwise convolutions. (Keras also rounds gradients and values between layers.) */
export type DtypePolicy = 'float32' | 'mixed_bfloat16';

const COMPUTES_IN: Readonly<Record<DtypePolicy, Precision>> = { float32: 'float32', mixed_bfloat16: 'bfloat16' };
export const DTYPE_POLICIES = Object.keys(COMPUTES_IN) as readonly DtypePolicy[];

let current: DtypePolicy = 'float32';

/** The policy of layers that are made without a policy of their own. */
export function dtypePolicy(): DtypePolicy {
  return current;
}

/** Sets the policy of layers that are made from now on without a policy of their own. Existing layers keep theirs.
 *  @throws {ConfigError} if no policy has that name */
export function setDtypePolicy(name: DtypePolicy): void {
  current = checkDtypePolicy(name);
}

const checkDtypePolicy = (name: DtypePolicy): DtypePolicy =>
  DTYPE_POLICIES.includes(name) ? name : unknownName('dtype policy', name, DTYPE_POLICIES);

export const policy = (): Option<DtypePolicy, DtypePolicy> => kept((_where, _name, given) => checkDtypePolicy(given));

/** The precision of a policy's matrix products. */
export function computesIn(name: DtypePolicy): Precision {
  return COMPUTES_IN[name];
}
