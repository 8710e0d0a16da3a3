import { kept, type Option } from '../core/declaration.ts';
import { unknownName } from '../core/errors.ts';
import type { Precision } from '../op/gemm.ts';

/** What a layer computes in. `float32`: everything. `mixed_bfloat16`: the operands of matrix products, forward and
 *  backward, are rounded to bfloat16; weights, gradients, slots, sums and what passes between layers are float32. (Keras
 *  rounds gradients and what passes between layers, too.) */
export type DtypePolicy = 'float32' | 'mixed_bfloat16';

const COMPUTES_IN: Readonly<Record<DtypePolicy, Precision>> = { float32: 'float32', mixed_bfloat16: 'bfloat16' };
export const DTYPE_POLICIES = Object.keys(COMPUTES_IN) as readonly DtypePolicy[];

let current: DtypePolicy = 'float32';

/** The policy of layers that are made without one of their own. */
export function dtypePolicy(): DtypePolicy {
  return current;
}

/** Sets the policy of layers made from now on without one of their own; layers there are keep theirs.
 *  @throws {ConfigError} if no policy has that name */
export function setDtypePolicy(name: DtypePolicy): void {
  current = checkDtypePolicy(name);
}

const checkDtypePolicy = (name: DtypePolicy): DtypePolicy =>
  Object.hasOwn(COMPUTES_IN, name) ? name : unknownName('dtype policy', name, DTYPE_POLICIES);

export const policy = (): Option<DtypePolicy, DtypePolicy> => kept((_where, _name, given) => checkDtypePolicy(given));

/** The precision of a policy's matrix products. */
export function computesIn(name: DtypePolicy): Precision {
  return COMPUTES_IN[name];
}
