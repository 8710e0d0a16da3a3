/** What users get wrong: each case is refused with an error of the right class that names the place and what to do,
 *  and the model it was done to trains on as if nothing had happened. */
import { expect, test } from 'vitest';
import {
  activations,
  ConfigError,
  DataError,
  datasets,
  initializers,
  Layer,
  layers,
  loadModel,
  losses,
  metrics,
  ops,
  optimizers,
  sequential,
  setDtypePolicy,
  ShapeError,
  tensor,
  variable,
  type MyelinError,
  type Sequential,
  type Tensor,
  grad,
} from '../../src/index.ts';
import { circle } from './tables.ts';

const { x, y, labels } = circle(40);
const net = (): Sequential => {
  const model = sequential(
    [layers.dense({ name: 'hidden', units: 4, activation: 'relu', inputShape: [2] }), layers.dense({ units: 1, activation: 'sigmoid' })],
    { seed: 1 },
  );
  model.compile({ optimizer: 'adam', loss: 'bce', metrics: ['accuracy'] });
  return model;
};
const classifier = (units = 3): Sequential => {
  const model = sequential([layers.dense({ units, activation: 'softmax', inputShape: [2] })], { seed: 1 });
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  return model;
};
const withValue = (value: number): { data: Float32Array; shape: number[] } => {
  const data = x.data.slice();
  data[25] = value;
  return { data, shape: [40, 2] };
};
const any = (value: unknown): never => value as never;
class Silent extends Layer {
  readonly kind = 'silent';
  call(): Tensor {
    return null as never;
  }
}

