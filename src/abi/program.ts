import { ABI_HASH, check, instruction_words, step_operands } from './gen/check.ts';
import { CHAIN, CHAIN_MAX_OPERANDS, CHAIN_MAX_STEPS, kernelNamed, kernelOf, OPERAND_KINDS, operandsOf, STATUS, type OperandKind, type Status } from './kernels.ts';
import { HEADER } from './layout.ts';

/** Regions of an arena. A program is written with offsets into a region and linked once the regions have places. */
const SEGMENTS = ['state', 'workspace', 'dataset'] as const;
export type Segment = (typeof SEGMENTS)[number];

/** A place in an arena, in elements from the beginning of its segment. */
export interface Place {
  readonly segment: Segment;
  readonly offset: number;
}

export interface Program {
  /** Header and instructions; operands are offsets into their segments. */
  readonly words: Int32Array;
  /** Pairs (word, segment): where a segment's base must be added. */
  readonly relocations: Int32Array;
  /** Elements of workspace the program needs. */
  readonly workspace: number;
}

/** An operand of a chain: a place, a constant, or a scratch block of the chain's own. */
export type ChainOperand =
  | { readonly kind: Exclude<OperandKind, 'immediate' | 'temp'>; readonly place: Place }
  | { readonly kind: 'immediate'; readonly value: number }
  | { readonly kind: 'temp' };

/** A step's kernel and its operand numbers, in the kernel's argument order. */
export interface ChainStep {
  readonly kernel: string;
  readonly operands: readonly number[];
}

const floatBits = new Float32Array(1);
const intBits = new Int32Array(floatBits.buffer);
export function bitsOf(value: number): number {
  floatBits[0] = value;
  return intBits[0]!;
}
function floatOf(bits: number): number {
  intBits[0] = bits;
  return floatBits[0]!;
}

/** Assembles a program by kernel and argument names, so that nothing depends on argument order. */
export class Writer {
  readonly #words: number[] = HEADER.map(([, value]) => value);
  readonly #relocations: number[] = [];
  #effects: number | undefined;

  /** Appends one instruction; every argument of the table's row must be given. Operands are places, null if absent. */
  emit(name: string, args: Readonly<Record<string, number | Place | null>>): void {
    const kernel = kernelNamed(name);
    this.#words.push(kernel.opcode);
    for (const arg of kernel.args) {
      const value = args[arg.name];
      if (value === undefined) throw new Error(`${name}: argument ${arg.name} is missing`);
      if ('extent' in arg) {
        if (typeof value === 'number' || (value === null && !arg.optional)) throw new Error(`${name}: operand ${arg.name} is not a place`);
        this.#operand(value);
      } else {
        if (typeof value !== 'number') throw new Error(`${name}: argument ${arg.name} is not a number`);
        this.#words.push(arg.kind === 'f32' ? bitsOf(value) : value);
      }
    }
    const extra = Object.keys(args).find((key) => !kernel.args.some((a) => a.name === key));
    if (extra !== undefined) throw new Error(`${name}: no argument ${extra} in the table`);
  }

  /** Appends a chain of elementwise steps over rows x cols elements. */
  chain(rows: number, cols: number, operands: readonly ChainOperand[], steps: readonly ChainStep[]): void {
    this.#words.push(CHAIN, rows, cols, operands.length, steps.length);
    for (const operand of operands) {
      this.#words.push(OPERAND_KINDS.indexOf(operand.kind));
      if ('place' in operand) this.#operand(operand.place);
      else this.#words.push(operand.kind === 'immediate' ? bitsOf(operand.value) : 0);
    }
    for (const step of steps) this.#words.push(kernelNamed(step.kernel).opcode, ...step.operands);
  }

  /** From here on instructions change state. */
  beginEffects(): void {
    this.#effects = this.#words.length;
  }

