/** Calls of BLAS with arguments at random, some wrong. Arrays are windows of buffers that they may share; elements are small whole numbers,
 *  so that every sum is exact. A call that is taken changes the elements of its output to what the naive loops say, and no other. */
import { isamax, MyelinError, sasum, saxpy, sdot, sgemm, sgemmAsync, sgemv, snrm2, sscal, type Transpose } from '../../src/blas/index.ts';
import type { Draw } from '../keras/draw.ts';
import { anything } from './parts.ts';
import { Fault, type Trial } from './trial.ts';

const FACTORS = [0, 1, -1, 2];
const TRANSPOSED: readonly Transpose[] = ['T', 't', 'C', 'c', true];
const PLAIN: readonly Transpose[] = ['N', 'n', false];

/** A vector or a matrix in an array that has more elements. */
interface Operand {
  readonly array: Float32Array;
  readonly offset: number;
  readonly step: number;
}

class Arguments {
  readonly #draw: Draw;
  readonly buffers: Float32Array[] = [];

  constructor(draw: Draw) {
    this.#draw = draw;
  }

  size(): number {
    return this.#draw.chance(0.02) ? this.#draw.whole(40, 130) : this.#draw.whole(0, 17);
  }

  /** A buffer with room for so many elements behind an offset; now and then one that another operand has. */
  #array(elements: number): { array: Float32Array; offset: number } {
    const draw = this.#draw;
    const offset = draw.whole(0, 3);
    const shared = this.buffers.find((b) => b.length >= elements + 4);
    if (shared !== undefined && draw.chance(0.15)) {
      const from = draw.whole(0, shared.length - elements - offset - 1);
      return { array: new Float32Array(shared.buffer, 4 * from, shared.length - from), offset };
    }
    const length = elements + offset + draw.whole(0, 3);
    const buffer = draw.chance(0.1) ? new SharedArrayBuffer(4 * length) : new ArrayBuffer(4 * length);
    const array = new Float32Array(buffer).map(() => draw.whole(-3, 3));
    const held = draw.chance(0.1) ? new Float32Array(buffer) : array;
    held.set(array);
    this.buffers.push(held);
    // Now and then one element short.
    return { array: draw.chance(0.03) && length > 0 ? held.subarray(0, length - draw.whole(1, 4)) : held, offset };
  }

  matrix(rows: number, cols: number): Operand {
    const step = Math.max(1, cols + this.#draw.whole(0, 3));
    return { ...this.#array(rows > 0 && cols > 0 ? (rows - 1) * step + cols : 0), step };
  }

  vector(n: number, steps: readonly number[]): Operand {
    const step = this.#draw.pick(steps);
    return { ...this.#array(n > 0 ? (n - 1) * Math.abs(step) + 1 : 0), step };
  }

  transpose(): Transpose {
    return this.#draw.pick([...PLAIN, ...TRANSPOSED]);
  }
}

/** Where element i of n lies. */
const placed =
  ({ offset, step }: Operand, n: number) =>
  (i: number): number =>
    offset + (step < 0 ? (i - n + 1) * step : i * step);

/** One routine: the call, and the outputs it must leave or the number it must give. */
interface Call {
  readonly name: string;
  readonly args: unknown[];
  readonly run: (...args: never[]) => unknown;
  /** Elements written, by their places in the array; and the number that is answered. */
  readonly expected: () => { readonly into?: Float32Array; readonly values?: ReadonlyMap<number, number>; readonly answer?: number };
}

const STEPS = [1, 1, 2, -1, -2, 3];

function product(draw: Draw, wait: boolean): Call {
  const of = new Arguments(draw);
  const [ta, tb] = [of.transpose(), of.transpose()];
  const [m, n, k] = [of.size(), of.size(), of.size()];
  const [xa, xb] = [TRANSPOSED.includes(ta), TRANSPOSED.includes(tb)];
  const [a, b, c] = [xa ? of.matrix(k, m) : of.matrix(m, k), xb ? of.matrix(n, k) : of.matrix(k, n), of.matrix(m, n)];
  const [alpha, beta] = [draw.pick(FACTORS), draw.pick(FACTORS)];
  return {
    name: wait ? 'sgemmAsync' : 'sgemm',
    run: wait ? sgemmAsync : sgemm,
    args: [ta, tb, m, n, k, alpha, a.array, a.step, b.array, b.step, beta, c.array, c.step, a.offset, b.offset, c.offset],
    expected: () => {
      const values = new Map<number, number>();
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let p = 0; p < k; p++) {
            sum +=
              a.array[a.offset + (xa ? p * a.step + i : i * a.step + p)]! * b.array[b.offset + (xb ? j * b.step + p : p * b.step + j)]!;
          }
          const at = c.offset + i * c.step + j;
          values.set(at, alpha * sum + beta * c.array[at]!);
        }
      }
      return { into: c.array, values };
    },
  };
}

