/** Values that are no number, no text and no list as others are: what `bench -- fuzz` gave that went through or came out as an error of
 *  JavaScript. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sdot, sscal } from '../../../src/blas/index.ts';
import {
  ConfigError,
  DataError,
  datasets,
  FileError,
  grad,
  input,
  jvp,
  layers,
  loadModel,
  metrics,
  model,
  ops,
  optimizers,
  schedules,
  sequential,
  setDtypePolicy,
  ShapeError,
  tensor,
  vjp,
  type Tensor,
} from '../../../src/index.ts';
import { any, classifier, net, refused, x, y } from './refused.ts';

const without = Object.create(null) as object;
const toPrimitive = { [Symbol.toPrimitive]: 3 };
const circular: unknown[] = [];
circular.push(circular);
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

describe('what JavaScript cannot compare or make a text of', () => {
  refused([
    [
      'a symbol as a size',
      () => sscal(any(Symbol('s')), 1, new Float32Array(2), 1),
      ConfigError,
      /sscal: n must be an integer >= 0, received Symbol/,
    ],
    ['a bigint as a size', () => sscal(any(3n), 1, new Float32Array(2), 1), ConfigError, /received 3n/],
    [
      'an object without a prototype as an offset',
      () => sdot(1, new Float32Array(1), 1, new Float32Array(1), 1, 0, any(without)),
      ConfigError,
      /yOffset/,
    ],
    ['a trap as an option', () => layers.dense({ units: any(toPrimitive) }), ConfigError, /dense: units must be an integer/],
    ['a list that holds itself', () => layers.dense({ units: any(circular) }), ConfigError, /dense: units/],
    ['what cannot be read', () => layers.dense({ units: any(revoked) }), ConfigError, /received object that cannot be read/],
    ['a symbol as an axis of a sample', () => layers.permute({ dims: [any(Symbol('s')), 1, 2] }), ConfigError, /permute: dims must be/],
    ['a text as axes', () => ops.transpose([[1]], { axes: any('10') }), ShapeError, /transpose: axes must be an array .*received '10'/],
    ['an object as axes', () => ops.transpose([[1]], { axes: any({}) }), ShapeError, /transpose: axes must be an array/],
    ['a symbol as an axis', () => ops.expandDims([1], any(Symbol('s'))), ShapeError, /expandDims: axis must be/],
    ['an object as an axis', () => ops.expandDims([1], any([without])), ShapeError, /expandDims: axis must be an integer from -2 to 1/],
    [
      'an object as a dtype',
      () => ops.cast([1], any({ dtype: 'int32' })),
      ShapeError,
      /cast: expected the dtype float32 or int32, received Object \{dtype\}/,
    ],
    ['an object as the dtype of numbers', () => tensor([1], [1], any(toPrimitive)), ConfigError, /dtype/],
    ['an object as a policy', () => layers.dense({ units: 1, dtype: any(toPrimitive) }), ConfigError, /dtype policy/],
    ['an object as the policy', () => setDtypePolicy(any(toPrimitive)), ConfigError, /dtype policy/],
    [
      'an object as the type of a feature',
      () => layers.featureSpace({ features: { a: any({ type: without }) } }),
      ConfigError,
      /type of .*feature 'a'/,
    ],
    ['a symbol as the place of a layer', () => net().getLayer(any(Symbol('s'))), ConfigError, /getLayer: .* has no layer/],
    ['a text as the place of a layer', () => net().getLayer(any({})), ConfigError, /getLayer: .* has no layer/],
    ['tensors as a shape', () => tensor([1], any([tensor([1])])), ConfigError, /tensor: shape must be an array of integers >= 0/],
    [
      'nothing in a gradient that goes on',
      () => grad((x: Tensor) => grad(() => any(undefined))(x))([1, 2]),
      DataError,
      /expected a tensor/,
    ],
  ]);
});

describe('places of a list that were never filled', () => {
  const holes = (length: number): never => new Array(length) as never;
  refused([
    ['a shape', () => layers.input({ shape: holes(2) }), ConfigError, /shape must be/],
    ['a shape of values', () => tensor([1, 2], holes(1)), ConfigError, /tensor: shape must be/],
    ['sizes', () => layers.reshape({ targetShape: holes(2) }), ConfigError, /targetShape/],
    ['cells', () => layers.stackedRNNCells({ cells: holes(2) }), ConfigError, /cells/],
    ['labels', () => layers.labelEncoding({ labels: holes(2) }), ConfigError, /labels/],
    ['axes of a sample', () => layers.permute({ dims: holes(2) }), ConfigError, /permute: dims/],
    ['axes', () => ops.transpose([[1]], { axes: holes(2) }), ShapeError, /transpose: axis must be an integer .*received undefined/],
    ['a pair of axes', () => layers.dot({ axes: holes(2) }), ConfigError, /dot: axes must be/],
    [
      'sizes that the input may have',
      () => layers.einsumDense({ equation: 'ab,bc->ac', outputShape: holes(1) }),
      ConfigError,
      /outputShape must be/,
    ],
    ['margins', () => layers.zeroPadding2d({ padding: holes(2) }), ConfigError, /padding must be/],
    ['a window', () => layers.stftSpectrogram({ frameLength: 2, window: holes(2) }), ConfigError, /window\[0\] must be a number/],
    [
      'learning rates',
      () => schedules.piecewiseConstantDecay({ boundaries: holes(1), values: [1, 2] }),
      ConfigError,
      /boundaries\[0\] must be a number/,
    ],
    ['callbacks of fit', () => net().fit(x, y, { callbacks: holes(1) }), ConfigError, /fit: callbacks must be an array of objects/],
    ['callbacks of predict', () => net().predict(x, { callbacks: holes(1) }), ConfigError, /predict: callbacks must be an array/],
    ['callbacks of evaluate', () => net().evaluate(x, y, { callbacks: holes(1) }), ConfigError, /evaluate: callbacks must be an array/],
    ['weights', () => net().setWeights(holes(4)), DataError, /expected a tensor.*received undefined/],
    ['outputs of a model', () => model({ inputs: input({ shape: [1] }), outputs: holes(1) }), ConfigError, /model: outputs must be/],
    ['a shape to build for', () => sequential([layers.flatten()]).build(holes(2)), ShapeError, /build: expected shapes/],
    ['inputs of jvp', () => jvp((a) => a, holes(1), [1]), DataError, /received undefined/],
    ['tangents of jvp', () => jvp((a) => a, [1], holes(1)), DataError, /received undefined/],
    ['inputs of vjp', () => vjp((a) => a, holes(1), 1), DataError, /received undefined/],
    ['tensors to concatenate', () => ops.concatenate(holes(2)), DataError, /received undefined/],
    ['tensors to stack', () => ops.stack(holes(2)), DataError, /received undefined/],
    ['what a loop goes along', () => ops.scan((carry, xs) => [carry, xs], [1], holes(1)), DataError, /received undefined/],
    ['pairs of gradients', () => optimizers.sgd().applyGradients(holes(1)), ConfigError, /pair 0 of applyGradients/],
    ['what a loop answers', () => ops.map(() => holes(2), [1, 2]), DataError, /received undefined/],
    ['what a loop carries', () => ops.scan((carry) => [carry, holes(2)], [1], [1, 2]), DataError, /received undefined/],
  ]);
});

describe('parts of training', () => {
  const compiled = (options: object): unknown => net().compile({ optimizer: 'sgd', loss: 'mse', ...options } as never);
  refused([
    ['metrics that were never filled', () => compiled({ metrics: new Array(2) }), ConfigError, /metric.*undefined/],
    ['a threshold of nothing', () => metrics.auc({ thresholds: any({}) }), ConfigError, /auc: thresholds must be numbers from 0 to 1/],
    ['an empty threshold', () => metrics.precisionAtRecall({ recall: any(null) }), ConfigError, /recall/],
    ['an object as a stride', () => layers.conv1d({ filters: 1, kernelSize: 1, strides: any([without]) }), ConfigError, /strides/],
    [
      'a metric of a name that objects have',
      () => compiled({ metrics: [metrics.meanSquaredError({ name: 'constructor' })] }),
      ConfigError,
      /'constructor'/,
    ],
    [
      'a layer as an initializer',
      () => layers.dense({ units: 1, kernelInitializer: any(layers.dense({ units: 1 })) }),
      ConfigError,
      /an initializer must be .*received Dense/,
    ],
    [
      'a layer as a regularizer',
      () => layers.flatten({ activityRegularizer: any(layers.dense({ units: 1 })) }),
      ConfigError,
      /a regularizer must be .*received Dense/,
    ],
    [
      'a layer as a constraint',
      () => layers.dense({ units: 1, biasConstraint: any(layers.dense({ units: 1 })) }),
      ConfigError,
      /a constraint must be .*received Dense/,
    ],
    ['an array as a schedule', () => optimizers.sgd({ learningRate: any([0.1]) }), ConfigError, /learningRate must be a number.*\[0.1\]/],
    [
      'a typed array as a schedule',
      () => optimizers.sgd({ learningRate: any(new Float32Array(2)) }),
      ConfigError,
      /learningRate must be a number.*Float32Array/,
    ],
    [
      'a schedule that gives a number',
      () => optimizers.sgd({ learningRate: { kind: 'mine', config: {}, at: () => any(0.1) } }).learningRate,
      ConfigError,
      /sgd: learningRate: expected the function to answer with a tensor, received 0.1/,
    ],
    [
      'a schedule that gives several numbers',
      () => optimizers.sgd({ learningRate: { kind: 'mine', config: {}, at: () => tensor([1, 2]) } }).learningRate,
      ShapeError,
      /sgd: learningRate must give one float32 number for a step, received float32 of shape \[2\]/,
    ],
    [
      'a pair of a gradient and a variable that is none',
      () => optimizers.sgd().applyGradients(any([null])),
      ConfigError,
      /pair 0 of applyGradients must be \[gradient, variable\], received null/,
    ],
  ]);

  test('a layer that goes while a stream is predicted', async () => {
    const model = sequential([layers.dense({ units: 1 })]);
    const rows = async function* (): AsyncGenerator<Tensor> {
      yield tensor([[1, 2]]);
      yield tensor([[1, 2]]);
    };
    const answers = model.predictStream(rows);
    await answers.next();
    model.pop();
    await expect(answers.next()).rejects.toThrow(ConfigError);
  });
});

describe('several inputs, or none, where there is one', () => {
  const row = tensor([1, 2, 3], [1, 3]);
  refused([
    [
      'a layer',
      () => layers.dense({ units: 1 }).apply([row, row]),
      ConfigError,
      /dense.*: its call failed on a list of 2 tensors: .*concatenate/,
    ],
    ['a layer, in a list', () => layers.dense({ units: 1 }).apply([row]), ConfigError, /on a list of 1 tensor: .* give that alone/],
    [
      'a layer of a model',
      () => layers.flatten().apply([input({ shape: [2] }), input({ shape: [2] })]),
      ConfigError,
      /a list of 2 tensors/,
    ],
    ['a sequential model', () => net().apply([tensor([[1, 2]]), tensor([[1, 2]])]), ConfigError, /a list of 2 tensors/],
    ['a model that knows no shapes', () => sequential([layers.flatten()]).predict(any({})), DataError, /expected values for each input/],
    ['columns that were never filled', () => layers.hashedCrossing({ numBins: 2 }).apply(any(new Array(2))), DataError, /hashed/],
    ['a class as an activation', () => layers.dense({ units: 1, activation: any(Map) }), ConfigError, /received the class function Map/],
  ]);
});

describe('sizes that no memory has', () => {
  refused([
    [
      'a resized axis',
      () => layers.resizing({ height: 2 ** 30, width: 3 }).apply(tensor(new Float32Array(27), [1, 3, 3, 3])),
      ShapeError,
      /table of shape/,
    ],
    [
      'windows',
      () => layers.adaptiveAveragePooling1d({ outputSize: 99_999 }).apply(input({ shape: [1e6, 3] })),
      ShapeError,
      /table of shape/,
    ],
    [
      'frames',
      () => layers.stftSpectrogram({ frameLength: 2 ** 20, fftLength: 2 ** 20 }).apply(input({ shape: [2 ** 21, 1] })),
      ShapeError,
      /table of shape/,
    ],
    [
      'encoded numbers',
      () => layers.hashing({ numBins: 2 ** 31 - 1, outputMode: 'multiHot' }).apply(any([[1, 2]])),
      ShapeError,
      /hashing.*table of shape/,
    ],
    [
      'tokens that are encoded',
      () =>
        layers
          .stringLookup({ vocabulary: ['a'], outputMode: 'oneHot', maxTokens: 2 ** 31 - 1, padToMaxTokens: true })
          .apply(any(['a'])),
      ShapeError,
      /stringLookup.*table of shape/,
    ],
    [
      'tokens with weights',
      () =>
        layers
          .stringLookup({ vocabulary: ['a'], idfWeights: [1], outputMode: 'tfIdf', maxTokens: 2 ** 31 - 1, padToMaxTokens: true })
          .apply(any(['a'])),
      ShapeError,
      /stringLookup.*table of shape/,
    ],
    [
      'texts that are filled up',
      () => layers.textVectorization({ vocabulary: ['a'], outputSequenceLength: 2 ** 31 - 1 }).apply(any(['a'])),
      ShapeError,
      /textVectorization.*table of shape/,
    ],
    ['classes', () => datasets.toCategorical([0, 1], 2 ** 31 - 1), ShapeError, /toCategorical: needs a table of shape/],
    [
      'readings',
      () => ops.ctcDecode([[[1, 2]]], [1], { strategy: 'beamSearch', beamWidth: 2 ** 31 - 1, topPaths: 2 ** 31 - 1 }),
      ShapeError,
      /ctcDecode: needs a table of shape/,
    ],
    [
      'places for unknown tokens',
      () => layers.stringLookup({ vocabulary: ['a'], numOovIndices: 2 ** 31 - 1 }),
      ShapeError,
      /stringLookup.*table of shape/,
    ],
    ['positions', () => layers.sinePositionEncoding().apply(input({ shape: [2 ** 20, 2 ** 10] })), ShapeError, /table of shape/],
    [
      'coefficients',
      () => layers.mfcc({ numMelBins: 2 ** 20, nMfcc: 2 ** 19 }).apply(tensor(new Float32Array(4096), [1, 4096])),
      ShapeError,
      /table of shape/,
    ],
  ]);
});

test('rows that each have a class of their own are refused, however many there are', () => {
  const labels = Int32Array.from({ length: 200_000 }, (_, i) => i);
  const x = { data: new Float32Array(200_000), shape: [200_000, 1] };
  expect(() => datasets.trainTestSplit(x, { stratify: labels })).toThrow(ConfigError);
  expect(() => [...datasets.kFold({ splits: 2, stratify: labels }).split(x)]).toThrow(ConfigError);
});

test('a path that no file system has is an error of files that names it', async () => {
  const path = join(tmpdir(), 'a\0b');
  for (const act of [() => net().save(path), () => loadModel(path), () => datasets.readCsv(path)]) {
    const error = await act().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(FileError);
    expect((error as Error).message).toMatch(/a\\0b: .*no path can have/);
  }
});

test('inputs whose names are numbers keep their order in a file', async () => {
  const [a, b] = [input({ shape: [1], name: '2' }), input({ shape: [2], name: '1' })];
  const whole = model({ inputs: [a, b], outputs: layers.concatenate().apply([a, b]) });
  const again = await loadModel(await whole.toBytes());
  expect(again.inputs!.map(({ name }) => name)).toEqual(['2', '1']);
  const x = [[[1]], [[2, 3]]] as never;
  expect((await again.predict(x)).toArray()).toEqual([[1, 2, 3]]);
});

test('targets of no values are looked at', async () => {
  const issues = await classifier().check(x, { data: new Float32Array(0), shape: [40, 0] }, { printFn: () => {} });
  expect(issues.map(({ code }) => code)).not.toContain('ONE_CLASS');
});
