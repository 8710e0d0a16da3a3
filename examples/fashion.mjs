/** Fashion-MNIST: pictures of ten kinds of clothes, and a small convolutional network. */
import { datasets, layers, optimizers, schedules, sequential } from 'myelin';
import { dataPath, quick } from './arguments.mjs';

const [xTrain, yTrain, xTest, yTest] = await Promise.all(
  ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'].map(async (name) => {
    const { data, shape: [rows, ...pixels] } = await datasets.readIdx(dataPath('fashion-mnist', `${name}-ubyte.gz`));
    const used = quick ? rows / 20 : rows;
    const channels = pixels.length > 0 ? [...pixels, 1] : []; // images have one channel, grey
    return { data: data.subarray(0, (used * data.length) / rows), shape: [used, ...channels] };
  }),
);

const model = sequential([
  layers.rescaling({ scale: 1 / 255, inputShape: [28, 28, 1] }),
  layers.randomFlip({ mode: 'horizontal' }), // a shoe that points to the other side is a shoe
  layers.conv2d({ filters: 32, kernelSize: 3, padding: 'same', activation: 'relu' }),
  layers.maxPooling2d(),
  layers.batchNormalization({ momentum: 0.9 }),
  layers.conv2d({ filters: 64, kernelSize: 3, padding: 'same', activation: 'relu' }),
  layers.maxPooling2d(),
  layers.batchNormalization({ momentum: 0.9 }),
  layers.flatten(),
  layers.dropout({ rate: 0.4 }),
  layers.dense({ units: 128, activation: 'relu' }),
  layers.dropout({ rate: 0.3 }),
  layers.dense({ units: 10, activation: 'softmax' }),
], { seed: 1 });
model.summary();

const [epochs, batchSize] = [quick ? 2 : 12, 128];
const learningRate = schedules.cosineDecay({ initialLearningRate: 0.002, decaySteps: epochs * Math.ceil(yTrain.shape[0] / batchSize) });
model.compile({ optimizer: optimizers.adam({ learningRate }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
await model.fit(xTrain, yTrain, { epochs, batchSize, verbose: 2 });
const { accuracy } = await model.evaluate(xTest, yTest, { batchSize: 256 });
console.log(`test accuracy ${accuracy.toFixed(4)}`);
