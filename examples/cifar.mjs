/** Small colour photographs of ten kinds of things, from few examples: a convolutional network that sees each image changed a little
 *  every time. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { layers, optimizers, schedules, sequential } from 'myelin';
import { dataPath, quick } from './arguments.mjs';

const PIXELS = 32 * 32;

/** A file of CIFAR-10's binary version: for each image a byte for its class, then 1024 of red, green and blue each. */
function read(name, most = Infinity) {
  const bytes = gunzipSync(readFileSync(dataPath('cifar10-jpeg-subset', name)));
  const rows = Math.min(most, bytes.length / (1 + 3 * PIXELS));
  const [data, labels] = [new Uint8Array(rows * 3 * PIXELS), new Int32Array(rows)];
  for (let i = 0; i < rows; i++) {
    const record = bytes.subarray(i * (1 + 3 * PIXELS));
    labels[i] = record[0];
    for (let c = 0; c < 3; c++) for (let p = 0; p < PIXELS; p++) data[(i * PIXELS + p) * 3 + c] = record[1 + c * PIXELS + p];
  }
  return [{ data, shape: [rows, 32, 32, 3] }, labels];
}
const [xTrain, yTrain] = read('data_batch_subset.bin.gz', quick ? 1000 : Infinity);
const [xTest, yTest] = read('test_batch_subset.bin.gz');

const block = (filters) => [
  layers.conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'relu' }),
  layers.maxPooling2d(),
  layers.batchNormalization({ momentum: 0.9 }),
];
const model = sequential([
  layers.rescaling({ scale: 1 / 64, offset: -2, inputShape: [32, 32, 3] }),
  layers.randomFlip({ mode: 'horizontal' }),
  layers.randomTranslation({ heightFactor: 0.12, widthFactor: 0.12, fillMode: 'reflect' }),
  layers.randomRotation({ factor: 0.03, fillMode: 'reflect' }),
  ...block(32),
  ...block(64),
  ...block(128),
  layers.flatten(),
  layers.dropout({ rate: 0.5 }),
  layers.dense({ units: 10, activation: 'softmax' }),
], { seed: 1 });
const [epochs, batchSize] = [quick ? 3 : 40, 64];
const learningRate = schedules.oneCycle({ maxLearningRate: 0.003, totalSteps: epochs * Math.ceil(yTrain.length / batchSize) });
const optimizer = optimizers.adamw({ learningRate, weightDecay: 0.02 });
model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
await model.fit(xTrain, yTrain, { epochs, batchSize, verbose: 2 });
const { accuracy } = await model.evaluate(xTest, yTest);
console.log(`test accuracy ${accuracy.toFixed(3)} of ten classes, learnt from ${yTrain.length} images`);