type Refusal = new (message: string) => MyelinError;
const CASES: readonly (readonly [string, () => unknown, Refusal, RegExp])[] = [
  // layers and models
  ['units 0', () => layers.dense({ units: 0 }), ConfigError, /dense: units must be an integer >= 1, received 0/],
  ['units -3', () => layers.dense({ units: -3 }), ConfigError, /received -3/],
  ['units 2.5', () => layers.dense({ units: 2.5 }), ConfigError, /received 2.5/],
  ['units as text', () => layers.dense({ units: any('10') }), ConfigError, /received '10'/],
  ['no options', () => layers.dense(any(undefined)), ConfigError, /dense/],
  [
    "activation 'rleu'",
    () => layers.dense({ units: 1, activation: 'rleu' }),
    ConfigError,
    /unknown activation 'rleu'. Did you mean 'relu'\?/,
  ],
  [
    'activation from the prototype',
    () => layers.dense({ units: 1, activation: 'constructor' }),
    ConfigError,
    /unknown activation 'constructor'/,
  ],
  [
    'misspelt option',
    () => layers.dense(any({ units: 1, usebias: false })),
    ConfigError,
    /unknown option 'usebias'. Did you mean 'useBias'\?/,
  ],
  ['unknown initializer', () => layers.dense({ units: 1, kernelInitializer: 'glorot' }), ConfigError, /unknown initializer 'glorot'/],
  ['dropout rate 1', () => layers.dropout({ rate: 1 }), ConfigError, /rate must be a number >= 0 and < 1, received 1/],
  ['dropout rate NaN', () => layers.dropout({ rate: NaN }), ConfigError, /received NaN/],
  [
    'unknown dtype policy',
    () => setDtypePolicy(any('mixed_float16')),
    ConfigError,
    /unknown dtype policy 'mixed_float16'. Did you mean 'mixed_bfloat16'\? Known: float32, mixed_bfloat16/,
  ],
  ['dtype of a layer', () => layers.dense({ units: 1, dtype: any('bfloat16') }), ConfigError, /unknown dtype policy 'bfloat16'/],
  [
    'unknown precision',
    () => ops.matmul([[1]], [[1]], { precision: any('half') }),
    ConfigError,
    /unknown precision 'half'. Known: float32, bfloat16/,
  ],
  ['inputShape [0]', () => layers.dense({ units: 1, inputShape: [0] }), ConfigError, /inputShape must be an array of integers >= 1/],
  ['input without shape', () => layers.input(any({})), ConfigError, /shape must be an array/],
  [
    'units beyond what a word holds',
    () => layers.dense({ units: 2 ** 31 }),
    ConfigError,
    /units must be an integer <= 2147483647, received 2147483648/,
  ],
  [
    'reshape to what does not fit',
    () => sequential([layers.reshape({ targetShape: [3, 3], inputShape: [8] })]),
    ShapeError,
    /reshape.*9 elements a sample, received \[\*, 8\]/,
  ],
  [
    'a layer without a name',
    () => new Silent(any({})),
    ConfigError,
    /a layer of your own: the first argument of super, its default name, must be a non-empty string, received Object/,
  ],
  [
    'trainable that is no boolean',
    () => layers.dense({ units: 1, trainable: any('no') }),
    ConfigError,
    /trainable must be true or false, received 'no'/,
  ],
  ['a model named 3', () => sequential([], { name: any(3) }), ConfigError, /sequential: name must be a non-empty string, received 3/],
  ['a layer that is none', () => sequential([any('dense')]), ConfigError, /expected a layer/],
  [
    'two layers of one name',
    () => sequential([layers.flatten({ name: 'a' }), layers.flatten({ name: 'a' })]),
    ConfigError,
    /named 'a' already/,
  ],
  ['a model without layers', () => sequential([]).build([null, 2]), ConfigError, /no layers/],
  ['summary before the shapes are known', () => sequential([layers.dense({ units: 1 })]).summary(), ConfigError, /shapes are not known/],
  ['seed 1.5', () => sequential([], { seed: 1.5 }), ConfigError, /seed must be an integer/],
  ['setWeights with too few', () => net().setWeights([]), ShapeError, /expected 4 tensors, received 0/],
  [
    'setWeights of a wrong shape',
    () => net().setWeights([[[1]], [1], [[1]], [1]]),
    ShapeError,
    /hidden\/kernel has shape \[2, 4\], received \[1, 1\]/,
  ],
  // compile
  [
    'unknown optimizer',
    () => net().compile({ optimizer: 'adm', loss: 'mse' }),
    ConfigError,
    /unknown optimizer 'adm'. Did you mean 'adam'\?/,
  ],
  ['no optimizer', () => net().compile({ optimizer: any(3), loss: 'mse' }), ConfigError, /optimizer must be/],
  ['unknown loss', () => net().compile({ optimizer: 'sgd', loss: 'meanSquareError' }), ConfigError, /Did you mean 'meanSquaredError'\?/],
  [
    'unknown metric',
    () => net().compile({ optimizer: 'sgd', loss: 'mse', metrics: ['acuracy'] }),
    ConfigError,
    /Did you mean 'accuracy'\?/,
  ],
  [
    'a metric that is no list',
    () => net().compile({ optimizer: 'sgd', loss: 'mse', metrics: any('accuracy') }),
    ConfigError,
    /compile: metrics must be an array of metrics, received 'accuracy'/,
  ],
  [
    'a metric that cannot read the targets',
    () => {
      const model = classifier();
      model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy', metrics: ['mse'] });
    },
    ConfigError,
    /meanSquaredError measures targets .* takes class numbers/,
  ],
  [
    'a loss that gives no tensor',
    () => {
      const model = net();
      model.compile({
        optimizer: 'sgd',
        loss: any(function flat() {
          return 3;
        }),
      });
      return model.fit(x, y);
    },
    ConfigError,
    /flat: expected the function to answer with a tensor, received 3/,
  ],
  [
    'a metric that gives no tensor',
    () => {
      const model = net();
      model.compile({ optimizer: 'sgd', loss: 'mse', metrics: [any(() => undefined)] });
      return model.fit(x, y);
    },
    ConfigError,
    /metric: expected the function to answer with a tensor, received undefined/,
  ],
  [
    'a layer that gives no tensor',
    () => sequential([new Silent('silent', { inputShape: [2] })]),
    ConfigError,
    /silent: expected the function to answer with a tensor, received null/,
  ],
  [
    'an optimizer for two models',
    () => {
      const optimizer = optimizers.adam();
      for (const model of [net(), net()]) model.compile({ optimizer, loss: 'bce' });
    },
    ConfigError,
    /adam: this optimizer holds the state of other weights .*Make a new optimizer for each model/,
  ],
  [
    'an optimizer for other variables',
    () => {
      const optimizer = optimizers.sgd();
      for (const v of [variable([1]), variable([1])]) optimizer.applyGradients([[[1], v]]);
    },
    ConfigError,
    /sgd: this optimizer holds the state of other weights/,
  ],
  ['negative learning rate', () => optimizers.sgd({ learningRate: -1 }), ConfigError, /learningRate must be a number >= 0/],
  [
    'weights that do not decay, without names',
    () => optimizers.sgd({ excludeFromWeightDecay: any({ names: ['bias'] }) }),
    ConfigError,
    /sgd: excludeFromWeightDecay must be \{ varNames \}, an array of strings, received Object \{names\}/,
  ],
  ['beta1 of 1', () => optimizers.adam({ beta1: 1 }), ConfigError, /beta1 must be a number >= 0 and < 1/],
  ['label smoothing 2', () => losses.categoricalCrossentropy({ labelSmoothing: 2 }), ConfigError, /labelSmoothing/],
  ['unknown reduction', () => losses.meanSquaredError({ reduction: any('average') }), ConfigError, /unknown reduction/],
  [
    'a reduction that is a number',
    () => losses.meanSquaredError({ reduction: any(3) }),
    ConfigError,
    /unknown reduction of meanSquaredError 3/,
  ],
  ['top 0', () => metrics.topKCategoricalAccuracy({ k: 0 }), ConfigError, /k must be an integer >= 1/],
  // fit
  [
    'fit before compile',
    () => sequential([layers.dense({ units: 1, inputShape: [2] })]).fit(x, y),
    ConfigError,
    /fit: the model is not compiled/,
  ],
  [
    'evaluate before compile',
    () => sequential([layers.dense({ units: 1, inputShape: [2] })]).evaluate(x, y),
    ConfigError,
    /evaluate: the model is not compiled/,
  ],
  [
    'wrong width',
    () => net().fit({ data: new Float32Array(30), shape: [10, 3] }, new Float32Array(10)),
    ShapeError,
    /hidden: expected input of shape \[\*, 2\], received \[10, 3\]/,
  ],
  [
    'wrong rank',
    () => net().fit({ data: new Float32Array(40), shape: [10, 2, 2] }, new Float32Array(10)),
    ShapeError,
    /received \[10, 2, 2\]/,
  ],
  [
    'images where rows are wanted',
    () =>
      sequential([layers.dense({ units: 1, inputShape: [4] })]).predictSync([
        [
          [1, 2],
          [3, 4],
        ],
      ]),
    ShapeError,
    /flatten/,
  ],
  [
    'ragged arrays',
    () => net().fit([[1, 2], [3]], [0, 1]),
    ShapeError,
    /x: nested arrays must be rectangular: expected an array of 2 at \[1\]/,
  ],
  ['text among the numbers', () => net().fit([[1, any('a')]], [0]), DataError, /expected a number at \[0, 1\], received 'a'/],
  ['no rows', () => net().fit([], []), DataError, /x: expected at least one row/],
  ['undefined', () => net().fit(any(undefined), y), DataError, /x: expected data, received undefined/],
  ['NaN', () => net().fit(withValue(NaN), y), DataError, /x: expected finite numbers, received NaN in row 12, column 1/],
  ['infinity', () => net().fit(withValue(-Infinity), y), DataError, /received -Infinity in row 12, column 1/],
  ['NaN in the targets', () => net().fit(x, new Float32Array(40).fill(NaN)), DataError, /y: expected finite numbers/],
  ['rows that do not match', () => net().fit(x, [0, 1]), ShapeError, /y: expected 40 rows as in x, received 2/],
  [
    'a shape that lies',
    () => net().fit({ data: new Float32Array(3), shape: [2, 2] }, [0, 1]),
    ShapeError,
    /expected 4 values for shape \[2, 2\], received 3/,
  ],
  ['a shape with a negative axis', () => net().fit({ data: new Float32Array(4), shape: [-2, -2] }, [0, 1]), ShapeError, /integers >= 0/],
  ['float64 data', () => net().fit(any(new Float64Array(4)), [0, 1]), DataError, /Float32Array/],
  [
    'labels out of range',
    () =>
      classifier().fit(
        x,
        labels.map((l) => l + 2),
      ),
    DataError,
    /whole class numbers from 0 to 2 .* received 3 in row/,
  ],
  [
    'negative labels',
    () =>
      classifier().fit(
        x,
        labels.map((l) => -l),
      ),
    DataError,
    /received -1/,
  ],
  [
    'labels that are no integers',
    () =>
      classifier().fit(
        x,
        Float32Array.from(labels, (l) => l + 0.5),
      ),
    DataError,
    /received (0|1).5 in row 0/,
  ],
  ['classes for one output', () => classifier(1).fit(x, labels), ConfigError, /two classes or more.*binaryCrossentropy/],
  [
    'one-hot rows for a sparse loss',
    () => classifier().fit(x, { data: new Float32Array(120), shape: [40, 3] }),
    ShapeError,
    /categoricalCrossentropy/,
  ],
  [
    'class numbers for a dense loss',
    () => {
      const model = classifier();
      model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
      return model.fit(x, labels);
    },
    ShapeError,
    /sparseCategoricalCrossentropy/,
  ],
  [
    'binary targets of 2',
    () =>
      net().fit(
        x,
        Float32Array.from(labels, (l) => 2 * l),
      ),
    DataError,
    /targets from 0 to 1, received 2 in row/,
  ],
  [
    'targets wider than the output',
    () => net().fit(x, { data: new Float32Array(80), shape: [40, 2] }),
    ShapeError,
    /output shape \[\*, 1\], received \[40, 2\]/,
  ],
  ['batch size 0', () => net().fit(x, y, { batchSize: 0 }), ConfigError, /batchSize must be an integer >= 1, received 0/],
  ['batch size 1.5', () => net().fit(x, y, { batchSize: 1.5 }), ConfigError, /received 1.5/],
  ['epochs 0', () => net().fit(x, y, { epochs: 0 }), ConfigError, /epochs must be an integer >= 1/],
  [
    'validationSplit 1',
    () => net().fit(x, y, { validationSplit: 1 }),
    ConfigError,
    /validationSplit must be a number >= 0 and < 1, received 1/,
  ],
  ['validationSplit that leaves nothing', () => net().fit([[1, 2]], [1], { validationSplit: 0.5 }), ConfigError, /leaves 0 to learn from/],
  ['validationData that is no pair', () => net().fit(x, y, { validationData: any(x) }), ConfigError, /validationData must be/],
  [
    'validation data of another width',
    () => net().fit(x, y, { validationData: [[[1, 2, 3]], [1]] }),
    ShapeError,
    /expected input of shape \[\*, 2\]/,
  ],
  ['misspelt fit option', () => net().fit(x, y, any({ batchsize: 3 })), ConfigError, /Did you mean 'batchSize'\?/],
  ['verbose 3', () => net().fit(x, y, { verbose: any(3) }), ConfigError, /verbose must be/],
  ['callbacks that are none', () => net().fit(x, y, { callbacks: any(['x']) }), ConfigError, /callbacks must be an array of objects/],
  ['weights for other rows', () => net().fit(x, y, { sampleWeight: [1, 2] }), ShapeError, /one weight a row, 40 in all/],
  ['negative weights', () => net().fit(x, y, { sampleWeight: new Float32Array(40).fill(-1) }), DataError, /weights >= 0/],
  ['class weight that is no number', () => net().fit(x, y, { classWeight: any({ 0: 'a' }) }), ConfigError, /classWeight/],
  [
    'a signal that is none',
    () => net().fit(x, y, { signal: any('stop') }),
    ConfigError,
    /fit: signal must be an AbortSignal, received 'stop'/,
  ],
  [
    'a file that is none',
    () => loadModel(any(new ArrayBuffer(8))),
    ConfigError,
    /loadModel: expected a path or the bytes of a file as a Uint8Array, received ArrayBuffer/,
  ],
  [
    'a model within itself',
    () => {
      const inner = sequential([layers.dense({ units: 2 })]);
      inner.add(sequential([inner]));
    },
    ConfigError,
    /cannot be a layer within itself/,
  ],
  ['prediction of another width', () => net().predict([[1]]), ShapeError, /expected input of shape \[\*, 2\]/],
  ['an aborted signal', () => net().fit(x, y, { signal: AbortSignal.abort(new ConfigError('called off')) }), ConfigError, /called off/],
  // ops
  ['shapes that do not broadcast', () => ops.add([1, 2], [1, 2, 3]), ShapeError, /\[2\] and \[3\] do not broadcast/],
  ['matrices that do not fit', () => ops.matmul([[1, 2]], [[1, 2]]), ShapeError, /matmul: expected equal inner sizes/],
  ['a misspelt option of an op', () => ops.sum([1, 2], any({ axes: 0 })), ConfigError, /sum: unknown option 'axes'. Did you mean 'axis'\?/],
  ['an option that is no object', () => ops.softmax([1, 2], any(0)), ConfigError, /softmax: expected an object of options, received 0/],
  ['shapes that do not broadcast, by the name of the op', () => ops.where([1, 0], [1, 2, 3], 0), ShapeError, /^where: shapes/],
  [
    'a reshape to nothing',
    () => ops.reshape([1, 2], any(undefined)),
    ConfigError,
    /reshape: shape must be an array of integers >= -1, received undefined/,
  ],
  ['a slice from below', () => ops.slice([1, 2, 3], [-1], [1]), ConfigError, /slice: start must be an array of integers >= 0/],
  ['a tensor of less than nothing', () => ops.full([-1], 0), ConfigError, /full: shape must be an array of integers >= 0, received \[-1\]/],
  ['a tensor full of text', () => ops.full([1], any('x')), ConfigError, /full: value must be a number, received 'x'/],
  ['half a class', () => ops.oneHot([1], 2.5), ConfigError, /oneHot: the number of classes must be an integer >= 1, received 2.5/],
  [
    'tensors to concatenate that are no list',
    () => ops.concatenate(any(3)),
    ConfigError,
    /concatenate: expected an array of tensors, received 3/,
  ],
  [
    'weights of less than nothing',
    () => initializers.heNormal().call([-2]),
    ConfigError,
    /heNormal: shape must be an array of integers >= 0/,
  ],
  ['a seed of text', () => initializers.heNormal({ seed: any('a') }), ConfigError, /heNormal: seed must be an integer .* received 'a'/],
  [
    'a variable with a misspelt option',
    () => variable([1], any({ nme: 'x' })),
    ConfigError,
    /variable: unknown option 'nme'. Did you mean 'name'\?/,
  ],
  ['text that is none', () => datasets.parseCsv(any(3)), ConfigError, /csv: expected the text of a file, received 3/],
  ['text with a misspelt option', () => datasets.parseCsv('a', any({ delimiter: ';' })), ConfigError, /csv: unknown option 'delimiter'/],
  [
    'bytes that are none',
    () => datasets.parseIdx(any('x')),
    ConfigError,
    /idx: expected the bytes of a file as a Uint8Array, received 'x'/,
  ],
  ['an axis too many', () => ops.sum([1, 2], { axis: 1 }), ShapeError, /axis must be an integer from -1 to 0/],
  ['reshape to another count', () => ops.reshape([1, 2, 3], [2, 2]), ShapeError, /3 elements/],
  ['a slice beyond the end', () => ops.slice([1, 2, 3], [2], [2]), ShapeError, /does not lie within/],
  [
    'a fraction where an integer is wanted',
    () => tensor([1, 1.5], undefined, 'int32'),
    DataError,
    /expected a number that int32 holds at \[1\], received 1.5/,
  ],
  ['an unknown dtype', () => tensor([1], undefined, any('float16')), ConfigError, /unknown dtype 'float16'/],
  [
    'integers where floats are wanted',
    () => ops.exp(tensor([1, 2], undefined, 'int32')),
    ShapeError,
    /expected float32 values, received int32/,
  ],
  ['the gradient of a vector', () => grad((v) => ops.exp(v))([1, 2]), ShapeError, /expected a scalar to differentiate/],
  ['glu of an odd axis', () => activations.glu([1, 2, 3]), ShapeError, /even size/],
  ['the values of a symbol', () => grad((v) => ops.sum(ops.multiply(v, v.item())))([3]), ConfigError, /symbolic/],
  ['maxval below minval', () => initializers.randomUniform({ minval: 1, maxval: 0 }), ConfigError, /maxval/],
];

