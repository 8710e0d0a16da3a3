/** Inference: rows or images a second through the synchronous call of each library, one at a time and 256. */
import type { Claim } from './claims.ts';
import type { Task } from './contest.ts';
import { DEEP_NETS, describe } from './deep-nets.ts';
import { arraysOf, NETS } from './nets.ts';
import type { Kind } from './peers.ts';

export const KINDS: readonly Kind[] = [
  { name: 'myelin', script: 'infer/myelin.mjs', needs: [] },
  { name: 'myelin int8', script: 'infer/myelin.mjs', option: 'int8', needs: [], tolerance: 5e-2, takes: ({ name }) => name === NET.name },
  { name: 'onnxruntime', script: 'infer/onnxruntime.mjs', needs: ['onnxruntime-node', 'pbf'] },
  { name: 'pytorch', script: 'infer/pytorch.py', needs: ['torch', 'numpy'], environments: [{}, { OMP_PROC_BIND: 'true' }] },
];

const NET = { ...NETS.find(({ name }) => name === '784-512-512-10')!, batch: 256, batches: 1 };
const WORKS: Readonly<Record<string, number>> = { '1 row': 1, '256 rows': 256 };
const CNN = { ...DEEP_NETS.find(({ name }) => name === 'cnn')!, batch: 256, batches: 1 };
const IMAGES: Readonly<Record<string, number>> = { '1 image': 1, '256 images': 256 };

export function tasks(threads: number): Task[] {
  const { json, arrays } = describe(CNN);
  const common = { contest: 'infer', threads, tolerance: 1e-4, milliseconds: 200 };
  return [
    {
      ...common, name: NET.name, json: { ...NET, works: WORKS }, arrays: arraysOf(NET), unit: 'rows/s', amount: (work) => WORKS[work]!,
    },
    { ...common, name: CNN.name, json: { ...json, works: IMAGES }, arrays, unit: 'images/s', amount: (work) => IMAGES[work]! },
  ];
}

export const CLAIMS: readonly Claim[] = [
  ...Object.keys(WORKS).map((work) => ({ task: NET.name, work, least: { 2: 1.3 }, over: ['onnxruntime'] })),
  { task: NET.name, work: '256 rows', own: 'myelin int8', least: { 2: 2 } },
];
