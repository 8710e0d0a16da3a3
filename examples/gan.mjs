/** A generative adversarial network: one network draws digits, another tells them from real ones, and each learns from the other.
 *  Goodfellow et al. 2014; convolutions as Radford et al. 2015. It makes its own data. In the end a classifier says what it sees in the
 *  drawings. */
import { compile, datasets, layers, losses, ops, optimizers, random, sequential, tensor } from 'myelin';
import { quick } from './arguments.mjs';

const [BATCH, NOISE, PIXELS] = [64, 32, 28 * 28];
const STEPS = quick ? 400 : 4000;

const digits = datasets.digits({ train: quick ? 2000 : 10_000, test: 1000, seed: 1 });
const grey = ({ data, shape: [rows] }) => tensor(Float32Array.from(data, (v) => v / 255), [rows, 28, 28, 1]);
const [xTrain, xTest] = [grey(digits.xTrain), grey(digits.xTest)];

const generator = sequential([
  layers.dense({ units: 7 * 7 * 32, useBias: false, inputShape: [NOISE] }),
  layers.batchNormalization(),
  layers.reLU(),
  layers.reshape({ targetShape: [7, 7, 32] }),
  layers.conv2dTranspose({ filters: 16, kernelSize: 4, strides: 2, padding: 'same', useBias: false }),
  layers.batchNormalization(),
  layers.reLU(),
  layers.conv2dTranspose({ filters: 1, kernelSize: 4, strides: 2, padding: 'same', activation: 'sigmoid' }),
], { seed: 1 });

const critic = sequential([
  layers.conv2d({ filters: 16, kernelSize: 4, strides: 2, padding: 'same', inputShape: [28, 28, 1] }),
  layers.leakyReLU({ negativeSlope: 0.2 }),
  layers.conv2d({ filters: 32, kernelSize: 4, strides: 2, padding: 'same' }),
  layers.leakyReLU({ negativeSlope: 0.2 }),
  layers.flatten(),
  layers.dropout({ rate: 0.3 }),
  layers.dense({ units: 1 }),
], { seed: 2 });

const crossentropy = losses.binaryCrossentropy({ fromLogits: true });
const [forGenerator, forCritic] = [0, 1].map(() => optimizers.adam({ learningRate: 0.0005, beta1: 0.5 }));
const [real, drawn] = [ops.full([BATCH, 1], 1), ops.full([BATCH, 1], 0)];

/** One step of both: the critic learns to tell real from drawn, the generator to draw what the critic takes for real. */
const step = compile((t, images, noise) => {
  const made = t.call(generator, noise);
  const judged = ops.add(
    crossentropy.call(real, t.call(critic, images)),
    crossentropy.call(drawn, t.call(critic, ops.stopGradient(made))),
  );
  const deceived = crossentropy.call(real, t.call(critic, made));
  forCritic.minimize(t, judged, critic.trainableWeights);
  forGenerator.minimize(t, deceived, generator.trainableWeights);
  return { judged, deceived };
}, { training: true });

const perEpoch = Math.floor(xTrain.shape[0] / BATCH);
for (let i = 0; i < STEPS; i++) {
  const from = (i % perEpoch) * BATCH * PIXELS; // the digits stand in random order already
  const images = tensor(xTrain.data.subarray(from, from + BATCH * PIXELS), [BATCH, 28, 28, 1]);
  const { judged, deceived } = await step.async(images, random.normal([BATCH, NOISE], { seed: i }));
  if ((i + 1) % (STEPS / 10) > 0) continue;
  console.log(`step ${i + 1}: the critic's loss ${judged.item().toFixed(3)}, the generator's ${deceived.item().toFixed(3)}`);
}

// A judge that had no part in it: a classifier of the real digits.
const judge = sequential([
  layers.conv2d({ filters: 16, kernelSize: 5, strides: 2, activation: 'relu', inputShape: [28, 28, 1] }),
  layers.flatten(),
  layers.dense({ units: 64, activation: 'relu' }),
  layers.dense({ units: 10, activation: 'softmax' }),
], { seed: 3 });
judge.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
await judge.fit(xTrain, digits.yTrain, { epochs: quick ? 8 : 4 });

/** The inception score, of Salimans et al. 2016: 1 if the judge sees the same in all images, or nothing for sure; 10 if it is sure of each
 *  and finds all ten digits equally often. */
async function score(images) {
  const p = await judge.predict(images, { batchSize: 250 });
  const divergence = ops.multiply(p, ops.log(ops.divide(ops.add(p, 1e-9), ops.add(ops.mean(p, { axis: 0 }), 1e-9))));
  return Math.exp(ops.mean(ops.sum(divergence, { axis: -1 })).item()).toFixed(2);
}
const { accuracy } = await judge.evaluate(xTest, digits.yTest);
console.log(`the judge's test accuracy: ${accuracy.toFixed(3)}`);
const samples = await generator.predict(random.normal([1000, NOISE], { seed: -1 }), { batchSize: 250 });
const blots = random.uniform([1000, 28, 28, 1], { seed: 1 });
console.log(`inception score: real digits ${await score(xTest)}, drawn ones ${await score(samples)}, noise ${await score(blots)}`);

const few = ops.slice(samples, [0, 0, 0, 0], [4, 28, 28, 1]);
console.log(datasets.imageText(ops.multiply(255, ops.transpose(few, { axes: [1, 0, 2, 3] })).data, 4 * 28, 28));
