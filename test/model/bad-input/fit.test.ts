/** Data and options that fit, evaluate, predict and loadModel refuse. */
import { ConfigError, DataError, layers, loadModel, sequential, ShapeError } from '../../../src/index.ts';
import { any, classifier, labels, net, refused, withValue, x, y } from './refused.ts';

refused([
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
  ['bytes of no kind', () => net().fit(any(new DataView(new ArrayBuffer(4))), [0, 1]), DataError, /x: .*received DataView\(4\)/],
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
    () => loadModel(any(8)),
    ConfigError,
    /loadModel: expected the path of a file, a Blob, or bytes as a Uint8Array or an ArrayBuffer, received 8/,
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
]);
