/** Training of deep networks: samples a second through whole steps of Adam, and the share of the processor's peak that they reach. */
import type { Claim } from './claims.ts';
import type { Task } from './contest.ts';
import { DEEP_NETS, describe, type DeepNet, type Described } from './deep-nets.ts';
import type { Kind } from './peers.ts';

/** Others would need a gradient of convolutions, which the wasm backend of TensorFlow.js does not have (no kernel
 *  Conv2DBackpropFilter), nor one of an embedding; and gigabytes for attention of length 4,096. */
const trainable: Kind['takes'] = ({ name, threads }) => threads === 1 && ['lstm', 'transformer'].includes(name);

export const KINDS: readonly Kind[] = [
  { name: 'myelin', script: 'deep/myelin.mjs', needs: [] },
  { name: 'myelin wasm', script: 'deep/myelin.mjs', option: 'wasm', needs: [], takes: ({ threads }) => threads === 1 },
  { name: 'myelin high', script: 'deep/myelin.mjs', option: 'high', needs: [], takes: ({ name }) => ['cnn', 'resnet'].includes(name) },
  { name: 'pytorch', script: 'deep/pytorch.py', needs: ['torch', 'numpy'], environments: [{}, { OMP_PROC_BIND: 'true' }] },
  { name: 'jax', script: 'deep/jax-step.py', needs: ['jax', 'numpy'] },
  { name: 'tensorflow', script: 'deep/keras-model.py', option: 'step', needs: ['tensorflow', 'keras', 'numpy'] },
  { name: 'keras', script: 'deep/keras-model.py', option: 'fit', needs: ['tensorflow', 'keras', 'numpy'] },
  {
    name: 'tfjs-wasm', script: 'deep/tfjs.mjs', option: 'wasm', needs: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'],
    takes: trainable,
  },
];

export const tasks = (threads: number): Task[] => DEEP_NETS.map((net) => taskOf(net, threads));

/** Its data are made when they are first asked for. Turns are so long that the planning of a `fit`, which is part of it, is a few per cent
 *  of one at most; in training it is less. */
function taskOf(net: DeepNet, threads: number): Task {
  let made: Described | undefined;
  const described = (): Described => (made ??= describe(net));
  return {
    contest: 'deep', name: net.name, threads, tolerance: 1e-3, unit: 'samples/s', amount: () => net.batch,
    get json() {
      return described().json;
    },
    get arrays() {
      return described().arrays;
    },
    operations: () => 2 * described().multiplyAdds,
    milliseconds: 2000,
  };
}

export const CLAIMS: readonly Claim[] = [];
