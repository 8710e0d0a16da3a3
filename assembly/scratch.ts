/** Memory that belongs to one instance. Instances on several threads share all other memory, so a kernel must not
 *  write static data: it writes to an arena or here. */
import { ATTENTION_BLOCK, BF16_DEPTH, BLOCK, CHAIN_MAX_OPERANDS } from './gen/abi';

/** A block and a pointer for each operand of a chain. */
const CHAIN_BYTES: i32 = CHAIN_MAX_OPERANDS * (BLOCK + 1) * 4;

/** Block sizes of gemm: a panel of b (KC x 8) and one of a (KC x 4) fit into the L1 cache, a block of a (MC x KC)
 *  fits into the L2 cache. KC is the depth that the table gives for products of bfloat16; it suits all products. */
export const MC: i32 = 96;
export const KC: i32 = BF16_DEPTH;
export const NC: i32 = 1024;
/** The parts of gemm's scratch: its register tile, and the packed panels of a block of a and of a block of b. */
export const TILE_BYTES: i32 = 4 * 8 * 4;
export const A_BYTES: i32 = MC * KC * 4;
export const GEMM_BYTES: i32 = TILE_BYTES + A_BYTES + NC * KC * 4;

/** The axes of convolutions, and the floats of patches that are gathered at a time. */
export const AXES_BYTES: i32 = 64 * 4;
export const PATCHES: i32 = 1 << 15;
/** Convolutions by Winograd's tiles: patches and places of a tile begin at WINOGRAD_PATCH and have WINOGRAD_BUFFER bytes; then the
 *  list of tiles that are computed together, and their transforms. Transformed taps lie in gemm's scratch. */
export const WINOGRAD_PATCH: i32 = AXES_BYTES;
export const WINOGRAD_BUFFER: i32 = (72 + 4 * 36) * 16;
export const WINOGRAD_TOGETHER: i32 = 32;
export const WINOGRAD_BYTES: i32 = 1 << 20;
const CONV_BYTES: i32 = AXES_BYTES + WINOGRAD_BUFFER + WINOGRAD_TOGETHER * 12 + WINOGRAD_BYTES;

/** Three blocks of scores and three numbers for each query, which attention has beside what its products take. */
export const ATTENTION_BYTES: i32 = 3 * (ATTENTION_BLOCK + 1) * ATTENTION_BLOCK * 4;

/** The size of the memory that `init` needs. */
export const SCRATCH_BYTES: i32 = CHAIN_BYTES + GEMM_BYTES + CONV_BYTES + ATTENTION_BYTES;

/** Where this instance's blocks begin; 64-byte aligned. */
export let chain_scratch: usize = 0;
export let gemm_scratch: usize = 0;
export let conv_scratch: usize = 0;
export let attention_scratch: usize = 0;

/** Gives the instance its memory; called once, before anything else. */
export function init(scratch: usize): void {
  chain_scratch = scratch;
  gemm_scratch = scratch + CHAIN_BYTES;
  conv_scratch = gemm_scratch + GEMM_BYTES;
  attention_scratch = conv_scratch + CONV_BYTES;
}
