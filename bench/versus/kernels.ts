/** Single kernels: elementwise steps and softmax against a copy of as many bytes and against PyTorch, the update of Adam,
 *  products against NumPy and ml-matrix. */
import { generator } from '../../test/samples/sample.ts';
import type { Claim } from './claims.ts';
import type { Task } from './contest.ts';
import type { Kind } from './peers.ts';

export const KINDS: readonly Kind[] = [
  { name: 'myelin', script: 'kernels/myelin.mjs', needs: [] },
  { name: 'pytorch', script: 'kernels/pytorch.py', needs: ['torch', 'numpy'], environments: [{}, { OMP_PROC_BIND: 'true' }] },
  { name: 'numpy', script: 'kernels/numpy-matmul.py', needs: ['numpy'] },
  { name: 'ml-matrix', script: 'kernels/ml-matrix.mjs', needs: ['ml-matrix'] },
];

/** A kernel on so many elements; of softmax rows x cols, of a product all three sizes. */
interface Case {
  readonly op: string;
  readonly n: number;
  readonly cols?: number;
}

const [SMALL, LARGE, HUGE] = [2 ** 16, 2 ** 20, 2 ** 24];
const nameOf = ({ op, n, cols }: Case): string => (cols === undefined ? `${op} ${n}` : `${op} ${n / cols}x${cols}`);

/** Adam touches four arrays: a copy from one half of as much memory into the other moves what memory allows. */
const SWEEPS: readonly Case[] = [
  ...[SMALL, LARGE].flatMap((n) => ['copy', 'relu', 'add', 'mul', 'exp', 'sigmoid', 'tanh', 'gelu'].map((op) => ({ op, n }))),
  { op: 'softmax', n: 128_000, cols: 1000 },
  ...[LARGE, HUGE].flatMap((n) => [{ op: 'copy', n: 2 * n }, { op: 'adam', n }]),
];
const PRODUCTS: readonly Case[] = [64, 256, 1024].map((n) => ({ op: 'matmul', n }));

/** Bytes read and written for an element. */
const BYTES: Readonly<Record<string, number>> = { add: 12, mul: 12, adam: 28 };

function task(name: string, threads: number, cases: readonly Case[], unit: string, amount: (c: Case) => number): Task {
  const next = generator(7);
  const works = Object.fromEntries(cases.map((c) => [nameOf(c), c]));
  return {
    contest: 'kernels', name, threads, json: { works },
    arrays: [Float32Array.from({ length: LARGE }, () => 4 * next() - 2)],
    tolerance: 1e-5, unit, amount: (work) => amount(works[work]!), milliseconds: 50,
  };
}

export const tasks = (threads: number): Task[] => [
  task('sweep', threads, SWEEPS, 'GB/s', ({ op, n }) => ((BYTES[op] ?? 8) * n) / 1e9),
  task('product', threads, PRODUCTS, 'GFLOP/s', ({ n }) => (2 * n ** 3) / 1e9),
];

const onOne = (least: number): Claim['least'] => ({ 1: least });
const against = (op: string, n: number, least: number): Claim => ({
  task: 'sweep', work: nameOf({ op, n }), least: onOne(least), over: ['pytorch'],
});
const ofCopy = (op: string, n: number, least: number, copied = n): Claim => ({
  task: 'sweep', work: nameOf({ op, n }), least: onOne(least), of: nameOf({ op: 'copy', n: copied }),
});

export const CLAIMS: readonly Claim[] = [
  ...[SMALL, LARGE].flatMap((n) => ['relu', 'add', 'mul'].map((op) => ofCopy(op, n, 0.95))),
  ...['exp', 'sigmoid'].map((op) => against(op, SMALL, 1.3)),
  ...['tanh', 'gelu'].map((op) => against(op, SMALL, 3)),
  { task: 'sweep', work: 'softmax 128x1000', least: onOne(3), over: ['pytorch'] },
  ...[LARGE, HUGE].map((n) => ofCopy('adam', n, 0.9, 2 * n)),
];
