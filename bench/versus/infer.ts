/** Inference: rows a second through the synchronous call of each library, one row at a time and 256. */
import type { Claim } from './claims.ts';
import type { Task } from './contest.ts';
import { arraysOf, NETS } from './nets.ts';
import type { Kind } from './peers.ts';

export const KINDS: readonly Kind[] = [
  { name: 'myelin', script: 'infer/myelin.mjs', needs: [] },
  { name: 'myelin int8', script: 'infer/myelin.mjs', option: 'int8', needs: [], tolerance: 5e-2 },
  { name: 'onnxruntime', script: 'infer/onnxruntime.mjs', needs: ['onnxruntime-node', 'pbf'] },
  { name: 'pytorch', script: 'infer/pytorch.py', needs: ['torch', 'numpy'], environments: [{}, { OMP_PROC_BIND: 'true' }] },
];

const NET = { ...NETS.find(({ name }) => name === '784-512-512-10')!, batch: 256, batches: 1 };
const WORKS: Readonly<Record<string, number>> = { '1 row': 1, '256 rows': 256 };

export const tasks = (threads: number): Task[] => [
  {
    contest: 'infer', name: NET.name, threads, json: { ...NET, works: WORKS }, arrays: arraysOf(NET), tolerance: 1e-4,
    unit: 'rows/s', amount: (work) => WORKS[work]!, milliseconds: 200,
  },
];

export const CLAIMS: readonly Claim[] = [
  ...Object.keys(WORKS).map((work) => ({ task: NET.name, work, least: { 2: 1.3 }, over: ['onnxruntime'] })),
  { task: NET.name, work: '256 rows', own: 'myelin int8', least: { 2: 2 } },
];