const CALLS: readonly ((draw: Draw) => Call)[] = [
  (draw) => product(draw, false),
  (draw) => product(draw, true),
  (draw) => {
    const of = new Arguments(draw);
    const t = of.transpose();
    const [m, n] = [of.size(), of.size()];
    const turned = TRANSPOSED.includes(t);
    const [from, to] = turned ? [m, n] : [n, m];
    const [a, x, y] = [of.matrix(m, n), of.vector(from, STEPS), of.vector(to, STEPS)];
    const [alpha, beta] = [draw.pick(FACTORS), draw.pick(FACTORS)];
    return {
      name: 'sgemv',
      run: sgemv,
      args: [t, m, n, alpha, a.array, a.step, x.array, x.step, beta, y.array, y.step, a.offset, x.offset, y.offset],
      expected: () => {
        const values = new Map<number, number>();
        const [xAt, yAt] = [placed(x, from), placed(y, to)];
        for (let i = 0; i < to && m > 0 && n > 0; i++) {
          let sum = 0;
          for (let j = 0; j < from; j++) sum += a.array[a.offset + (turned ? j * a.step + i : i * a.step + j)]! * x.array[xAt(j)]!;
          values.set(yAt(i), alpha * sum + beta * y.array[yAt(i)]!);
        }
        return { into: y.array, values };
      },
    };
  },
  (draw) => {
    const of = new Arguments(draw);
    const n = of.size();
    const [x, y, alpha] = [of.vector(n, [...STEPS, 0]), of.vector(n, STEPS), draw.pick(FACTORS)];
    return {
      name: 'saxpy',
      run: saxpy,
      args: [n, alpha, x.array, x.step, y.array, y.step, x.offset, y.offset],
      expected: () => {
        const [xAt, yAt] = [placed(x, n), placed(y, n)];
        const values = new Map(Array.from({ length: n }, (_, i) => [yAt(i), alpha * x.array[xAt(i)]! + y.array[yAt(i)]!]));
        return { into: y.array, values };
      },
    };
  },
  (draw) => {
    const of = new Arguments(draw);
    const n = of.size();
    const [x, alpha] = [of.vector(n, [1, 2, 3, -1]), draw.pick(FACTORS)];
    return {
      name: 'sscal',
      run: sscal,
      args: [n, alpha, x.array, x.step, x.offset],
      expected: () => ({
        into: x.array,
        values: new Map(Array.from({ length: n }, (_, i) => [placed(x, n)(i), alpha * x.array[placed(x, n)(i)]!])),
      }),
    };
  },
  (draw) => {
    const of = new Arguments(draw);
    const n = of.size();
    const [x, y] = [of.vector(n, [...STEPS, 0]), of.vector(n, [...STEPS, 0])];
    return {
      name: 'sdot',
      run: sdot,
      args: [n, x.array, x.step, y.array, y.step, x.offset, y.offset],
      expected: () => {
        let answer = 0;
        for (let i = 0; i < n; i++) answer += x.array[placed(x, n)(i)]! * y.array[placed(y, n)(i)]!;
        return { answer };
      },
    };
  },
  (draw) => {
    const of = new Arguments(draw);
    const n = of.size();
    const x = of.vector(n, [1, 2, 3, -1]);
    const [name, run, told] = draw.pick([
      ['sasum', sasum, (v: readonly number[]) => v.reduce((a, b) => a + Math.abs(b), 0)],
      ['snrm2', snrm2, (v: readonly number[]) => Math.fround(Math.sqrt(v.reduce((a, b) => a + b * b, 0)))],
      ['isamax', isamax, (v: readonly number[]) => v.findIndex((e) => Math.abs(e) === Math.max(...v.map(Math.abs)))],
    ] as const);
    return {
      name,
      run,
      args: [n, x.array, x.step, x.offset],
      expected: () => ({ answer: told(Array.from({ length: n }, (_, i) => x.array[placed(x, n)(i)]!)) }),
    };
  },
];

