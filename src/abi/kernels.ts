/** THE TABLE: every kernel a backend executes, once. The C++ header, the AssemblyScript module, the validators,
 *  the assembler's argument names and the tests' error bounds are generated from or driven by these rows.
 *
 *  The rows are in `kernels/<family>.ts`; this file puts them in the order of their opcodes. Opcodes never change, since
 *  saved listings name them: a new kernel goes to the end of `ORDER`, a new step of chains to the end of its list.
 *  `extent`, `require`, `units`, `flops` and `touched` are expressions over the row's integer arguments, written so that
 *  the same text is valid C++, AssemblyScript and TypeScript; they are evaluated in double precision, where the product
 *  of a few 31-bit sizes cannot overflow. `max`, `min` and `ceil_div` are the only functions. */
import { ATTENTION } from './kernels/attention.ts';
import { BF16 } from './kernels/bf16.ts';
import { BLAS } from './kernels/blas.ts';
import { CONV } from './kernels/conv.ts';
import { ELEMENTWISE } from './kernels/elementwise.ts';
import { GATHER } from './kernels/gather.ts';
import { GEMM } from './kernels/gemm.ts';
import { INT8 } from './kernels/int8.ts';
import type { Arg, Kernel } from './kernels/kernel.ts';
import { MOMENTS } from './kernels/moments.ts';
import { MOVE } from './kernels/move.ts';
import { POOL } from './kernels/pool.ts';
import { RANDOM } from './kernels/random.ts';
import { RECURRENT } from './kernels/recurrent.ts';
import { REDUCE } from './kernels/reduce.ts';
import type { Row } from './kernels/row.ts';
import { SOFTMAX } from './kernels/softmax.ts';
import { UPDATE } from './kernels/update.ts';
import { WARP } from './kernels/warp.ts';

export * from './kernels/constants.ts';
export * from './kernels/kernel.ts';

const INSTRUCTION_ROWS: readonly Row[] = [
  ...GEMM, ...REDUCE, ...SOFTMAX, ...GATHER, ...MOVE, ...RANDOM, ...UPDATE, ...BLAS, ...BF16, ...INT8, ...RECURRENT,
  ...POOL, ...WARP, ...CONV, ...ATTENTION, ...MOMENTS,
];

/** The instructions of fixed length in the order of their opcodes, from 128. Append only. */
const ORDER: readonly string[] = [
  'sgemm',
  'reduce_sum', 'reduce_prod', 'reduce_max', 'reduce_min', 'argmax', 'argmin',
  'softmax', 'log_softmax', 'sparsemax', 'softmax_cross_entropy', 'softmax_cross_entropy_dx',
  'sparse_softmax_cross_entropy', 'sparse_softmax_cross_entropy_dx',
  'gather_rows', 'gather_rows_dx', 'gather_batch', 'gather_batch_u8', 'one_hot',
  'fill', 'strided_read', 'strided_write', 'cast_u8_f32',
  'random_uniform', 'random_normal', 'random_truncated_normal', 'random_permutation',
  'sgd', 'sgd_momentum', 'adam',
  'record',
  'saxpy', 'sscal', 'sdot', 'snrm2', 'sasum', 'isamax',
  'sbgemm',
  'gemm_int8',
  'group_indices', 'sum_groups', 'scatter_rows', 'sgd_rows',
  'lstm', 'lstm_dz', 'gru', 'gru_dz',
  'max_pool', 'max_pool_dx', 'max_pool_of', 'average_pool', 'average_pool_dx',
  'warp', 'warp_dx',
  'conv', 'conv_dx', 'conv_dw',
  'attention', 'attention_dx',
  'simple_rnn', 'simple_rnn_dz',
  'moments', 'centered_sums', 'square_sums',
];

/** The rows in the order of `names`. Throws a plain Error on a name without a row and on a row without a name. */
function ordered(rows: readonly Row[], names: readonly string[]): Row[] {
  const nameless = rows.filter((row) => !names.includes(row.name)).map((row) => row.name);
  if (nameless.length > 0) throw new Error(`src/abi/kernels.ts: ORDER lacks ${nameless.join(', ')}: append them, they have no opcode`);
  return names.map((name) => {
    const row = rows.find((r) => r.name === name);
    if (row === undefined) throw new Error(`src/abi/kernels.ts: ORDER names ${name}, which has no row in src/abi/kernels/`);
    return row;
  });
}

/** Kernels with opcodes from `first` on. */
function number(rows: readonly Row[], first: number): Kernel[] {
  return rows.map((row, i) => ({ alias: [], nan: 'propagates', require: [], units: '1', flops: '0', ...row, opcode: first + i }));
}

/** Opcode of the one variable-length instruction: `rows cols operands steps`, then for each operand its kind and its
 *  word (offset or immediate), then for each step its opcode and the operand numbers in the step's argument order. */
export const CHAIN = 0;
/** `flag words`: the words that follow are skipped where the float32 at offset `flag` is 0. */
export const SKIP = 126;
/** `turns words moving`, then `moving` pairs (word, stride): the `words` words that follow run `turns` times. Each pair
 *  names a word that is an operand's offset, by its distance from the first word of the stretch, in ascending order.
 *  Before each turn but the first, `stride` is added to it; after the last turn it has its old value again. */
export const REPEAT = 127;
/** How deep skips and repeats may be nested. */
export const STRETCHES_DEEP = 4;
/** The steps a chain is made of; opcodes from 1. */
export const STEPS: readonly Kernel[] = number(ELEMENTWISE, 1);
/** The instructions of fixed length; opcodes from 128. */
export const INSTRUCTIONS: readonly Kernel[] = number(ordered(INSTRUCTION_ROWS, ORDER), 128);
export const KERNELS: readonly Kernel[] = [...STEPS, ...INSTRUCTIONS];

const byName = new Map(KERNELS.map((k) => [k.name, k]));
const byOpcode = new Map(KERNELS.map((k) => [k.opcode, k]));

/** The row of a kernel by name. Throws a plain Error if there is none: that is a mistake in myelin, not in its use. */
export function kernelNamed(name: string): Kernel {
  const kernel = byName.get(name);
  if (kernel === undefined) throw new Error(`no kernel named ${name} in the table`);
  return kernel;
}

export function kernelOf(opcode: number): Kernel | undefined {
  return byOpcode.get(opcode);
}

/** The name of an opcode in listings and messages; undefined if there is no such opcode. */
export function instructionName(opcode: number): string | undefined {
  return opcode === CHAIN ? 'chain' : opcode === SKIP ? 'skip' : opcode === REPEAT ? 'repeat' : kernelOf(opcode)?.name;
}

/** The arguments that are arena operands. */
export function operandsOf(kernel: Kernel): Extract<Arg, { extent: string }>[] {
  return kernel.args.filter((a): a is Extract<Arg, { extent: string }> => 'extent' in a);
}