  finish(workspace: number): Program {
    const words = Int32Array.from(this.#words);
    words[1] = ABI_HASH;
    words[2] = words.length;
    words[3] = this.#effects ?? words.length;
    return { words, relocations: Int32Array.from(this.#relocations), workspace };
  }

  #operand(place: Place | null): void {
    if (place !== null) this.#relocations.push(this.#words.length, SEGMENTS.indexOf(place.segment));
    this.#words.push(place === null ? -1 : place.offset);
  }
}

/** The words of a program whose segments begin at the given elements of an arena. */
export function link(program: Program, bases: Readonly<Record<Segment, number>>): Int32Array {
  const words = program.words.slice();
  const { relocations } = program;
  for (let i = 0; i < relocations.length; i += 2) {
    words[relocations[i]!]! += bases[SEGMENTS[relocations[i + 1]!]!];
  }
  return words;
}

/** Programs one after another as one, over the same workspace. Its effects begin with those of the first. */
export function concatenate(programs: readonly Program[]): Program {
  const lengths = programs.map(({ words }) => words.length - HEADER.length);
  const words = new Int32Array(lengths.reduce((sum, n) => sum + n, HEADER.length));
  const relocations = new Int32Array(programs.reduce((sum, p) => sum + p.relocations.length, 0));
  let effects: number | undefined;
  let [shift, relocated] = [0, 0];
  programs.forEach((program, at) => {
    if (program.words[3]! < program.words.length) effects ??= program.words[3]! + shift;
    words.set(program.words.subarray(HEADER.length), HEADER.length + shift);
    const { relocations: own } = program;
    for (let i = 0; i < own.length; i++) relocations[relocated + i] = i % 2 === 0 ? own[i]! + shift : own[i]!;
    relocated += own.length;
    shift += lengths[at]!;
  });
  HEADER.forEach(([, value], i) => (words[i] = value));
  words[1] = ABI_HASH;
  words[2] = words.length;
  words[3] = effects ?? words.length;
  return { words, relocations, workspace: Math.max(0, ...programs.map((p) => p.workspace)) };
}

/** What validation found: the status, the word at fault, and the arena elements a sound program needs. */
export interface Verdict {
  readonly status: Status;
  readonly word: number;
  readonly needs: number;
}

/** Words of the instruction at `at`, 0 if they cannot be told. */
function lengthAt(words: Int32Array, at: number): number {
  if (words[at] !== CHAIN) return instruction_words(words, at);
  const operands = words[at + 3]!;
  const steps = words[at + 4]!;
  if (!(operands >= 1 && operands <= CHAIN_MAX_OPERANDS && steps >= 1 && steps <= CHAIN_MAX_STEPS)) return 0;
  let length = 5 + 2 * operands;
  for (let s = 0; s < steps; s++) {
    const count = step_operands(words, at + length);
    if (count === 0) return 0;
    length += 1 + count;
  }
  return length;
}

/** As `check` of the generated file, for a chain. */
function checkChain(words: Int32Array, at: number): number {
  const [rows, cols, operands, steps] = [words[at + 1]!, words[at + 2]!, words[at + 3]!, words[at + 4]!];
  if (rows < 0 || cols < 0) return -STATUS.indexOf('bad_size');
  let needs = 0;
  const written = new Array<boolean>(operands);
  for (let i = 0; i < operands; i++) {
    const kind = OPERAND_KINDS[words[at + 5 + 2 * i]!];
    const offset = words[at + 6 + 2 * i]!;
    if (kind === undefined) return -STATUS.indexOf('bad_chain');
    written[i] = kind !== 'temp' && kind !== 'out';
    if (kind === 'immediate' || kind === 'temp') continue;
    const extent = kind === 'in_row' ? cols : kind === 'in_col' ? rows : kind === 'in_scalar' ? 1 : rows * cols;
    needs = Math.max(needs, offset < 0 ? Infinity : offset + extent);
  }
  let w = at + 5 + 2 * operands;
  for (let s = 0; s < steps; s++) {
    const count = step_operands(words, w);
    for (let i = 1; i <= count; i++) {
      const operand = words[w + i]!;
      if (operand < 0 || operand >= operands) return -STATUS.indexOf('bad_chain');
      if (i < count) {
        if (!written[operand]) return -STATUS.indexOf('bad_chain');
      } else {
        const kind = OPERAND_KINDS[words[at + 5 + 2 * operand]!];
        if (kind !== 'out' && kind !== 'temp') return -STATUS.indexOf('bad_chain');
        written[operand] = true;
      }
    }
    w += 1 + count;
  }
  return needs;
}

/** Decides whether linked words may run on an arena of `elements`: header, opcodes, sizes, offsets and extents. */
export function validate(words: Int32Array, elements: number): Verdict {
  const fail = (status: Status, word: number): Verdict => ({ status, word, needs: 0 });
  if (words.length < HEADER.length || words[0] !== HEADER[0][1]) return fail('bad_header', 0);
  if (words[1] !== ABI_HASH) return fail('bad_abi', 1);
  if (words[2] !== words.length) return fail('bad_length', 2);
  let needs = 0;
  let effectsFound = words[3] === words.length;
  for (let at = HEADER.length; at < words.length; ) {
    if (at === words[3]) effectsFound = true;
    const known = words[at] === CHAIN || instruction_words(words, at) > 0;
    if (!known) return fail('bad_opcode', at);
    if (words[at] === CHAIN && at + 5 > words.length) return fail('bad_length', at);
    const length = lengthAt(words, at);
    if (length === 0) return fail('bad_chain', at);
    if (at + length > words.length) return fail('bad_length', at);
    const reach = words[at] === CHAIN ? checkChain(words, at) : check(words, at);
    if (reach < 0) return fail(STATUS[-reach]!, at);
    if (reach > elements) return fail('out_of_bounds', at);
    needs = Math.max(needs, reach);
    at += length;
  }
  if (!effectsFound) return fail('bad_header', 3);
  return { status: 'ok', word: 0, needs };
}

/** The words at which a valid program's instructions begin. */
export function instructionsOf(words: Int32Array): number[] {
  const begin: number[] = [];
  for (let at = HEADER.length; at < words.length; at += lengthAt(words, at)) begin.push(at);
  return begin;
}

/** A program as text, one instruction a line: `sgemm transA=0 ... a=state+16 ...`. */
export function disassemble(program: Program): string {
  const { words } = program;
  const segments = new Map<number, Segment>();
  for (let i = 0; i < program.relocations.length; i += 2) segments.set(program.relocations[i]!, SEGMENTS[program.relocations[i + 1]!]!);
  const place = (w: number): string => (words[w] === -1 && !segments.has(w) ? 'none' : `${segments.get(w) ?? 'arena'}+${words[w]}`);
  const lines: string[] = [];
  for (let at = HEADER.length; at < words.length; ) {
    if (at === words[3]) lines.push('effects:');
    const length = lengthAt(words, at);
    if (length === 0) throw new Error(`no instruction at word ${at}`);
    lines.push(words[at] === CHAIN ? chainText(words, at, place) : instructionText(words, at, place));
    at += length;
  }
  return lines.join('\n');
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
