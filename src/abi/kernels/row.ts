/** What rows are written with: a row without its opcode, and short names for arguments and error bounds. */
import type { Arg, ErrorTier, Kernel, OperandDType } from './kernel.ts';

export const exact: ErrorTier = { tier: 'exact' };
export const ulp = (n: number): ErrorTier => ({ tier: 'ulp', n });
export const dot = (k: string): ErrorTier => ({ tier: 'dot', k });

export const size = (...names: string[]): Arg[] => names.map((name) => ({ kind: 'size', name }));
export const flag = (name: string, max = 1): Arg => ({ kind: 'flag', name, max });
export const bits = (...names: string[]): Arg[] => names.map((name) => ({ kind: 'bits', name }));
export const f32 = (...names: string[]): Arg[] => names.map((name) => ({ kind: 'f32', name }));

/** An operand that is read, written, updated in place, or may be absent; `touched` as in Arg. */
export const reads = (name: string, extent: string, dtype: OperandDType = 'f32', touched?: string): Arg => ({
  kind: 'in',
  name,
  dtype,
  extent,
  ...(touched === undefined ? {} : { touched }),
});
export const writes = (name: string, extent: string, dtype: OperandDType = 'f32'): Arg => ({ kind: 'out', name, dtype, extent });
export const updates = (name: string, extent: string, touched?: string): Arg => ({
  kind: 'inout',
  name,
  dtype: 'f32',
  extent,
  ...(touched === undefined ? {} : { touched }),
});
export const optional = (name: string, extent: string, touched?: string): Arg => ({
  kind: 'in',
  name,
  dtype: 'f32',
  extent,
  optional: true,
  ...(touched === undefined ? {} : { touched }),
});

/** A kernel before it has an opcode. What a row leaves out: no alias, NaN propagates, nothing required, one unit, no arithmetic. */
export type Row = Omit<Kernel, 'opcode' | 'alias' | 'nan' | 'require' | 'units' | 'flops'> &
  Partial<Pick<Kernel, 'alias' | 'nan' | 'require' | 'units' | 'flops'>>;
