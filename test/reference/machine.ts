/** The third machine: runs the same words as the backends with the naive float64 loops of this directory. One number
 *  for each arena element (int32 stored as whole numbers); uint8 operands live beside them, in `bytes`. */
import { CHAIN, INSTRUCTIONS, kernelOf, OPERAND_KINDS, operandsOf, REPEAT, SKIP, STEPS, type Kernel } from '../../src/abi/kernels.ts';
import { HEADER } from '../../src/abi/layout.ts';
import { instructionsOf, lengthAt } from '../../src/abi/instructions.ts';
import { validate } from '../../src/abi/validate.ts';
import type { Arena, Backend, Loaded } from '../../src/backend/backend.ts';
import type { TypedArray } from '../../src/core/dtype.ts';
import { BackendError } from '../../src/core/errors.ts';
import * as attention from './attention.ts';
import * as bf16 from './bf16.ts';
import * as blas from './blas.ts';
import * as conv from './conv.ts';
import * as elementwise from './elementwise.ts';
import * as gather from './gather.ts';
import * as gemm from './gemm.ts';
import * as int8 from './int8.ts';
import * as moments from './moments.ts';
import * as move from './move.ts';
import * as pool from './pool.ts';
import * as random from './random.ts';
import * as recurrent from './recurrent.ts';
import * as reduce from './reduce.ts';
import * as softmax from './softmax.ts';
import * as update from './update.ts';
import * as warp from './warp.ts';

type Args = Record<string, number | Float64Array | Uint8Array | null>;

/** Every function of the references by name: a kernel's own, and `<kernel>_magnitude` with the same arguments, which
 *  writes the sum of absolute terms that a `dot` error bound scales with in place of each result. */
const REFERENCES = {
  ...attention, ...bf16, ...blas, ...conv, ...elementwise, ...gather, ...gemm, ...int8, ...moments, ...move, ...pool, ...random,
  ...recurrent, ...reduce, ...softmax, ...update, ...warp,
} as unknown as Readonly<Record<string, (args: Args) => void>>;

function reference(name: string): (args: Args) => void {
  const found = REFERENCES[name];
  if (found === undefined) throw new Error(`test/reference has no function ${name}`);
  return found;
}

const word = new DataView(new ArrayBuffer(4));
function floatOf(bits: number): number {
  word.setInt32(0, bits);
  return word.getFloat32(0);
}

/** Implements the backends' Arena in float64. */
export class ReferenceArena implements Arena {
  values: Float64Array;
  bytes: Uint8Array;
  readonly #programs = new Map<number, Int32Array>();
  #handles = 0;
  #allowed = 0;
  #cancelled = false;

  constructor(elements: number) {
    this.values = new Float64Array(elements);
    this.bytes = new Uint8Array(4 * elements);
  }

  get elements(): number {
    return this.values.length;
  }

  resize(elements: number): void {
    const { values, bytes } = this;
    this.values = new Float64Array(elements);
    this.bytes = new Uint8Array(4 * elements);
    this.values.set(values.subarray(0, elements));
    this.bytes.set(bytes.subarray(0, 4 * elements));
  }

  write(offset: number, values: TypedArray): void {
    this.#inside(offset, values.byteLength);
    if (values instanceof Uint8Array) this.bytes.set(values, 4 * offset);
    else this.values.set(values, offset);
  }

  writeBeside(offset: number, values: TypedArray): void {
    this.write(offset, values);
  }

  read(offset: number, into: TypedArray): void {
    this.#inside(offset, into.byteLength);
    if (into instanceof Uint8Array) into.set(this.bytes.subarray(4 * offset, 4 * offset + into.length));
    else into.set(this.values.subarray(offset, offset + into.length));
  }

  /** As write, without rounding to float32: for central differences. */
  writeFloat64(offset: number, values: Float64Array): void {
    this.#inside(offset, 4 * values.length);
    this.values.set(values, offset);
  }

  /** As read, without rounding to float32. */
  readFloat64(offset: number, into: Float64Array): void {
    this.#inside(offset, 4 * into.length);
    into.set(this.values.subarray(offset, offset + into.length));
  }

  load(words: Int32Array): Loaded {
    const verdict = validate(words, this.elements);
    if (verdict.status !== 'ok') throw new BackendError(`reference: program refused: ${verdict.status} at word ${verdict.word}.`);
    this.#programs.set(++this.#handles, words.slice());
    return { handle: this.#handles };
  }

  unload(program: Loaded): void {
    this.#programs.delete(program.handle);
  }

  run(program: Loaded, steps: number): void {
    const words = this.#words(program);
    for (let step = 0; step < steps; step++) this.#step(words);
  }

  async runAsync(program: Loaded, steps: number, milliseconds: number, goesOn?: (done: number) => void): Promise<number> {
    const words = this.#words(program);
    this.#cancelled = false;
    this.#allowed = steps;
    const end = performance.now() + milliseconds;
    let done = 0;
    do {
      if (this.#cancelled) break;
      this.#step(words);
      done++;
      await Promise.resolve();
      if (done < this.#allowed) goesOn?.(done);
    } while (done < this.#allowed && performance.now() < end);
    return done;
  }

  extend(steps: number): void {
    this.#allowed += steps;
  }

  async profile(program: Loaded, steps: number): Promise<Float64Array> {
    const words = this.#words(program);
    const instructions = instructionsOf(words);
    const times = new Float64Array(steps * instructions.length);
    for (let step = 0; step < steps; step++) {
      this.#stretch(words, HEADER.length, words.length, (at) => {
        const begun = performance.now();
        this.#instruction(words, at);
        times[step * instructions.length + instructions.indexOf(at)]! += 1e6 * (performance.now() - begun);
      });
    }
    return times;
  }

  cancel(): void {
    this.#cancelled = true;
  }

  free(): void {
    this.resize(0);
    this.#programs.clear();
  }

  /** Writes, in place of the one instruction's results, the magnitudes its `dot` bound scales with. */
  runMagnitude(program: Loaded): void {
    this.#step(this.#words(program), '_magnitude');
  }

  #words({ handle }: Loaded): Int32Array {
    const words = this.#programs.get(handle);
    if (words === undefined) throw new BackendError(`reference: no program is loaded under handle ${handle}.`);
    const verdict = validate(words, this.elements);
    if (verdict.status !== 'ok') {
      throw new BackendError(`reference: the program no longer fits the arena: ${verdict.status} at word ${verdict.word}.`);
    }
    return words;
  }

  #inside(offset: number, bytes: number): void {
    if (!(offset >= 0 && 4 * offset + bytes <= 4 * this.elements)) {
      throw new BackendError(`reference: ${bytes} bytes at element ${offset} are outside an arena of ${this.elements} elements.`);
    }
  }

