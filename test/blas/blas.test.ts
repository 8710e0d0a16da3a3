/** myelin/blas in the manner of the reference BLAS testers: every transposition, factor, leading dimension, increment and
 *  size with every other, the residual under the standard bound, on every machine. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setBackend } from '../../src/backend/select.ts';
import { isamax, sasum, saxpy, sdot, sgemm, sgemv, snrm2, sscal, type Transpose } from '../../src/blas/index.ts';
import { MACHINES } from '../machines.ts';
import { boundOf, Operand } from './operands.ts';

const TRANSPOSITIONS: readonly Transpose[] = ['N', 'T'];
const SIZES = [0, 1, 2, 5, 17, 33];
/** Around register tiles, strips of a thread, and blocks of k. */
const LARGE: readonly (readonly [number, number, number])[] = [
  [97, 40, 130], [40, 200, 33], [16, 9, 700], [1, 130, 520], [130, 1, 520], [100, 3, 90],
];
const FACTORS: readonly (readonly [alpha: number, beta: number])[] = [0, 1, 0.7].flatMap((alpha) =>
  [0, 1, -1.3].map((beta): [number, number] => [alpha, beta]),
);
const INCREMENTS = [1, 2, -1, -3];

const { abs, fround } = Math;

/** A sum in float64, that of its absolute terms, and how many there are. */
interface Sum {
  readonly value: number;
  readonly magnitude: number;
  readonly length: number;
}
function sum(length: number, term: (p: number) => number): Sum {
  let value = 0;
  let magnitude = 0;
  for (let p = 0; p < length; p++) {
    const product = term(p);
    value += product;
    magnitude += abs(product);
  }
  return { value, magnitude, length };
}

/** Fails unless `got` is alpha times the sum plus beta times what was before, within the bound. */
function check(where: () => string, got: number, { value, magnitude, length }: Sum, alpha: number, beta: number, before: number): void {
  const [a, b] = [fround(alpha), fround(beta)];
  const expected = a * value + b * before;
  const bound = boundOf(length + 3, abs(a) * magnitude + abs(b * before));
  if (!(abs(got - expected) <= bound)) expect.fail(`${where()}: expected ${expected}, got ${got}, allowed ${bound}`);
}

function checkGemm(transA: Transpose, transB: Transpose, m: number, n: number, k: number, pad: number, factors = FACTORS): void {
  const [ta, tb] = [transA === 'T', transB === 'T'];
  const [rowsA, colsA, rowsB, colsB] = [ta ? k : m, ta ? m : k, tb ? n : k, tb ? k : n];
  const [lda, ldb, ldc] = [Math.max(1, colsA) + pad, Math.max(1, colsB) + 2 * pad, Math.max(1, n) + 3 * pad];
  const a = Operand.matrix(rowsA, colsA, lda, pad, 1);
  const b = Operand.matrix(rowsB, colsB, ldb, 2 * pad, 2);
  const c = Operand.matrix(m, n, ldc, 3 * pad, 3);
  const sums = Array.from({ length: m }, (_, i) =>
    Array.from({ length: n }, (__, j) => sum(k, (p) => (ta ? a.value(p, i) : a.value(i, p)) * (tb ? b.value(j, p) : b.value(p, j)))),
  );
  for (const [alpha, beta] of factors) {
    const where = `sgemm ${transA}${transB} ${m}x${n}x${k}, ld + ${pad}, alpha ${alpha}, beta ${beta}`;
    c.restore();
    sgemm(transA, transB, m, n, k, alpha, a.array, lda, b.array, ldb, beta, c.array, ldc, a.offset, b.offset, c.offset);
    if (c.stray() >= 0) expect.fail(`${where}: element ${c.stray()} is none of c's and was written`);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        check(() => `${where}, c[${i},${j}]`, c.array[c.at(i, j)]!, sums[i]![j]!, alpha, beta, c.value(i, j));
      }
    }
  }
}

