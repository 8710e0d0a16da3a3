/** The form of a sample: one call of one kernel, as data. Tests and benchmarks share samples; `arrange` lays one out
 *  in an arena with guard words around every operand. */
import {
  ATTENTION_BLOCK, ATTENTION_HEADS, CONV_COLS, CONV_ROWS, GATE_STRIP, GEMM_STRIP, INT8_STRIP, kernelNamed, operandsOf, RECURRENT_ROWS,
  STEPS, type OperandDType,
} from '../../src/abi/kernels.ts';
import { link, type Place } from '../../src/abi/program.ts';
import { Writer } from '../../src/abi/writer.ts';
import type { TypedArray } from '../../src/core/dtype.ts';
import type { Arena } from '../../src/backend/backend.ts';

/** Values drawn from a seed: as many as the operand's extent, in its dtype. */
export interface Draw {
  readonly seed: number;
  readonly low: number;
  readonly high: number;
  /** Whole numbers only: sums of a few are the same in float32 and float64. */
  readonly whole?: true;
  /** Zeros, infinities, NaN, denormals and the like in between. */
  readonly special?: true;
}
/** What an operand holds before the call. */
export type Content = TypedArray | Draw;

export interface Sample {
  readonly kernel: string;
  readonly label: string;
  /** Sizes, flags, bits and float constants, by the names of the table. */
  readonly args: Readonly<Record<string, number>>;
  /** What `in` and `inout` operands hold; null = an optional operand is absent. An `out` operand is not named. */
  readonly operands: Readonly<Record<string, Content | null>>;
  /** Output -> the input whose very buffer it is, as the row's `alias` allows. */
  readonly alias?: Readonly<Record<string, string>>;
}

/** Lengths around every vector width, and primes. */
export const LENGTHS = [0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 61, 127, 1021] as const;

export const uniform = (seed: number, low = -2, high = 2): Draw => ({ seed, low, high });
export const whole = (seed: number, low = -8, high = 9): Draw => ({ seed, low, high, whole: true });
export const special = (seed: number, low = -4, high = 4): Draw => ({ seed, low, high, special: true });

/** Zeros, infinities, NaN, denormals, the edges of float32, and halves that round either way. */
export const SPECIAL: readonly number[] = [
  0, -0, 1, -1, NaN, Infinity, -Infinity, 2 ** -149, -(2 ** -149), 2 ** -126 - 2 ** -149, 2 ** -126, -(2 ** -126),
  2 ** 128 - 2 ** 104, -(2 ** 128 - 2 ** 104), 0.5, -0.5, 1.5, 2.5, -2.5, 1 + 2 ** -23, 1 - 2 ** -24, 2 ** 31, -(2 ** 31), 2 ** 24 + 2,
];

/** Uniform numbers in [0, 1) from a seed. @source mulberry32, T. Ettinger 2017, public domain */
export function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ARRAYS = { f32: Float32Array, i32: Int32Array, u8: Uint8Array } as const;

/** The values of a content for an operand of `length` elements. */
export function realise(content: Content, dtype: OperandDType, length: number): TypedArray {
  if (ArrayBuffer.isView(content)) return content;
  const { seed, low, high } = content;
  const next = generator(seed);
  const values = new ARRAYS[dtype](length);
  for (let i = 0; i < length; i++) {
    const value = low + (high - low) * next();
    const drawn = content.whole ? Math.floor(value) : value;
    values[i] = content.special && next() < 0.5 ? SPECIAL[Math.floor(next() * SPECIAL.length)]! : drawn;
  }
  return values;
}

/** Value of a table expression for the arguments of a sample. */
export function evaluate(expression: string, args: Readonly<Record<string, number>>): number {
  const scope = {
    ...args,
    max: Math.max,
    min: Math.min,
    ceil_div: (a: number, b: number): number => Math.ceil(a / b),
    GEMM_STRIP,
    INT8_STRIP,
    GATE_STRIP,
    RECURRENT_ROWS,
    CONV_ROWS,
    CONV_COLS,
    ATTENTION_BLOCK,
    ATTENTION_HEADS,
  };
  return Number(new Function(...Object.keys(scope), `return ${expression};`)(...Object.values(scope)));
}

/** An operand's place: `length` values at element `offset`, taking `elements` elements. */
export interface Placed {
  readonly name: string;
  readonly dtype: OperandDType;
  readonly offset: number;
  readonly length: number;
  readonly elements: number;
  readonly written: boolean;
  /** What it holds before the call; undefined for an `out` operand. */
  readonly values: TypedArray | undefined;
}

export interface Arrangement {
  readonly elements: number;
  /** Linked words: the one instruction of the sample. */
  readonly words: Int32Array;
  readonly placed: readonly Placed[];
  /** Words that no kernel may change: true outside the operands it writes. */
  readonly guarded: (element: number) => boolean;
}

/** Bits of what surrounds operands: as a float a NaN, so that a stray read shows as well as a stray write. */
export const GUARD = 0x7fc5a5a5;
const GUARD_WORDS = 16;
const LINE = 16;

/** Lays a sample out: every operand on a cache line, or `shift` elements (a different number for each) past one. */
export function arrange(sample: Sample, shift = 0): Arrangement {
  const kernel = kernelNamed(sample.kernel);
  const placed: Placed[] = [];
  const places: Record<string, Place | null> = {};
  let end = GUARD_WORDS;
  for (const operand of operandsOf(kernel)) {
    const { name, dtype } = operand;
    const content = sample.operands[name];
    if (content === null) {
      places[name] = null;
      continue;
    }
    if ((content === undefined) !== (operand.kind === 'out')) {
      throw new Error(
        `${sample.kernel}, ${sample.label}: contents of operand ${name} are ${content ? 'given, but it is only written' : 'missing'}`,
      );
    }
    const length = evaluate(operand.extent, sample.args);
    const elements = dtype === 'u8' ? Math.ceil(length / 4) : length;
    const written = operand.kind !== 'in';
    const twin = placed.find((p) => p.name === sample.alias?.[name]);
    const offset = twin?.offset ?? Math.ceil(end / LINE) * LINE + ((shift * (2 * placed.length + 1)) % LINE);
    placed.push({ name, dtype, offset, length, elements, written, values: content && realise(content, dtype, length) });
    places[name] = { segment: 'state', offset };
    end = Math.max(end, offset + elements + GUARD_WORDS);
  }
  const writer = new Writer();
  if (STEPS.includes(kernel)) {
    const operands = placed.map(({ name, written }) => ({ kind: written ? ('out' as const) : ('in_full' as const), place: places[name]! }));
    writer.chain(1, sample.args.n!, operands, [{ kernel: kernel.name, operands: operands.map((_, i) => i) }]);
  } else writer.emit(kernel.name, { ...sample.args, ...places });
  const outputs = placed.filter((p) => p.written);
  return {
    elements: end,
    words: link(writer.finish(0), { state: 0, workspace: 0, dataset: 0 }),
    placed,
    guarded: (element) => !outputs.some((p) => element >= p.offset && element < p.offset + p.elements),
  };
}

/** Writes what the operands hold before the call. */
export function fillArena(arena: Pick<Arena, 'write'>, { placed }: Arrangement): void {
  for (const { offset, values } of placed) if (values !== undefined) arena.write(offset, values);
}