test.each(CASES)('%s', async (_, act, type, message) => {
  let error: unknown;
  try {
    await act();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(type);
  expect((error as Error).message).toMatch(message);
  expect((error as MyelinError).code).toMatch(/^ERR_MYELIN_/);
});

test('a refused call harms nothing', async () => {
  const [model, untouched] = [net(), net()];
  const refused: (() => Promise<unknown>)[] = [
    () => model.fit(withValue(NaN), y),
    () => model.fit(x, y, { batchSize: 0 }),
    () => model.fit(x, y, { validationData: [[[1, 2, 3]], [1]] }),
    () => model.predict([[1]]),
    () => model.evaluate(x, [1]),
  ];
  for (const act of refused) await expect(act()).rejects.toThrow();
  expect((await model.fit(x, y, { epochs: 2 })).history).toEqual((await untouched.fit(x, y, { epochs: 2 })).history);
});

test('a second fit at the same time is refused, the first goes on', async () => {
  const model = net();
  const first = model.fit(x, y, { epochs: 3 });
  await expect(model.fit(x, y)).rejects.toThrow(/being trained already/);
  expect((await first).epoch).toEqual([0, 1, 2]);
});

test('a callback that throws ends training with its error, and the model trains on', async () => {
  const model = net();
  await expect(
    model.fit(x, y, {
      callbacks: [
        {
          onEpochEnd: () => {
            throw new RangeError('mine');
          },
        },
      ],
    }),
  ).rejects.toThrow('mine');
  expect((await model.fit(x, y)).epoch).toEqual([0]);
});

test('options that cannot be leave the model as it was compiled', async () => {
  const model = sequential([layers.dense({ units: 1, inputShape: [1] })], { seed: 1 });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const { loss } = (await model.evaluate([[1]], [[2]])) as { loss: number };
  expect(() => model.compile({ optimizer: 'sgd', loss: 'msee' })).toThrow(ConfigError);
  expect(await model.evaluate([[1]], [[2]])).toEqual({ loss });
});

class Twice extends Layer {
  readonly kind = 'twice';
  override build(): void {
    for (let i = 0; i < 2; i++) this.addWeight({ name: 'w', shape: [1] });
  }
  call(x: Tensor): Tensor {
    return x;
  }
}

test('two weights of one name in a layer are refused', () => {
  expect(() => new Twice('twice', {}).apply([[1]])).toThrow(/there is a weight named 'w' already/);
});
