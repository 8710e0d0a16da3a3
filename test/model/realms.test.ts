/** What users give may have been made in another realm, with constructors of its own: a `vm` context, as jest and the pools of vitest
 *  that begin with vm have for each test file, or a frame of a page. */
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext, runInThisContext } from 'node:vm';
import { expect, test } from 'vitest';
import { sgemm } from '../../src/blas/index.ts';
import * as myelin from '../../src/index.ts';
import { Layer, layers, loadModel, optimizers, sequential, tensor, type Tensor } from '../../src/index.ts';

const realm = createContext({ console });
const made = <T>(code: string): T => runInContext(`(${code})`, realm) as T;

test('the realm has constructors of its own', () => {
  expect(made<object>('new Float32Array(1)') instanceof Float32Array).toBe(false);
  expect(Object.getPrototypeOf(made<object>('{}')) === Object.prototype).toBe(false);
});

const network = (): ReturnType<typeof sequential> => {
  const net = sequential([layers.dense({ units: 4, activation: 'tanh' }), layers.dense({ units: 1 })], { seed: 3 });
  net.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return net;
};

/** The same values from this realm and from the other one. */
const BOTH = [
  ['{ data: Float32Array, shape }', '({ data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [4, 2] })'],
  ['{ data: Int32Array, shape }', '({ data: Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [4, 2] })'],
  ['{ data: Uint8Array, shape }', '({ data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [4, 2] })'],
  ['Float32Array', 'Float32Array.of(1, 2, 3, 4)'],
  ['nested arrays', '[[1, 2], [3, 4], [5, 6], [7, 8]]'],
  ['an array of one', '[[1], [2], [3], [4]]'],
] as const;

test.each(BOTH)('%s trains, validates and predicts to the same bits', async (_, code) => {
  const results = await Promise.all(
    [<T>(text: string): T => runInThisContext(`(${text})`) as T, made].map(async (make) => {
      const [x, y] = [make<myelin.TensorLike>(code), make<myelin.TensorLike>('Float32Array.of(1, 0, 1, 0)')];
      const net = network();
      const { history } = await net.fit(x, y, {
        epochs: 3, batchSize: 2, validationData: make<typeof Array.of>('Array.of')(x, y) as never, sampleWeight: make('[1, 2, 1, 2]'),
        callbacks: make('[{ async onEpochEnd() {} }]'),
      });
      return [{ ...history }, [...(await net.predict(x)).data], await net.evaluate(x, y)];
    }),
  );
  expect(JSON.stringify(results[1])).toBe(JSON.stringify(results[0]));
});

test('records of inputs and outputs, and options', async () => {
  const [a, b] = [myelin.input({ shape: [1], name: 'a' }), myelin.input({ shape: [1], name: 'b' })];
  const net = myelin.model({ inputs: { a, b }, outputs: { sum: layers.dense({ units: 1 }).apply(layers.concatenate().apply([a, b])) } });
  net.compile(made<{ optimizer: 'sgd' }>(`{ optimizer: 'sgd', loss: { sum: 'meanSquaredError' } }`));
  const x = made<Record<string, Float32Array>>('{ a: Float32Array.of(1, 2), b: Float32Array.of(3, 4) }');
  const { history } = await net.fit(x, made('{ sum: Float32Array.of(1, 2) }'), made('{ epochs: 2 }'));
  expect(history['loss']).toHaveLength(2);
});

test('layers in a Map, a Set and a record of the other realm are found', () => {
  class Own extends Layer {
    readonly kind = 'own';
    readonly named = made<Map<string, Layer>>('new Map()');
    readonly set = made<Set<Layer>>('new Set()');
    readonly record = made<Record<string, Layer>>('{}');

    constructor() {
      super('own');
      this.named.set('first', layers.dense({ units: 1 }));
      this.set.add(layers.dense({ units: 1 }));
      this.record['last'] = layers.dense({ units: 1 });
    }

    override call(x: Tensor): Tensor {
      return x;
    }
  }
  expect(new Own().sublayers().map(([path]) => path)).toEqual(['named/first', 'set/0', 'record/last']);
});

test('bytes of files, prompts of tokens, matrices of BLAS, tensors', async () => {
  const net = network();
  await net.fit([[1, 2]], [1]);
  const path = join(tmpdir(), `myelin-realms-${process.pid}-${process.env.MYELIN_BACKEND}.safetensors`);
  await net.save(path);
  const bytes = await readFile(path);
  await rm(path);
  const copy = made<(length: number) => Uint8Array>('(length) => new Uint8Array(length)')(bytes.length);
  copy.set(bytes);
  expect((await loadModel(copy)).weights).toHaveLength(4);
  const c = made<Float32Array>('new Float32Array(1)');
  sgemm('N', 'N', 1, 1, 2, 1, made('Float32Array.of(1, 2)'), 2, made('Float32Array.of(3, 4)'), 1, 0, c, 1);
  expect(c[0]).toBe(11);
  expect(tensor(made<Int32Array>('Int32Array.of(1, 2)')).dtype).toBe('int32');
});

test('an array that is refused is named by its kind', () => {
  expect(() => tensor(made<never>('new DataView(new ArrayBuffer(2))'))).toThrow(/DataView\(2\)/);
});

test('a signal of the other realm stops training', async () => {
  // As jsdom has one, which is no AbortSignal of Node.
  const signal = made<AbortSignal>(
    '{ aborted: true, reason: 1, addEventListener() {}, removeEventListener() {}, throwIfAborted() { throw new Error("stopped"); } }',
  );
  await expect(network().fit([[1, 2]], [1], { signal })).rejects.toThrow('stopped');
});

test('parts of the user from the other realm: a loss', async () => {
  const net = sequential([layers.dense({ units: 1 })], { seed: 1 });
  realm['ops'] = myelin.ops;
  net.compile({
    optimizer: optimizers.sgd({ learningRate: 0.1 }), loss: made('(y, p) => ops.mean(ops.square(ops.subtract(y, p)))'),
  });
  const { history } = await net.fit([[1], [2]], [1, 2], { epochs: 2 });
  expect(history['loss']).toHaveLength(2);
});
