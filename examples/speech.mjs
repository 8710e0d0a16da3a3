/** Spoken digits: recordings become spectrograms, and a network convolves them over time. How well does it understand voices that it knows,
 *  and how well one that it has never heard? */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { datasets, layers, ops, optimizers, schedules, sequential, tensor } from 'myelin';
import { dataPath, quick } from './arguments.mjs';

const [RATE, FRAME, HOP, BANDS] = [8000, 256, 128, 40];
const FRAMES = 60; // of a recording, just under a second; shorter ones are filled up with silence

/** A matrix of what a function gives for each row and column. */
function matrix(rows, columns, f) {
  const data = Float32Array.from({ length: rows * columns }, (_, i) => f(Math.floor(i / columns), i % columns));
  return tensor(data, [rows, columns]);
}
const hann = (i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FRAME);
const bins = FRAME / 2 + 1;
const [cosine, sine] = [Math.cos, Math.sin].map((f) => matrix(FRAME, bins, (i, k) => hann(i) * f((2 * Math.PI * i * k) / FRAME)));
/** Bands as wide as the ear hears them: triangles on the mel scale (O'Shaughnessy 1987). */
const mel = (hertz) => 2595 * Math.log10(1 + hertz / 700);
const bands = matrix(bins, BANDS, (k, band) => {
  const place = (mel((k * RATE) / FRAME) / mel(RATE / 2)) * (BANDS + 1);
  return Math.max(0, 1 - Math.abs(place - band - 1));
});

/** The logarithms of the energy in each band, frame by frame, with mean 0 in each band: so voices and microphones sound more alike.
 *  @shape [FRAMES, BANDS] */
function spectrogram({ data }) {
  const loudest = data.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-9);
  const frames = matrix(FRAMES, FRAME, (frame, i) => (data[frame * HOP + i] ?? 0) / loudest);
  const energy = ops.add(ops.square(ops.matmul(frames, cosine)), ops.square(ops.matmul(frames, sine)));
  const logarithms = ops.log(ops.add(ops.matmul(energy, bands), 1e-3));
  return ops.subtract(logarithms, ops.mean(logarithms, { axis: 0 })).data;
}

const folder = dataPath('free-spoken-digit-dataset', 'recordings');
const names = (await readdir(folder)).filter((name) => name.endsWith('.wav')).sort();
const chosen = quick ? names.filter((name) => Number(/(\d+)\.wav$/.exec(name)[1]) < 6) : names;
const recordings = await Promise.all(chosen.map(async (name) => {
  const [digit, speaker] = name.split('_');
  return { digit: Number(digit), speaker, x: spectrogram(await datasets.readWav(join(folder, name))) };
}));

const shaped = (some) => tensor(Float32Array.from(some.flatMap(({ x }) => [...x])), [some.length, FRAMES, BANDS]);
const digitsOf = (some) => some.map(({ digit }) => digit);

async function learn(train, test) {
  const xTrain = shaped(train);
  const scale = layers.normalization({ inputShape: [FRAMES, BANDS] });
  scale.adapt(xTrain);
  const block = (filters) => [
    layers.conv1d({ filters, kernelSize: 5, padding: 'same', useBias: false }),
    layers.batchNormalization({ momentum: 0.9 }),
    layers.reLU(),
    layers.maxPooling1d(),
  ];
  const model = sequential([
    scale,
    layers.gaussianNoise({ stddev: 0.3 }),
    ...block(64),
    ...block(64),
    ...block(128),
    layers.globalAveragePooling1d(),
    layers.dropout({ rate: 0.4 }),
    layers.dense({ units: 10, activation: 'softmax' }),
  ], { seed: 1 });
  const epochs = 25;
  const learningRate = schedules.cosineDecay({ initialLearningRate: 0.003, decaySteps: epochs * Math.ceil(train.length / 32) });
  model.compile({ optimizer: optimizers.adam({ learningRate }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  await model.fit(xTrain, digitsOf(train), { epochs });
  return (await model.evaluate(shaped(test), digitsOf(test))).accuracy;
}

const [train, test] = datasets.trainTestSplit([...recordings.keys()], { testSize: 0.2, stratify: digitsOf(recordings), seed: 1 })
  .map((rows) => rows.map((i) => recordings[i]));
console.log(`${test.length} new recordings of known voices: test accuracy ${(await learn(train, test)).toFixed(4)}`);

const speakers = [...new Set(recordings.map(({ speaker }) => speaker))].slice(0, quick ? 1 : 6);
const accuracies = [];
for (const left of speakers) {
  const accuracy = await learn(recordings.filter(({ speaker }) => speaker !== left), recordings.filter(({ speaker }) => speaker === left));
  console.log(`a voice it has never heard, ${left}: accuracy ${accuracy.toFixed(3)}`);
  accuracies.push(accuracy);
}
console.log(`on average over the voices left out: ${(accuracies.reduce((a, b) => a + b) / speakers.length).toFixed(3)}`);