  #step(words: Int32Array, suffix = ''): void {
    this.#stretch(words, HEADER.length, words.length, (at) => this.#instruction(words, at, suffix));
  }

  /** Runs the instructions of the words from `at` to `end`: those that the flags of skips let run, repeated ones once for
   *  each turn, with their operands where that turn has them. */
  #stretch(words: Int32Array, at: number, end: number, run: (at: number) => void): void {
    while (at < end) {
      const next = at + lengthAt(words, at);
      if (words[at] !== SKIP && words[at] !== REPEAT) {
        run(at);
        at = next;
        continue;
      }
      const [stretchEnd, turns] = [
        next + words[at + 2]!,
        words[at] === REPEAT ? words[at + 1]! : this.values[words[at + 1]!] === 0 ? 0 : 1,
      ];
      const first = words.slice(next, stretchEnd);
      for (let turn = 0; turn < turns; turn++) {
        words.set(first, next);
        for (let pair = at + 4; pair < next; pair += 2) words[next + words[pair]!]! += turn * words[pair + 1]!;
        this.#stretch(words, next, stretchEnd, run);
      }
      words.set(first, next);
      at = stretchEnd;
    }
  }

  #instruction(words: Int32Array, at: number, suffix = ''): void {
    if (words[at] === CHAIN) return this.#chain(words, at, suffix);
    const kernel = kernelOf(words[at]!)!;
    reference(kernel.name + suffix)(this.#args(kernel, words.subarray(at + 1)));
  }

  #args(kernel: Kernel, words: Int32Array): Args {
    return Object.fromEntries(
      kernel.args.map((arg, i) => {
        const w = words[i]!;
        if (!('extent' in arg)) return [arg.name, arg.kind === 'f32' ? floatOf(w) : w];
        if (w < 0) return [arg.name, null];
        return [arg.name, arg.dtype === 'u8' ? this.bytes.subarray(4 * w) : this.values.subarray(w)];
      }),
    );
  }

  /** Every step over the whole chain at once: each operand spread to rows x cols. */
  #chain(words: Int32Array, at: number, suffix: string): void {
    const [rows, cols, operands, steps] = [words[at + 1]!, words[at + 2]!, words[at + 3]!, words[at + 4]!];
    const n = rows * cols;
    const spread = Array.from({ length: operands }, (_, i): Float64Array => {
      const w = words[at + 6 + 2 * i]!;
      const x = this.values.subarray(Math.max(w, 0));
      switch (OPERAND_KINDS[words[at + 5 + 2 * i]!]!) {
        case 'in_row': return Float64Array.from({ length: n }, (_, e) => x[e % cols]!);
        case 'in_col': return Float64Array.from({ length: n }, (_, e) => x[Math.floor(e / cols)]!);
        case 'in_scalar': return new Float64Array(n).fill(n > 0 ? x[0]! : 0);
        case 'immediate': return new Float64Array(n).fill(floatOf(w));
        case 'temp': return new Float64Array(n);
        default: return x.subarray(0, n);
      }
    });
    let w = at + 5 + 2 * operands;
    for (let s = 0; s < steps; s++) {
      const kernel = kernelOf(words[w]!)!;
      const named = operandsOf(kernel).map(({ name, dtype }, i): [string, Float64Array] => {
        const operand = words[w + 1 + i]!;
        const immediateInt = dtype === 'i32' && OPERAND_KINDS[words[at + 5 + 2 * operand]!] === 'immediate';
        return [name, immediateInt ? new Float64Array(n).fill(words[at + 6 + 2 * operand]!) : spread[operand]!];
      });
      reference(kernel.name + suffix)({ n, ...Object.fromEntries(named) });
      w += 1 + named.length;
    }
  }
}

export interface ReferenceBackend extends Backend {
  allocate(elements: number): ReferenceArena;
}

/** The float64 machine as a backend. Its name is outside the published ones on purpose. */
export function referenceBackend(): ReferenceBackend {
  return { name: 'reference' as Backend['name'], target: 'float64', threads: 1, allocate: (elements) => new ReferenceArena(elements) };
}

/** Rows of the table for which the references lack the function itself, or the magnitude its bound needs. */
export function missingReferences(): string[] {
  return [...STEPS, ...INSTRUCTIONS].flatMap((kernel) => {
    const names = kernel.error.tier === 'dot' ? [kernel.name, `${kernel.name}_magnitude`] : [kernel.name];
    return names.filter((name) => !Object.hasOwn(REFERENCES, name)).map((name) => `test/reference/${kernel.family}.ts: ${name}`);
  });
}