describe.each(MACHINES)('$machine', ({ backend }) => {
  beforeAll(() => setBackend(backend()));
  afterAll(() => setBackend(undefined));

  test('sgemm', () => {
    for (const transA of TRANSPOSITIONS) {
      for (const transB of TRANSPOSITIONS) {
        for (const pad of [0, 3]) {
          for (const m of SIZES) for (const n of SIZES) for (const k of SIZES) checkGemm(transA, transB, m, n, k, pad);
          for (const [m, n, k] of LARGE) checkGemm(transA, transB, m, n, k, pad, [[0.7, -1.3]]);
        }
      }
    }
  });

  test('sgemv', () => {
    for (const trans of TRANSPOSITIONS) {
      for (const [m, n] of [...SIZES.flatMap((rows) => SIZES.map((cols) => [rows, cols])), [97, 300], [300, 97]] as [number, number][]) {
        const [from, to] = trans === 'T' ? [m, n] : [n, m];
        for (const pad of [0, 2]) {
          const lda = Math.max(1, n) + pad;
          const a = Operand.matrix(m, n, lda, pad, 4);
          for (const incx of INCREMENTS) {
            const x = Operand.vector(from, incx, pad, 5);
            const sums = Array.from({ length: to }, (_, i) =>
              sum(from, (p) => (trans === 'T' ? a.value(p, i) : a.value(i, p)) * x.value(p)),
            );
            for (const incy of INCREMENTS) {
              const y = Operand.vector(to, incy, 2 * pad, 6);
              for (const [alpha, beta] of FACTORS) {
                const where = `sgemv ${trans} ${m}x${n}, lda ${lda}, incx ${incx}, incy ${incy}, alpha ${alpha}, beta ${beta}`;
                y.restore();
                sgemv(trans, m, n, alpha, a.array, lda, x.array, incx, beta, y.array, incy, a.offset, x.offset, y.offset);
                if (y.stray() >= 0) expect.fail(`${where}: element ${y.stray()} is none of y's and was written`);
                // Nothing happens to y if the matrix is empty.
                for (let i = 0; i < to; i++) {
                  check(() => `${where}, y[${i}]`, y.array[y.at(i, 0)]!, sums[i]!, alpha, from === 0 ? 1 : beta, y.value(i));
                }
              }
            }
          }
        }
      }
    }
  });

  test('level 1', () => {
    for (const n of [...SIZES, 70, 1030]) {
      for (const incx of [...INCREMENTS, 0]) {
        const x = Operand.vector(n, incx, 1, 7);
        const values = Array.from({ length: n }, (_, i) => x.value(i));
        for (const incy of INCREMENTS) {
          const where = `n ${n}, incx ${incx}, incy ${incy}`;
          const y = Operand.vector(n, incy, 2, 8);
          check(
            () => `sdot, ${where}`, sdot(n, x.array, incx, y.array, incy, x.offset, y.offset),
            sum(n, (i) => values[i]! * y.value(i)), 1, 0, 0,
          );
          saxpy(n, 0.7, x.array, incx, y.array, incy, x.offset, y.offset);
          if (y.stray() >= 0) expect.fail(`saxpy, ${where}: element ${y.stray()} is none of y's and was written`);
          for (let i = 0; i < n; i++) {
            check(() => `saxpy, ${where}, y[${i}]`, y.array[y.at(i, 0)]!, sum(1, () => values[i]!), 0.7, 1, y.value(i));
          }
        }
        if (incx <= 0) continue;
        const where = `n ${n}, incx ${incx}`;
        check(() => `sasum, ${where}`, sasum(n, x.array, incx, x.offset), sum(n, (i) => abs(values[i]!)), 1, 0, 0);
        const norm = Math.hypot(...values);
        if (!(abs(snrm2(n, x.array, incx, x.offset) - norm) <= 2 ** -23 * norm)) expect.fail(`snrm2, ${where}: expected ${norm}`);
        const largest = values.reduce((best, v, i) => (abs(v) > abs(values[best] ?? 0) ? i : best), n === 0 ? -1 : 0);
        expect(isamax(n, x.array, incx, x.offset), `isamax, ${where}`).toBe(largest);
        sscal(n, -1.3, x.array, incx, x.offset);
        if (x.stray() >= 0) expect.fail(`sscal, ${where}: element ${x.stray()} is none of x's and was written`);
        for (let i = 0; i < n; i++) if (x.array[x.at(i, 0)] !== fround(fround(-1.3) * values[i]!)) expect.fail(`sscal, ${where}, x[${i}]`);
      }
    }
  });
});
