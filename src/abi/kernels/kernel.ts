/** The types of the table: what a row says about a kernel. */

export const FAMILIES = [
  'elementwise', 'gemm', 'reduce', 'softmax', 'gather', 'move', 'random', 'update', 'blas', 'bf16', 'int8', 'recurrent',
  'pool', 'warp', 'conv', 'attention', 'moments',
] as const;
export type Family = (typeof FAMILIES)[number];

/** How far a result may be from the reference: `exact` = the same bits (any NaN equals any NaN); `ulp` = n units in
 *  the last place; `dot` = gamma_k times the sum of absolute products, k the length of the sum as an expression. */
export type ErrorTier =
  | { readonly tier: 'exact' }
  | { readonly tier: 'ulp'; readonly n: number }
  | { readonly tier: 'dot'; readonly k: string };

export type OperandDType = 'f32' | 'i32' | 'u8';

export type Arg =
  /** A count of elements, rows, ...: an integer >= 0. */
  | { readonly kind: 'size'; readonly name: string }
  /** A choice: an integer from 0 to `max`. */
  | { readonly kind: 'flag'; readonly name: string; readonly max: number }
  /** Any 32 bits, such as a seed. */
  | { readonly kind: 'bits'; readonly name: string }
  /** A float32 constant, stored as its bits. */
  | { readonly kind: 'f32'; readonly name: string }
  /** An element offset into the arena. An optional operand may be absent (-1), which kernels see as a null pointer.
   *  `touched` counts the elements read and written where these are not the extent, or twice the extent of an inout. */
  | {
      readonly kind: 'in' | 'out' | 'inout';
      readonly name: string;
      readonly dtype: OperandDType;
      readonly extent: string;
      readonly optional?: true;
      readonly touched?: string;
    };

export interface Kernel {
  readonly name: string;
  readonly family: Family;
  readonly opcode: number;
  readonly args: readonly Arg[];
  /** What is computed, with shapes in brackets. */
  readonly equation: string;
  /** Pairs 'y=x': output y may be the very buffer of input x. */
  readonly alias: readonly string[];
  /** What a NaN in an input does. */
  readonly nan: string;
  readonly error: ErrorTier;
  /** Conditions on the sizes beyond the arguments' own ranges; each must hold. */
  readonly require: readonly string[];
  /** Number of units the work divides into. The result of a unit does not depend on the thread; '1' = not divisible. */
  readonly units: string;
  /** Number of operations; decides whether several threads pay. */
  readonly flops: string;
  /** Paper, section or standard the method comes from. */
  readonly source?: string;
}
