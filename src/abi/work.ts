/** Operations and bytes of an instruction, as the table counts them. They tell how long it takes at least. */
import { bytes, flops, step_flops, step_operands } from './gen/check.ts';
import { instructionsOf, turnsOf } from './instructions.ts';
import { CHAIN, instructionName, OPERAND_KINDS } from './kernels.ts';

export interface Work {
  /** The table's name, or 'chain', 'skip', 'repeat'. */
  readonly kernel: string;
  /** Arithmetic operations. */
  readonly flops: number;
  /** Bytes read and written, each operand once. */
  readonly bytes: number;
}

/** The work of the instruction at word `at` of a valid program; of a skip and a repeat that is none. */
export function workOf(words: Int32Array, at: number): Work {
  if (words[at] === CHAIN) return chainWork(words, at);
  return { kernel: instructionName(words[at]!)!, flops: flops(words, at), bytes: bytes(words, at) };
}

/** Arithmetic operations of one step of a valid program that skips nothing. */
export function flopsOf(words: Int32Array): number {
  const turns = turnsOf(words);
  return instructionsOf(words).reduce((sum, at, i) => sum + turns[i]! * workOf(words, at).flops, 0);
}

function chainWork(words: Int32Array, at: number): Work {
  const [rows, cols, operands, steps] = [words[at + 1]!, words[at + 2]!, words[at + 3]!, words[at + 4]!];
  let elements = 0;
  for (let i = 0; i < operands; i++) {
    const kind = OPERAND_KINDS[words[at + 5 + 2 * i]!]!;
    if (kind === 'in_full' || kind === 'out') elements += rows * cols;
    else if (kind !== 'immediate' && kind !== 'temp') elements += kind === 'in_row' ? cols : kind === 'in_col' ? rows : 1;
  }
  let each = 0;
  let w = at + 5 + 2 * operands;
  for (let s = 0; s < steps; s++) {
    each += step_flops(words, w);
    w += 1 + step_operands(words, w);
  }
  return { kernel: 'chain', flops: each * rows * cols, bytes: 4 * elements };
}