/** What an argument is replaced by. */
function wrong(draw: Draw, was: unknown): unknown {
  if (typeof was !== 'number' || draw.chance(0.3)) return anything(draw);
  return draw.pick([was + 1, was - 1, -was, was + 0.5, 0, -1, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53, NaN, Infinity, -Infinity, 1e-300]);
}

const same = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));

const told = (value: unknown): string =>
  value instanceof Float32Array
    ? `Float32Array(${value.length}) at byte ${value.byteOffset}`
    : ['number', 'string'].includes(typeof value)
      ? `${value as string}`
      : typeof value;

export const blas: Trial = async (draw, say) => {
  const call = draw.pick(CALLS)(draw);
  const { name, args, run } = call;
  let altered = 0;
  while (draw.chance(0.3)) {
    const at = draw.whole(0, args.length - 1);
    args[at] = wrong(draw, args[at]);
    altered++;
  }
  if (draw.chance(0.02)) altered += args.length - (args.length = draw.whole(0, args.length));
  const arrays = args.filter((a) => a instanceof Float32Array);
  say(`${name}(${args.map(told).join(', ')})`);
  const before = arrays.map((a) => ({ a, values: Float32Array.from(a) }));
  const expected = altered === 0 ? call.expected() : undefined;
  let answer: unknown;
  try {
    answer = run(...(args as never[]));
    if (answer instanceof Promise) {
      // What was given is taken away in the midst.
      if (draw.chance(0.1))
        for (const { buffer } of arrays)
          if (draw.chance(0.5) && buffer instanceof ArrayBuffer) structuredClone(buffer, { transfer: [buffer] });
      answer = await answer;
    }
  } catch (error) {
    if (error instanceof MyelinError) {
      if (!error.message.startsWith(name) && error.name !== 'DataError')
        throw new Fault(`a message that does not say where: ${error.message}`);
      for (const { a, values } of before) {
        if (a.length > 0 && !a.every((v, i) => same(v, values[i]!))) throw new Fault(`${name} changed what it refused`);
      }
    }
    throw error;
  }
  if (expected === undefined || arrays.some((a) => a.length === 0 && a.buffer.byteLength === 0)) return `${name}, altered`;
  const { into, values } = expected;
  if (values === undefined && !same(answer as number, expected.answer!))
    throw new Fault(`${name}: ${String(answer)} instead of ${expected.answer}`);
  for (const { a, values: was } of before) {
    for (let i = 0; i < a.length; i++) {
      const wanted = a === into && values!.has(i) ? values!.get(i)! : was[i]!;
      if (a.buffer !== into?.buffer || a === into)
        if (!same(a[i]!, wanted)) throw new Fault(`${name}: element ${i} is ${a[i]}, expected ${wanted}`);
    }
  }
  return name;
};
