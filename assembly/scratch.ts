/** Memory of one instance alone. Instances on several threads share everything else, so nothing a kernel writes may
 *  lie in static data: it lies in an arena or here. */
import { BF16_DEPTH, BLOCK, CHAIN_MAX_OPERANDS } from './gen/abi';

/** A block and a pointer for every operand of a chain. */
const CHAIN_BYTES: i32 = CHAIN_MAX_OPERANDS * (BLOCK + 1) * 4;

/** Block sizes of gemm: a panel of b (KC x 8) and one of a (KC x 4) share the first-level cache, the block of a
 *  (MC x KC) the second. The depth that the table gives products of bfloat16 suits all. */
export const MC: i32 = 96;
export const KC: i32 = BF16_DEPTH;
export const NC: i32 = 1024;
/** Its register tile, and the packed panels of a block of a and of a block of b. */
export const TILE_BYTES: i32 = 4 * 8 * 4;
export const A_BYTES: i32 = MC * KC * 4;
export const GEMM_BYTES: i32 = TILE_BYTES + A_BYTES + NC * KC * 4;

/** What `init` must be given. */
export const SCRATCH_BYTES: i32 = CHAIN_BYTES + GEMM_BYTES;

/** Where this instance's blocks begin; 64-byte aligned. */
export let chain_scratch: usize = 0;
export let gemm_scratch: usize = 0;

/** Gives the instance its memory; called once, before anything else. */
export function init(scratch: usize): void {
  chain_scratch = scratch;
  gemm_scratch = scratch + CHAIN_BYTES;
}
