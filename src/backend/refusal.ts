import { instructionName, type Status } from '../abi/kernels.ts';
import { HEADER } from '../abi/layout.ts';
import { BackendError } from '../core/errors.ts';

const REASONS: Readonly<Record<Exclude<Status, 'ok'>, string>> = {
  cancelled: 'it was cancelled',
  bad_header: 'it does not begin as a program does',
  bad_abi: 'it was built against another table of kernels',
  bad_length: 'its words do not end where an instruction ends',
  bad_opcode: 'there is no such instruction',
  bad_size: 'a size or flag is out of range',
  out_of_bounds: 'an operand reaches beyond the arena',
  bad_chain: 'a chain is malformed',
  bad_stretch: 'what it skips or repeats is malformed',
};

/** The error for words that a backend refuses: names the word, its instruction and what is wrong with it. */
export function refusal(status: Exclude<Status, 'ok'>, words: Int32Array, at: number, elements: number): BackendError {
  const opcode = words[at];
  const instruction = opcode === undefined ? 'no instruction' : instructionName(opcode) ?? `opcode ${opcode}`;
  const where = at < HEADER.length ? `word ${at}` : `word ${at} (${instruction})`;
  return new BackendError(
    `program refused at ${where}: ${REASONS[status]} (${status}; ${words.length} words, an arena of ${elements} elements). ` +
    'Programs come from the planner: this is a mistake in myelin, please report it.',
  );
}
