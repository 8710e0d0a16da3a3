/** Numbers and names that programs and all machines share. A change of any of them changes the ABI hash. */

/** Elements that a chain computes at a time: a few such blocks stay in the L1 cache. */
export const BLOCK = 1024;
/** Rows of C in one unit of a gemm; a unit has twice as many columns. Units are small, a few register tiles, so that
 *  threads get equal shares. */
export const GEMM_STRIP = 32;
/** How many products of bfloat16 are summed before their sum is added to the other sums of an element. The order of a
 *  sum decides the result's bits, so this number is the same on every machine. */
export const BF16_DEPTH = 512;
/** Columns of a strip of a matrix of bytes. A strip holds four steps of k of each column together: one cache line, and
 *  whole vectors on every machine. */
export const INT8_STRIP = 16;
/** The most terms in a sum of products of bytes that an int32 can hold: 127 x 128 x k stays below 2^31. */
export const INT8_MOST_INPUTS = 132104;
/** Units of a recurrent cell whose weights lie side by side, gate by gate: whole vectors on every machine. */
export const GATE_STRIP = 16;
/** Rows of the batch that a recurrent kernel takes through all steps as one unit of work. */
export const RECURRENT_ROWS = 4;
/** Rows and columns of an image in one unit of a convolution. */
export const CONV_ROWS = 4;
export const CONV_COLS = 64;
/** Places along each side of the tiles by which a convolution of 3 x 3 taps is computed: flag `winograd` of its kernels; 0 for
 *  none. */
export const WINOGRAD_SIDES = [0, 2, 4] as const;
/** Queries, and keys, that attention takes at a time: their scores stay in the L1 cache. */
export const ATTENTION_BLOCK = 64;
/** From so many heads of keys in all samples on, a unit of the gradient of attention has a whole one. With fewer, it has a block of
 *  queries or of keys, and the shares are computed twice: seven products of blocks instead of five. */
export const ATTENTION_HEADS = 4;
/** Limits of one chain instruction. */
export const CHAIN_MAX_OPERANDS = 48;
export const CHAIN_MAX_STEPS = 64;

/** Where a chain operand has its value for element (row, col) of a chain of rows x cols. */
export const OPERAND_KINDS = [
  'in_full', // arena[offset + row * cols + col]
  'in_row', // arena[offset + col], the same for every row
  'in_col', // arena[offset + row], one for each row
  'in_scalar', // arena[offset]
  'immediate', // the operand word's own bits
  'temp', // a scratch block: written by a step of this chain before it is read
  'out', // written to arena[offset + row * cols + col], and readable by later steps
] as const;
export type OperandKind = (typeof OPERAND_KINDS)[number];

/** What a validator or runner answers; 0 means success. */
export const STATUS = [
  'ok', 'cancelled', 'bad_header', 'bad_abi', 'bad_length', 'bad_opcode', 'bad_size', 'out_of_bounds', 'bad_chain', 'bad_stretch',
] as const;
export type Status = (typeof STATUS)[number];

/** What a sum, or a maximum, takes of each element; the number is the flag's value. A maximum takes no squares. */
export const TERMS = ['itself', 'abs', 'square'] as const;

/** The activation a gemm can apply to a tile while it is in registers; the number is the flag's value. */
export const EPILOGUE_ACTIVATIONS = ['linear', 'relu', 'sigmoid', 'tanh'] as const;
