import { atOnce, PASS, type Pieces } from '../core/pieces.ts';
import { floatOf } from './bits.ts';
import { lengthAt } from './instructions.ts';
import { CHAIN, kernelOf, OPERAND_KINDS, operandsOf, REPEAT, SKIP } from './kernels.ts';
import { HEADER } from './layout.ts';
import { SEGMENTS, type Program, type Segment } from './program.ts';

/** Instructions between two looks at the time. */
const TOGETHER = 64;

/** A program as text, one instruction a line: `sgemm transA=0 ... a=state+16 ...`. The stretch of a skip or a repeat
 *  is indented. */
export const disassemble = (program: Program): string => atOnce(disassembling(program)).join('\n');

/** The lines of `disassemble`, in pieces. */
export function* disassembling(program: Program): Pieces<string[]> {
  const { words } = program;
  const segments = new Map<number, Segment>();
  for (let i = 0; i < program.relocations.length; i += 2) segments.set(program.relocations[i]!, SEGMENTS[program.relocations[i + 1]!]!);
  const place = (w: number): string => (words[w] === -1 && !segments.has(w) ? 'none' : `${segments.get(w) ?? 'arena'}+${words[w]}`);
  const lines: string[] = [];
  const ends: number[] = [];
  for (let at = HEADER.length; at < words.length; ) {
    if (at === words[3]) lines.push('effects:');
    while (ends.length > 0 && at >= ends.at(-1)!) ends.pop();
    const length = lengthAt(words, at);
    if (length === 0) throw new Error(`no instruction at word ${at}`);
    if (lines.length % TOGETHER === 0) yield PASS;
    lines.push('  '.repeat(ends.length) + textAt(words, at, place));
    at += length;
    if (words[at - length] === SKIP || words[at - length] === REPEAT) ends.push(at + words[at - length + 2]!);
  }
  return lines;
}

function textAt(words: Int32Array, at: number, place: (w: number) => string): string {
  switch (words[at]) {
    case CHAIN: return chainText(words, at, place);
    case SKIP: return `skip if 0: ${place(at + 1)}`;
    case REPEAT: return repeatText(words, at, place);
    default: return instructionText(words, at, place);
  }
}

/** `repeat 10: state+4 by 1, workspace+16 by 64`: the number of turns, and how far each operand moves with each turn. */
function repeatText(words: Int32Array, at: number, place: (w: number) => string): string {
  const begin = at + lengthAt(words, at);
  const moves: string[] = [];
  for (let pair = at + 4; pair < begin; pair += 2) moves.push(`${place(begin + words[pair]!)} by ${words[pair + 1]}`);
  return `repeat ${words[at + 1]}: ${moves.join(', ')}`;
}

function instructionText(words: Int32Array, at: number, place: (w: number) => string): string {
  const kernel = kernelOf(words[at]!)!;
  const args = kernel.args.map((arg, i) => {
    const w = at + 1 + i;
    return `${arg.name}=${'extent' in arg ? place(w) : arg.kind === 'f32' ? floatOf(words[w]!) : words[w]}`;
  });
  return `${kernel.name} ${args.join(' ')}`;
}

function chainText(words: Int32Array, at: number, place: (w: number) => string): string {
  const operands = words[at + 3]!;
  const names = Array.from({ length: operands }, (_, i) => {
    const kind = OPERAND_KINDS[words[at + 5 + 2 * i]!]!;
    const w = at + 6 + 2 * i;
    if (kind === 'immediate') return `${floatOf(words[w]!)}`;
    if (kind === 'temp') return `t${i}`;
    return `${kind.replace('in_', '')}(${place(w)})`;
  });
  let text = `chain ${words[at + 1]}x${words[at + 2]}:`;
  let w = at + 5 + 2 * operands;
  for (let s = 0; s < words[at + 4]!; s++) {
    const kernel = kernelOf(words[w]!)!;
    const count = operandsOf(kernel).length;
    const used = Array.from({ length: count }, (_, i) => names[words[w + 1 + i]!]!);
    text += ` ${used.pop()} = ${kernel.name} ${used.join(' ')};`;
    w += 1 + count;
  }
  return text;
}
