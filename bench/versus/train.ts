/** Training: samples a second, myelin through whole calls of `fit`, shuffling on, the others as fast as they can be driven. */
import type { Claim } from './claims.ts';
import type { Task } from './contest.ts';
import { arraysOf, NETS, type Net } from './nets.ts';
import type { Kind } from './peers.ts';

const weights = (name: string): number => {
  const { widths } = NETS.find((net) => net.name === name)!;
  return widths.slice(1).reduce((sum, units, i) => sum + units * widths[i]!, 0);
};
/** Others would take minutes, or cannot be expressed. */
const small: Kind['takes'] = ({ name }) => weights(name) < 1e3;
const middling: Kind['takes'] = ({ name, threads }) => threads === 1 && weights(name) < 1e6;

export const KINDS: readonly Kind[] = [
  { name: 'myelin', script: 'train/myelin.mjs', needs: [] },
  {
    name: 'myelin bf16', script: 'train/myelin.mjs', option: 'mixed_bfloat16', needs: [], tolerance: 2e-2,
    takes: ({ name }) => weights(name) > 1e6,
  },
  { name: 'pytorch', script: 'train/pytorch.py', needs: ['torch', 'numpy'], environments: [{}, { OMP_PROC_BIND: 'true' }] },
  { name: 'jax', script: 'train/jax-step.py', option: 'step', needs: ['jax', 'numpy'] },
  { name: 'jax-scan', script: 'train/jax-step.py', option: 'scan', needs: ['jax', 'numpy'] },
  { name: 'tensorflow', script: 'train/keras-model.py', option: 'step', needs: ['tensorflow', 'keras', 'numpy'] },
  { name: 'keras', script: 'train/keras-model.py', option: 'fit', needs: ['tensorflow', 'keras', 'numpy'] },
  {
    name: 'tfjs-wasm',
    script: 'train/tfjs.mjs',
    option: 'wasm',
    needs: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'],
    takes: middling,
  },
  {
    name: 'tfjs-cpu',
    script: 'train/tfjs.mjs',
    option: 'cpu',
    needs: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-cpu'],
    takes: middling,
  },
  { name: 'brain.js', script: 'train/brain.mjs', needs: ['brain.js'], takes: small },
  { name: 'synaptic', script: 'train/synaptic.mjs', needs: ['synaptic'], takes: small },
];

/** Of the products of a step: forward, and for the gradients by weights and by inputs but those of the data. */
const operations = ({ name, widths, batch }: Net): number => 2 * batch * (3 * weights(name) - widths[0]! * widths[1]!);

export const tasks = (threads: number): Task[] =>
  NETS.map((net) => ({
    contest: 'train', name: net.name, threads, json: net, arrays: arraysOf(net), tolerance: 1e-4, unit: 'samples/s',
    amount: () => net.batch, operations: () => operations(net), milliseconds: 400,
  }));

/** A scan is another interface: a program of whole epochs that the user writes. */
const FRAMEWORKS = ['pytorch', 'jax', 'tensorflow', 'keras'];

export const CLAIMS: readonly Claim[] = [
  { task: '8-10-8-1', least: { 1: 10, 2: 10 }, over: FRAMEWORKS },
  { task: '8-10-8-1', least: { 1: 1, 2: 1 }, over: ['jax-scan', 'synaptic'] },
  { task: '784-512-512-10', least: { 1: 1.6, 2: 1.8 } },
  { task: '1024-4096-4096-1000', least: { 1: 1.25, 2: 1.6 } },
  { task: '1024-4096-4096-1000', own: 'myelin bf16', least: { 1: 1.5, 2: 1.5 } },
  { task: 'XOR 2-8-1', least: { 1: 1, 2: 1 } },
];
